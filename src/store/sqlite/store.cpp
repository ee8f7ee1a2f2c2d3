// The store over SQLite: a pool of reading connections, one writing connection whose transactions carry the jobs of all callers
// that wait at the same time, and a housekeeper who moves the WAL into the database behind everybody's back.
#include "store/sqlite/store.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <memory>
#include <utility>

#include "store/sqlite/memory_vfs.h"
#include "store/sqlite/schema.h"

namespace adsbox::store::sqlite {

namespace {

using namespace std::chrono_literals;

class SqliteReader final : public WithQueries<Reader> {
  using WithQueries::WithQueries;
};

/// The store whose job this thread is running, to refuse a write inside a write.
thread_local const void* writing = nullptr;

constexpr std::size_t kIdleReaders = 4;
constexpr int kReaderCacheKib = 1024;
constexpr int kWriterCacheKib = 4096;
/// Pages of 8 KiB in the WAL at which the housekeeper starts to move them, and at which the writers wait for it to be done.
constexpr int kCheckpointPages = 1000;
constexpr int kCheckpointLimit = 8000;
/// Jobs in one transaction: bounds how long the first of them waits for the last.
constexpr std::size_t kGroup = 64;
/// Bounds of the time that a leader waits for company. Below the first, waking up costs more than a commit of one's own.
constexpr std::chrono::nanoseconds kShortestGathering = 20us, kLongestGathering = 1ms;
/// Groups that follow a vain wait without another.
constexpr int kGatherPause = 8;

void rename_over(const std::string& part, const std::string& path) {
  std::error_code error;
  std::filesystem::rename(part, path, error);
  if (!error) return;
  ::unlink(part.c_str());
  throw StorageFailure("snapshot to " + path + ": " + error.message());
}

Connection::Options options_of(const std::string& path, bool memory, int cache_kib, bool create) {
  return {path, memory ? memory_vfs() : owned_vfs(), !memory, cache_kib, create};
}

/// Adds the time of its own life to what the thread has spent in stores; nested calls count once.
class Timed {
 public:
  Timed() : outer_(std::exchange(inside, true)), begin_(std::chrono::steady_clock::now()) {}
  Timed(const Timed&) = delete;
  Timed& operator=(const Timed&) = delete;
  ~Timed() {
    inside = outer_;
    if (!outer_) nanoseconds_in_stores() += static_cast<std::uint64_t>((std::chrono::steady_clock::now() - begin_).count());
  }

 private:
  static thread_local bool inside;
  bool outer_;
  std::chrono::steady_clock::time_point begin_;
};
thread_local bool Timed::inside = false;

class MemoryImage final : public Image {
 public:
  explicit MemoryImage(Contents contents) : contents_(std::move(contents)) {}
  [[nodiscard]] std::size_t size() const override { return static_cast<std::size_t>(contents_.size); }
  void write_to(const std::string& path) const override {
    const auto part = path + ".part";
    try {
      write_file(part);
    } catch (...) {
      ::unlink(part.c_str());
      throw;
    }
    rename_over(part, path);
  }
  [[nodiscard]] const Contents& contents() const { return contents_; }

 private:
  void write_file(const std::string& path) const {
    const auto check = [&](bool good) {
      if (!good) throw StorageFailure(path + ": " + std::strerror(errno));
    };
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    check(file >= 0);
    const std::unique_ptr<const int, void (*)(const int*)> closing(&file, [](const int* f) { ::close(*f); });
    std::size_t at = 0;
    for (const auto& chunk : contents_.chunks) {
      const auto n = std::min(size() - at, Contents::chunk_size);
      for (std::size_t done = 0; done < n;) {
        const auto more = ::pwrite(file, chunk.get() + done, n - done, static_cast<off_t>(at + done));
        check(more > 0 || errno == EINTR);
        done += static_cast<std::size_t>(std::max<ssize_t>(more, 0));
      }
      at += n;
    }
    // The header's versions of reading and writing say that the file is in WAL mode: to switch it at its first opening costs a
    // rollback journal and four syncs.
    constexpr off_t format_versions = 18;
    constexpr char wal[] = {2, 2};
    check(::pwrite(file, wal, sizeof wal, format_versions) == sizeof wal);
    check(::fdatasync(file) == 0);
  }

