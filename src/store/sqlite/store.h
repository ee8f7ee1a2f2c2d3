// See store.cpp.
#pragma once

#include <chrono>
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "store/sqlite/kinds.h"
#include "store/sqlite/memory_vfs.h"
#include "store/sqlite/owned_vfs.h"
#include "store/sqlite/writer.h"
#include "store/store.h"

namespace adsbox::store::sqlite {

class SqliteStore final : public Store {
 public:
  /// Throws StorageFailure.
  explicit SqliteStore(const std::string& path);
  /// In memory, beginning as these contents.
  explicit SqliteStore(Contents contents);
  ~SqliteStore() override;

  void read(const std::function<void(Reader&)>& work) override;
  bool write(const std::function<bool(Writer&)>& work) override;
  std::uint64_t version(Kind kind) const override;
  Changes changes_since(Kind kind, std::uint64_t version) override;
  void snapshot_to(const std::string& path) override;
  std::shared_ptr<const Image> image() override;
  void abandon() override;
  std::vector<Kind> kinds() override;
  std::vector<std::string> sequences() override;

 private:
  struct Job {
    const std::function<bool(Writer&)>* work;
    std::exception_ptr error = nullptr;
    bool success = false;
    bool done = false, lead = false;  // under queue_mutex_
    std::condition_variable wake = {};
    [[nodiscard]] bool result() const;
  };

  SqliteStore(bool memory, std::string path);
  void copy_to(const Connection::Options& target);
  std::unique_ptr<Connection> take_reader();
  void give_back(std::unique_ptr<Connection> connection) noexcept;

  void gather(Job& job, std::unique_lock<std::mutex>& lock);
  void run_group(const std::vector<Job*>& group);
  bool run_job(Job& job, bool guarded);
  void undo_job(bool guarded);
  void abandon_transaction() noexcept;
  void make_wanted_indexes();

  void checkpoint_if_overdue();
  void wake_housekeeper_if_due();
  void keep_house();

  const bool memory_;
  const std::string path_;
  Ownership ownership_;
  Kinds kinds_;

  // Of the leader of the moment.
  Connection write_connection_;
  SqliteWriter writer_;
  int wal_pages_ = 0;            // after the last commit
  int checkpoint_asked_at_ = 0;  // wal_pages_ when the housekeeper was last called
  int checkpoint_forced_at_ = 0;

  std::mutex queue_mutex_;
  std::vector<Job*> queue_;
  bool leading_ = false;
  Job* gatherer_ = nullptr;  // a leader who waits for more jobs
  std::size_t gather_target_ = 0;
  std::chrono::nanoseconds gather_limit_{};
  int gather_pause_ = 0;

  std::mutex pool_mutex_;
  std::vector<std::unique_ptr<Connection>> pool_;

  std::mutex checkpoint_mutex_;  // held while somebody checkpoints
  std::mutex housekeeping_mutex_;
  std::condition_variable housekeeping_wake_;
  std::thread housekeeper_;  // started when there is first something to do
  bool checkpoint_due_ = false, stop_ = false;
};

}  // namespace adsbox::store::sqlite
