// The store beside bare SQLite in the same run: a table with an index on the parent and a unique index on the key, WAL and
// synchronous=FULL on both sides. Batches are 1,000 keyword-like rows with a body of 180 bytes.
//   store_bench --benchmark_enable_random_interleaving=true --benchmark_repetitions=5
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <mutex>
#include <string>

#include "../common/bare_sqlite.h"
#include "store/store.h"
#include "store/temporary_directory.h"

namespace adsbox::store {
namespace {

constexpr Kind kKeyword = 43;
constexpr int kBatch = 1000, kBatches = 100;
const std::string kBody(180, 'x');

/// Row number n: ids ascend, 1,000 rows a parent, keys in no order.
struct KeywordRow {
  std::int64_t id, parent;
  char key[64];
  std::size_t key_size;
  explicit KeywordRow(std::int64_t n) : id(70'000'000'000 + n), parent(9'000'000 + n / kBatch) {
    const auto scrambled = static_cast<std::uint64_t>(n) * 0x9e3779b97f4a7c15;
    key_size = static_cast<std::size_t>(std::snprintf(key, sizeof key, "w%05u running shoes %lld",
                                                      static_cast<unsigned>(scrambled >> 48), static_cast<long long>(n)));
  }
  [[nodiscard]] RowView view() const { return {id, 180000001, parent, 1, 17'000'000'000'000'000 + id, {key, key_size}, kBody}; }
};

using Bare = bench::BareSqlite;

void fill(Store& store, std::int64_t from, std::int64_t count) {
  store.write([&](Writer& w) {
    for (auto n = from; n < from + count; ++n) w.put(kKeyword, KeywordRow(n).view());
    return true;
  });
}

void fill(Bare& bare, std::int64_t from, std::int64_t count) {
  bare.commit([&] {
    for (auto n = from; n < from + count; ++n) bare.put(KeywordRow(n).view());
  });
}

// Batches
// ------------------------------------------------------------------------------------------------------------------------

void put_batch(benchmark::State& state, const std::string& path) {
  const auto store = open_sqlite(path);
  std::int64_t n = 0;
  for (auto _ : state) fill(*store, n, kBatch), n += kBatch;
  state.SetItemsProcessed(n);
}
void PutBatch_Store(benchmark::State& state) {
  TemporaryDirectory directory;
  put_batch(state, directory / "world.db");
}
void PutBatch_StoreInMemory(benchmark::State& state) {
  put_batch(state, "");
}
void PutBatch_BareSqlite(benchmark::State& state) {
  TemporaryDirectory directory;
  Bare bare(directory / "bare.db", static_cast<int>(state.range(0)));
  std::int64_t n = 0;
  for (auto _ : state) fill(bare, n, kBatch), n += kBatch;
  state.SetItemsProcessed(n);
}
void UpdateBatch_Store(benchmark::State& state) {
  TemporaryDirectory directory;
  const auto store = open_sqlite(directory / "world.db");
  for (int b = 0; b < kBatches; ++b) fill(*store, b * kBatch, kBatch);
  std::int64_t n = 0;
  for (auto _ : state) fill(*store, n++ % kBatches * kBatch, kBatch);
  state.SetItemsProcessed(n * kBatch);
}
BENCHMARK(PutBatch_Store)->Iterations(kBatches)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(PutBatch_StoreInMemory)->Iterations(kBatches)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(PutBatch_BareSqlite)->Arg(4096)->Arg(8192)->Iterations(kBatches)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(UpdateBatch_Store)->Iterations(kBatches)->UseRealTime()->Unit(benchmark::kMillisecond);

// Single rows, many callers
// ------------------------------------------------------------------------------------------------------

void SmallWrites_Store(benchmark::State& state) {
  static std::unique_ptr<TemporaryDirectory> directory;
  static std::unique_ptr<Store> store;
  if (state.thread_index() == 0) {
    directory = std::make_unique<TemporaryDirectory>();
    store = open_sqlite(*directory / "world.db");
  }
  std::int64_t n = state.thread_index() * 10'000'000;
  for (auto _ : state) fill(*store, n++, 1);
  state.SetItemsProcessed(state.iterations());
  if (state.thread_index() == 0) {
    store.reset();
    directory.reset();
  }
}
void SmallWrites_BareSqlite(benchmark::State& state) {
  static std::unique_ptr<TemporaryDirectory> directory;
  static std::unique_ptr<Bare> bare;
  static std::mutex turn;
  if (state.thread_index() == 0) {
    directory = std::make_unique<TemporaryDirectory>();
    bare = std::make_unique<Bare>(*directory / "bare.db", 4096);
  }
  std::int64_t n = state.thread_index() * 10'000'000;
  for (auto _ : state) {
    const std::scoped_lock lock(turn);
    fill(*bare, n++, 1);
  }
  state.SetItemsProcessed(state.iterations());
  if (state.thread_index() == 0) {
    bare.reset();
    directory.reset();
  }
}
BENCHMARK(SmallWrites_Store)->Threads(1)->Threads(8)->Iterations(300)->UseRealTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(SmallWrites_BareSqlite)->Threads(1)->Threads(8)->Iterations(300)->UseRealTime()->Unit(benchmark::kMicrosecond);

// Reading
// ------------------------------------------------------------------------------------------------------------------------

constexpr std::int64_t kRows = 100'000;
constexpr std::int64_t kFirstParent = 9'000'000;

/// 100,000 rows, 100 a parent of another numbering than KeywordRow's.
template <class Put>
void hundred_each(Put put) {
  for (std::int64_t n = 0; n < kRows; ++n) {
    KeywordRow row(n);
    row.parent = kFirstParent + n / 100;
    put(row.view());
  }
}
struct Filled {
  TemporaryDirectory directory;
  std::unique_ptr<Store> store = open_sqlite(directory / "world.db");
  Bare bare{directory / "bare.db", 4096};
  Filled() {
    store->write([](Writer& w) {
      hundred_each([&](const RowView& row) { w.put(kKeyword, row); });
      return true;
    });
    bare.run("begin");
    hundred_each([&](const RowView& row) { bare.put(row); });
    bare.run("commit");
  }
};
Filled& filled() {
  static Filled f;
  return f;
}
/// Mostly within what both sides keep in their caches (2,000 rows in turn), as one account's rows are.
std::int64_t pick(std::int64_t& n) {
  return n = (n + 7919) % 2000;
}

void Get_Store(benchmark::State& state) {
  auto& store = *filled().store;
  std::int64_t n = 0;
  for (auto _ : state)
    store.read([&](Reader& r) { benchmark::DoNotOptimize(r.get(kKeyword, 70'000'000'000 + pick(n))->body.size()); });
}
void Get_StoreTenInOneRead(benchmark::State& state) {
  auto& store = *filled().store;
  std::int64_t n = 0;
  for (auto _ : state) {
    store.read([&](Reader& r) {
      for (int i = 0; i < 10; ++i) benchmark::DoNotOptimize(r.get(kKeyword, 70'000'000'000 + pick(n))->body.size());
    });
  }
}
void Get_BareSqlite(benchmark::State& state) {
  auto& bare = filled().bare;
  std::int64_t n = 0;
  for (auto _ : state) benchmark::DoNotOptimize(bare.get(70'000'000'000 + pick(n)));
}
void ScanParent100_Store(benchmark::State& state) {
  auto& store = *filled().store;
  std::int64_t n = 0;
  for (auto _ : state) {
    std::size_t bytes = 0;
    store.read([&](Reader& r) {
      r.scan_parent(kKeyword, kFirstParent + pick(n) / 100,
                    [&](const RowView& row) { return bytes += row.key.size() + row.body.size(), true; });
    });
    benchmark::DoNotOptimize(bytes);
  }
}
void ScanParent100_BareSqlite(benchmark::State& state) {
  auto& bare = filled().bare;
  std::int64_t n = 0;
  for (auto _ : state) benchmark::DoNotOptimize(bare.scan(kFirstParent + pick(n) / 100));
}
BENCHMARK(Get_Store)->Threads(1)->Threads(2)->UseRealTime();
BENCHMARK(Get_StoreTenInOneRead);
BENCHMARK(Get_BareSqlite);
BENCHMARK(ScanParent100_Store)->Unit(benchmark::kMicrosecond);
BENCHMARK(ScanParent100_BareSqlite)->Unit(benchmark::kMicrosecond);

// A large file
// --------------------------------------------------------------------------------------------------------------------

double resident_mib() {
  std::ifstream statm("/proc/self/statm");
  long size = 0, resident = 0;
  statm >> size >> resident;
  return static_cast<double>(resident) * 4096 / 1048576;
}

void Open_MillionRows(benchmark::State& state) {
  TemporaryDirectory directory;
  const auto path = directory / "world.db";
  {
    const auto store = open_sqlite(path);
    for (std::int64_t n = 0; n < 1'000'000; n += 10'000) fill(*store, n, 10'000);
  }
  double grown = 0;
  for (auto _ : state) {
    const auto before = resident_mib();
    const auto store = open_sqlite(path);
    store->read([](Reader& r) { benchmark::DoNotOptimize(r.get(kKeyword, 70'000'500'000)); });
    grown = resident_mib() - before;
  }
  state.counters["resident_MiB"] = grown;
}
BENCHMARK(Open_MillionRows)->Iterations(20)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace adsbox::store

BENCHMARK_MAIN();