  Contents contents_;
};

/// A path in memory that is prepared before anything opens it.
std::string path_of(Contents contents) {
  auto path = unique_memory_path();
  put_contents(path, std::move(contents));
  return path;
}

}  // namespace

SqliteStore::SqliteStore(const std::string& path) : SqliteStore(path.empty(), path.empty() ? unique_memory_path() : path) {}
SqliteStore::SqliteStore(Contents contents) : SqliteStore(true, path_of(std::move(contents))) {}

SqliteStore::SqliteStore(bool memory, std::string path)
    : memory_(memory),
      path_(std::move(path)),
      ownership_(memory_ ? Ownership() : Ownership(path_)),
      write_connection_(options_of(path_, memory_, kWriterCacheKib, true)),
      writer_(write_connection_, kinds_) {
  check_identity(write_connection_);
  pool_.reserve(kIdleReaders);
  // Only a new file is switched; on one that is in WAL mode this changes nothing.
  write_connection_.execute("pragma journal_mode=wal");
  migrate(write_connection_);
  const auto existing = existing_kinds(write_connection_);
  writer_.know_tables(existing.tables);
  for (const auto kind : existing.tables) kinds_.changed(kind);
  for (std::size_t i = 0; i < kIndexes; ++i)
    for (const auto kind : existing.indexes[i]) kinds_.set(static_cast<Index>(i), kind);
  sqlite3_wal_hook(
      write_connection_.handle(),
      [](void* self, sqlite3*, const char*, int pages) {
        static_cast<SqliteStore*>(self)->wal_pages_ = pages;
        return SQLITE_OK;
      },
      this);
}

SqliteStore::~SqliteStore() {
  {
    std::scoped_lock lock(housekeeping_mutex_);
    stop_ = true;
  }
  housekeeping_wake_.notify_all();
  if (housekeeper_.joinable()) housekeeper_.join();
  pool_.clear();  // the writing connection closes last: it knows whether a checkpoint is wanted
}

void SqliteStore::abandon() {
  write_connection_.close_without_checkpoint();
}

// Reading ----------------------------------------------------------------------------------------------------------------------

std::unique_ptr<Connection> SqliteStore::take_reader() {
  {
    std::scoped_lock lock(pool_mutex_);
    if (!pool_.empty()) {
      auto connection = std::move(pool_.back());
      pool_.pop_back();
      return connection;
    }
  }
  return std::make_unique<Connection>(options_of(path_, memory_, kReaderCacheKib, false));
}

void SqliteStore::give_back(std::unique_ptr<Connection> connection) noexcept {
  std::scoped_lock lock(pool_mutex_);
  if (pool_.size() < kIdleReaders) pool_.push_back(std::move(connection));
}

void SqliteStore::read(const std::function<void(Reader&)>& work) {
  const Timed timed;
  struct Lease {
    SqliteStore& store;
    std::unique_ptr<Connection> connection;
    ~Lease() {
      // A connection that can't even end its transaction is not for reuse.
      if (connection->in_transaction() && sqlite3_exec(connection->handle(), "rollback", nullptr, nullptr, nullptr) != SQLITE_OK)
        return;
      store.give_back(std::move(connection));
    }
  } lease{*this, take_reader()};
  auto& connection = *lease.connection;
  connection.run(Op::begin);
  connection.run(Op::pin);
  SqliteReader reader(connection, kinds_);
  work(reader);
  connection.run(Op::commit);
}

// Writing ----------------------------------------------------------------------------------------------------------------------

bool SqliteStore::write(const std::function<bool(Writer&)>& work) {
  if (writing == this) throw std::logic_error("write() inside write() of the same store");
  const Timed timed;
  Job job{&work};
  std::vector<Job*> group;
  {
    std::unique_lock lock(queue_mutex_);
    queue_.push_back(&job);
    if (leading_) {
      if (gatherer_ != nullptr && queue_.size() >= gather_target_) gatherer_->wake.notify_one();
      job.wake.wait(lock, [&] { return job.done || job.lead; });
      if (job.done) return job.result();
      gather(job, lock);
    }
    leading_ = true;
    const auto n = std::min(queue_.size(), kGroup);
    group.assign(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(n));
    queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(n));
  }
  const auto* outer = std::exchange(writing, this);
  const auto started = std::chrono::steady_clock::now();
  run_group(group);
  const auto took = std::chrono::steady_clock::now() - started;
  wake_housekeeper_if_due();
  writing = outer;
  {
    // Notified under the lock: a caller that has seen `done` may be gone, and its job with it, as soon as the lock is free.
    std::scoped_lock lock(queue_mutex_);
    for (auto* j : group) {
      j->done = true;
      if (j != &job) j->wake.notify_one();
    }
    // The next group is led by one of its own, so that nobody serves others for longer than his own job takes.
    leading_ = !queue_.empty();
    if (leading_) {
      gather_target_ = std::min(queue_.size() + group.size(), kGroup);
      gather_limit_ = std::min<std::chrono::nanoseconds>(took / 4, kLongestGathering);
      queue_.front()->lead = true;
      queue_.front()->wake.notify_one();
    }
  }
  return job.result();
}

void SqliteStore::gather(Job& job, std::unique_lock<std::mutex>& lock) {
  // The callers of the last group are on their way back with their next writes, and each one who comes a moment too late makes
  // two small groups out of a large one. So a leader waits for them for a fraction of what a commit takes; where they do not
  // come, not again for a while.
  if (gather_pause_ > 0) {
    --gather_pause_;
    return;
  }
  if (queue_.size() >= gather_target_ || gather_limit_ < kShortestGathering) return;
  gatherer_ = &job;
  if (!job.wake.wait_for(lock, gather_limit_, [&] { return queue_.size() >= gather_target_; })) gather_pause_ = kGatherPause;
  gatherer_ = nullptr;
}

bool SqliteStore::Job::result() const {
  if (error) std::rethrow_exception(error);
  return success;
}

void SqliteStore::run_group(const std::vector<Job*>& group) {
  std::vector<Kinds::Touched> touched;
  std::vector<Job*> succeeded;
  // What jobs before have done is gone, tables that they made as well.
  const auto lose_all = [&] {
    for (auto* j : succeeded) {
      j->success = false;
      j->error = std::make_exception_ptr(StorageFailure("the transaction was lost"));
    }
    succeeded.clear();
    touched.clear();
    writer_.know_tables(existing_kinds(write_connection_).tables);
  };
  try {
    checkpoint_if_overdue();
    make_wanted_indexes();
    for (auto* job : group) {
      if (!write_connection_.in_transaction()) {
        // The transaction went away with the job before (a full disk does that), and so did what it held.
        if (!succeeded.empty()) lose_all();
        write_connection_.run(Op::begin_write);
      }
      if (run_job(*job, !succeeded.empty())) {
        succeeded.push_back(job);
        std::ranges::move(writer_.touched(), std::back_inserter(touched));
      }
    }
    if (write_connection_.in_transaction())
      write_connection_.run(Op::commit);
    else if (!succeeded.empty())
      lose_all();
  } catch (...) {
    // Begin or commit failed: nobody's work is stored.
    const auto error = std::current_exception();
    for (auto* job : group)
      if (!job->error) {
        job->success = false;
        job->error = error;
      }
    touched.clear();
    abandon_transaction();
  }
  kinds_.changed(touched);
}

bool SqliteStore::run_job(Job& job, bool guarded) {
  // While nothing precedes the job in the transaction, all of it can be rolled back, and the price of a savepoint is saved.
  writer_.start();
  try {
    if (guarded) write_connection_.run(Op::savepoint);
    job.success = (*job.work)(writer_);
    if (job.success && writer_.broken()) throw StorageFailure("a write failed and the caller went on");
    if (job.success) {
      writer_.finish();
      if (guarded) write_connection_.run(Op::release);
      return true;
    }
  } catch (...) {
    job.success = false;
    job.error = std::current_exception();
  }
  undo_job(guarded);
  return false;
}

void SqliteStore::undo_job(bool guarded) {
  writer_.forget();
  if (!write_connection_.in_transaction()) return;
  if (guarded) {
    write_connection_.run(Op::rollback_to);
    write_connection_.run(Op::release);
  } else {
    write_connection_.run(Op::rollback);
    // The next job, or the commit at the end, begins anew.
  }
}

void SqliteStore::abandon_transaction() noexcept {
  if (write_connection_.in_transaction()) sqlite3_exec(write_connection_.handle(), "rollback", nullptr, nullptr, nullptr);
  try {
    writer_.know_tables(existing_kinds(write_connection_).tables);
  } catch (...) {
    // The next write meets the same trouble and reports it.
  }
}

void SqliteStore::make_wanted_indexes() {
  for (const auto& [kind, index] : kinds_.take_wanted()) {
    if (!writer_.has_table(kind)) continue;
    try {
      write_connection_.execute(create_index(index, kind));
      kinds_.set(index, kind);
    } catch (const StorageFailure&) {
      // Searches stay slower; whether anything can be written is for the jobs to find out.
    }
  }
}

// Housekeeping -----------------------------------------------------------------------------------------------------------------

void SqliteStore::wake_housekeeper_if_due() {
  if (wal_pages_ < checkpoint_asked_at_) checkpoint_asked_at_ = 0;  // the WAL started over
  if (wal_pages_ - checkpoint_asked_at_ < kCheckpointPages) return;
  checkpoint_asked_at_ = wal_pages_;
  {
    std::scoped_lock lock(housekeeping_mutex_);
    checkpoint_due_ = true;
    if (!housekeeper_.joinable()) housekeeper_ = std::thread([this] { keep_house(); });
  }
  housekeeping_wake_.notify_one();
}

void SqliteStore::checkpoint_if_overdue() {
  // Under a steady stream of commits the housekeeper never catches up and the WAL would never start over. While the writer pauses
  // here, he does. A long reader can keep the WAL from starting over; hence another attempt only after it has grown a good deal.
  if (wal_pages_ < checkpoint_forced_at_) checkpoint_forced_at_ = 0;
  if (wal_pages_ - checkpoint_forced_at_ < kCheckpointLimit) return;
  checkpoint_forced_at_ = wal_pages_;
  std::scoped_lock lock(checkpoint_mutex_);
  sqlite3_wal_checkpoint_v2(write_connection_.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

void SqliteStore::keep_house() {
  std::unique_ptr<Connection> connection;
  std::unique_lock lock(housekeeping_mutex_);
  for (;;) {
    housekeeping_wake_.wait(lock, [&] { return stop_ || checkpoint_due_; });
    if (stop_) return;
    checkpoint_due_ = false;
    lock.unlock();
    try {
      if (!connection) connection = std::make_unique<Connection>(options_of(path_, memory_, kReaderCacheKib, false));
      std::scoped_lock checkpoint(checkpoint_mutex_);
      sqlite3_wal_checkpoint_v2(connection->handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    } catch (const StorageFailure&) {
      // The WAL grows until a later attempt succeeds; nothing is lost.
    }
    lock.lock();
  }
}

std::uint64_t SqliteStore::version(Kind kind) const {
  return kinds_.version(kind);
}

Store::Changes SqliteStore::changes_since(Kind kind, std::uint64_t version) {
  return kinds_.changes_since(kind, version);
}

void SqliteStore::copy_to(const Connection::Options& options) {
  // Page by page inside one read transaction.
  Connection target(options);
  auto source = take_reader();
  auto* copy = sqlite3_backup_init(target.handle(), "main", source->handle(), "main");
  if (copy == nullptr) throw StorageFailure(std::string("snapshot: ") + sqlite3_errmsg(target.handle()));
  const int rc = sqlite3_backup_step(copy, -1);
  sqlite3_backup_finish(copy);
  if (rc != SQLITE_DONE) throw StorageFailure(std::string("snapshot: ") + sqlite3_errstr(rc));
  give_back(std::move(source));
  // One file, no WAL beside it; opening it as a store switches back.
  target.execute(std::string(options.durable ? "pragma synchronous=full; " : "") + "pragma journal_mode=delete");
}

void SqliteStore::snapshot_to(const std::string& path) {
  // Beside the target and then moved over it: never half a file.
  const auto part = path + ".part";
  ::unlink(part.c_str());
  try {
    copy_to({part, nullptr, true, 256, true});
  } catch (...) {
    ::unlink(part.c_str());
    throw;
  }
  rename_over(part, path);
}

std::shared_ptr<const Image> SqliteStore::image() {
  const auto path = path_of({});
  const Connection keeper({path, memory_vfs(), false, 0, true});  // the file lives as long as a connection to it
  copy_to({path, memory_vfs(), false, kReaderCacheKib, true});
  return std::make_shared<MemoryImage>(share_contents(path));
}

std::vector<Kind> SqliteStore::kinds() {
  auto connection = take_reader();
  auto found = existing_kinds(*connection).tables;
  give_back(std::move(connection));
  std::ranges::sort(found);
  return found;
}

std::vector<std::string> SqliteStore::sequences() {
  auto connection = take_reader();
  auto found = used_sequences(*connection);
  give_back(std::move(connection));
  return found;
}

}  // namespace adsbox::store::sqlite

namespace adsbox::store {

std::expected<std::unique_ptr<Store>, std::string> try_open_sqlite(const std::string& path) {
  try {
    return std::make_unique<sqlite::SqliteStore>(path);
  } catch (const StorageFailure& failure) {
    return std::unexpected(std::string(failure.what()));
  }
}

std::unique_ptr<Store> open_sqlite(const std::string& path) {
  return std::make_unique<sqlite::SqliteStore>(path);
}

std::unique_ptr<Store> open_image(const Image& image) {
  return std::make_unique<sqlite::SqliteStore>(static_cast<const sqlite::MemoryImage&>(image).contents());
}

std::uint64_t& nanoseconds_in_stores() noexcept {
  static thread_local std::uint64_t total = 0;
  return total;
}

}  // namespace adsbox::store
