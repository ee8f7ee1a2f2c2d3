// What only the implementation over SQLite files promises: durability, one owner, layouts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

#include "store/sqlite/memory_vfs.h"
#include "store/sqlite/schema.h"
#include "store/store.h"
#include "store/temporary_directory.h"

namespace adsbox::store::sqlite {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

constexpr Kind kCampaign = 41, kAdGroup = 42;

TEST(SqliteStore, StateOutlivesTheStore) {
  TemporaryDirectory directory;
  const auto path = directory / "world.db";
  {
    const auto store = open_sqlite(path);
    EXPECT_EQ(store->version(kCampaign), 0U);
    store->write([](Writer& w) {
      w.put(kCampaign, {w.next_id("campaign", 10), 180, 9, 1, 5, "k", "body"});
      return true;
    });
  }
  const auto store = open_sqlite(path);
  store->read([](Reader& r) {
    EXPECT_EQ(r.get(kCampaign, 10)->body, "body");
    EXPECT_EQ(r.count_account(kCampaign, 180), 1);
  });
  store->write([](Writer& w) {
    EXPECT_EQ(w.next_id("campaign", 10), 11);
    return true;
  });
}

TEST(SqliteStore, AnAbandonedFileIsLeftAsItIs) {
  const TemporaryDirectory directory;
  const auto path = directory / "world.db";
  {
    const auto store = open_sqlite(path);
    store->write([](Writer& w) {
      w.put(kCampaign, {1, 180, 9, 1, 5, "k", "body"});
      return true;
    });
    store->abandon();
  }
  EXPECT_TRUE(std::filesystem::exists(path + "-wal"));  // nothing was moved into the database
  open_sqlite(path)->read([](Reader& r) { EXPECT_TRUE(r.get(kCampaign, 1)); });
}

TEST(SqliteStore, TheIndexForKeysAnywhereIsMadeOnceAndStays) {
  TemporaryDirectory directory;
  const auto path = directory / "world.db";
  const auto write = [](Store& store, std::int64_t id) {
    store.write([&](Writer& w) {
      w.put(kCampaign, {id, 1, id, 0, 0, "key", "b"});
      return true;
    });
  };
  const auto found = [](Store& store) {
    int n = 0;
    store.read([&](Reader& r) { r.scan_key_anywhere(kCampaign, "key", [&](const RowView&) { return ++n, true; }); });
    return n;
  };
  {
    const auto store = open_sqlite(path);
    write(*store, 1);
    EXPECT_EQ(found(*store), 1);
    write(*store, 2);
    EXPECT_EQ(found(*store), 2);
  }
  {
    Connection connection({path});
    const auto existing = existing_kinds(connection);
    EXPECT_THAT(existing.tables, ElementsAre(kCampaign));
    EXPECT_THAT(existing.indexes[static_cast<std::size_t>(Index::by_key)], ElementsAre(kCampaign));
  }
  const auto store = open_sqlite(path);
  EXPECT_EQ(found(*store), 2);
  write(*store, 3);
  EXPECT_EQ(found(*store), 3);
}

TEST(SqliteStore, TheIndexForAccountsIsMadeWhereItIsMissed) {
  TemporaryDirectory directory;
  const auto path = directory / "world.db";
  constexpr Kind kSmall = kCampaign + 1;
  auto store = open_sqlite(path);
  const auto put = [&](Kind kind, std::int64_t first, std::int64_t last) {
    store->write([&](Writer& w) {
      for (auto id = first; id <= last; ++id) w.put(kind, {id, id % 20 == 0 ? 7 : 8, 9, 0, id, {}, "b"});
      return true;
    });
  };
  const auto found = [&](Kind kind, std::int64_t account, std::int64_t since) {
    std::vector<std::int64_t> ids;
    store->read([&](Reader& r) {
      r.scan_account(kind, account, since, [&](const RowView& row) { return ids.push_back(row.id), true; });
    });
    return ids;
  };
  const auto indexed = [&] {
    store.reset();
    auto kinds = existing_kinds(*std::make_unique<Connection>(Connection::Options{path})).indexes[1];
    store = open_sqlite(path);
    return kinds;
  };
  put(kCampaign, 1, 200);
  put(kSmall, 1, 20);
  EXPECT_EQ(found(kCampaign, 8, 0).size(), 190U);
  EXPECT_THAT(found(kSmall, 7, 0), ElementsAre(20));
  put(kCampaign, 201, 201);
  EXPECT_THAT(indexed(), ElementsAre()) << "small tables, and what is most of a table, are read without";
  const auto of_7 = ElementsAre(20, 40, 60, 80, 100, 120, 140, 160, 180, 200);
  EXPECT_THAT(found(kCampaign, 7, 0), of_7);
  EXPECT_THAT(found(kCampaign, 8, 199), ElementsAre(199, 201));
  put(kCampaign, 202, 202);
  EXPECT_THAT(indexed(), ElementsAre(kCampaign));
  EXPECT_THAT(found(kCampaign, 7, 0), of_7);
  EXPECT_THAT(found(kCampaign, 8, 199), ElementsAre(199, 201, 202));
}

TEST(SqliteStore, AFileHasOneOwner) {
  TemporaryDirectory directory;
  const auto path = directory / "world.db";
  auto first = open_sqlite(path);
  const auto second = try_open_sqlite(path);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error(), HasSubstr("in use"));
  first.reset();
  EXPECT_TRUE(try_open_sqlite(path));
}

TEST(SqliteStore, OtherProgramsFindAnOpenFileLockedAndAClosedOneReadable) {
  TemporaryDirectory directory;
  const auto path = directory / "world.db";
  auto store = open_sqlite(path);
  store->write([](Writer& w) {
    w.put(kCampaign, {1, 1, 1, 0, 0, "k", "b"});
    return true;
  });
  const auto count = [&] {
    sqlite3* db = nullptr;
    EXPECT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
    const int rc = sqlite3_exec(db, "select count(*) from rows_41", nullptr, nullptr, nullptr);
    sqlite3_close(db);
    return rc;
  };
  EXPECT_EQ(count(), SQLITE_BUSY);
  store->read([](Reader& r) { EXPECT_TRUE(r.get(kCampaign, 1)); });
  store->write([](Writer& w) {
    w.put(kCampaign, {2, 1, 1, 0, 0, "k", "b"});
    return true;
  });
  store.reset();
  EXPECT_EQ(count(), SQLITE_OK);
  EXPECT_FALSE(std::filesystem::exists(path + "-wal")) << "a closed store is one file";
}

TEST(SqliteStore, SaysWhyAFileCannotBeUsed) {
  TemporaryDirectory directory;
  EXPECT_THAT(try_open_sqlite(directory / "no/such/place.db").error(), HasSubstr("No such file"));

  std::ofstream(directory / "text.db") << std::string(4096, 'x');
  EXPECT_THAT(try_open_sqlite(directory / "text.db").error(), HasSubstr("not a database"));

  {
    Connection({directory / "foreign.db", nullptr, true, 256, true}).execute("create table t(x)");
  }
  EXPECT_THAT(try_open_sqlite(directory / "foreign.db").error(), HasSubstr("not a store of adsbox"));
  EXPECT_EQ(Connection({directory / "foreign.db"}).query_integer("select count(*) from sqlite_schema"), 1) << "left as it was";

  open_sqlite(directory / "newer.db");
  Connection({directory / "newer.db"}).execute("pragma user_version=999");
  EXPECT_THAT(try_open_sqlite(directory / "newer.db").error(), HasSubstr("newer"));
}

TEST(SqliteStore, ADamagedFileIsAFailureAndNotAnEmptyAnswer) {
  TemporaryDirectory directory;
  const auto path = directory / "world.db";
  {
    const auto store = open_sqlite(path);
    store->write([](Writer& w) {
      for (int id = 1; id <= 2000; ++id) w.put(kCampaign, {id, 1, 9, 0, 0, "k" + std::to_string(id), std::string(100, 'b')});
      return true;
    });
  }
  {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(0, std::ios::end);
    const auto size = static_cast<std::streamoff>(file.tellg());
    file.seekp(5 * 8192);
    const std::string rubbish(static_cast<std::size_t>(size - 5 * 8192), '\x5a');
    file.write(rubbish.data(), static_cast<std::streamsize>(rubbish.size()));
  }
  const auto store = open_sqlite(path);
  EXPECT_THROW(store->read([](Reader& r) {
    for (int id = 1; id <= 2000; ++id) r.get(kCampaign, id);
  }),
               StorageFailure);
}

TEST(SqliteStore, AFullDiskFailsTheWritesThatMeetItAndNothingElse) {
  TemporaryDirectory directory;
  const auto store = open_sqlite(directory / "world.db");
  std::int64_t id = 0;
  const auto put = [&] {
    return store->write([&](Writer& w) {
      for (int i = 0; i < 10; ++i) w.put(kCampaign, {id * 10 + i, 1, 9, 0, 0, "k", std::string(20'000, 'b')});
      return true;
    });
  };
  ASSERT_TRUE(put());
  // No file may grow beyond a megabyte for a while.
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  auto tight = before;
  tight.rlim_cur = 1 << 20;
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &tight), 0);
  int failed = 0;
  for (id = 1; id <= 20; ++id) {
    try {
      EXPECT_TRUE(put());
    } catch (const StorageFailure&) {
      ++failed;
      break;
    }
  }
  store->read(
      [&](Reader& r) { EXPECT_EQ(r.count_parent(kCampaign, 9), id * 10) << "what was stored before is readable meanwhile"; });
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(failed, 1);
  ASSERT_TRUE(put()) << "with space again, writing goes on";
  store->read([&](Reader& r) {
    EXPECT_EQ(r.count_parent(kCampaign, 9), (id + 1) * 10);
    EXPECT_EQ(r.count_account(kCampaign, 1), (id + 1) * 10);
  });
}

TEST(Migration, WalksTheStepsThatAreMissing) {
  TemporaryDirectory directory;
  const auto path = directory / "old.db";
  const std::vector<Migration> steps = {{1, "create table a(x)", ""},
                                        {2, "create table b(x)", "alter table rows_{k} add column extra integer default {k}"},
                                        {3, "insert into b values(1)", ""}};
  Connection connection({path, nullptr, true, 256, true});
  migrate(connection, {steps[0]});
  EXPECT_EQ(connection.query_integer("pragma user_version"), 1);
  connection.execute(create_kind(7));
  connection.execute(create_kind(8));
  connection.execute("insert into rows_8 values(1,0,0,0,0,'','')");
  migrate(connection, steps);
  EXPECT_EQ(connection.query_integer("pragma user_version"), 3);
  EXPECT_EQ(connection.query_integer("select count(*) from b"), 1);
  EXPECT_EQ(connection.query_integer("select extra from rows_8"), 8);
  EXPECT_EQ(connection.query_integer("select count(*) from pragma_table_info('rows_7') where name='extra'"), 1);
  migrate(connection, steps);
  EXPECT_EQ(connection.query_integer("select count(*) from b"), 1) << "nothing runs twice";
  EXPECT_THAT(existing_kinds(connection).tables, UnorderedElementsAre(7, 8));
}

TEST(Migration, AFailingStepLeavesTheFileAsItWas) {
  TemporaryDirectory directory;
  Connection connection({directory / "old.db", nullptr, true, 256, true});
  migrate(connection, {{1, "create table a(x)", ""}});
  EXPECT_THROW(migrate(connection, {{1, "", ""}, {2, "create table b(x)", ""}, {3, "no sql at all", ""}}), StorageFailure);
  EXPECT_EQ(connection.query_integer("pragma user_version"), 1);
  EXPECT_EQ(connection.query_integer("select count(*) from sqlite_schema"), 1);
}

TEST(MemoryFiles, VanishWithTheLastConnection) {
  const auto path = unique_memory_path();
  const auto open = [&](bool create) {
    return std::make_unique<Connection>(Connection::Options{path, memory_vfs(), false, 256, create});
  };
  {
    const auto a = open(true);
    a->execute("pragma journal_mode=wal; create table t(x); insert into t values(5)");
    const auto b = open(false);
    EXPECT_EQ(b->query_integer("select x from t"), 5);
  }
  EXPECT_THROW(open(false), StorageFailure);
}

// Killed at a random moment ----------------------------------------------------------------------------------------------------

/// Writes pairs of rows from several threads for ever, and acknowledges each number over the pipe once write() has returned.
[[noreturn]] void write_and_acknowledge(const std::string& path, int pipe) {
  const auto store = open_sqlite(path);
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&] {
      for (;;) {
        std::int64_t id = 0;
        const bool stored = store->write([&](Writer& w) {
          id = w.next_id("campaign", 1);
          const auto text = std::to_string(id);
          w.put(kCampaign, {id, 1, 9, 0, id, text, std::string(static_cast<std::size_t>(id % 5000), 'c')});
          for (int i = 0; i < 20; ++i) w.put(kAdGroup, {id * 100 + i, 1, id, 0, id, "", text});
          return true;
        });
        if (!stored || ::write(pipe, &id, sizeof id) != sizeof id) ::_exit(1);
      }
    });
  }
  for (;;) ::pause();
}

TEST(KillNine, EverythingAcknowledgedIsThereAndNothingIsHalfDone) {
  TemporaryDirectory directory;
  const auto path = directory / "world.db";
  std::mt19937 random(7);
  std::vector<std::int64_t> acknowledged;
  for (int iteration = 0; iteration < 10; ++iteration) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const auto child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::close(ends[0]);
      write_and_acknowledge(path, ends[1]);
    }
    ::close(ends[1]);
    // The moment is random in work done, not in time: a slow machine tests as much as a fast one.
    const auto until = 1 + random() % 120;
    std::int64_t id = 0;
    for (unsigned n = 0; n < until && ::read(ends[0], &id, sizeof id) == sizeof id; ++n) acknowledged.push_back(id);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    while (::read(ends[0], &id, sizeof id) == sizeof id) acknowledged.push_back(id);
    ::close(ends[0]);

    const auto store = open_sqlite(path);
    store->read([&](Reader& r) {
      for (const auto a : acknowledged) ASSERT_TRUE(r.get(kCampaign, a)) << a;
      std::int64_t campaigns = 0;
      r.scan_kind(kCampaign, 0, [&](const RowView& row) {
        ++campaigns;
        EXPECT_EQ(row.body.size(), static_cast<std::size_t>(row.id % 5000));
        EXPECT_EQ(r.count_parent(kAdGroup, row.id), 20);
        return true;
      });
      EXPECT_EQ(r.count_account(kCampaign, 1), campaigns);
      EXPECT_EQ(r.count_account(kAdGroup, 1), campaigns * 20);
      EXPECT_EQ(r.count_parent(kCampaign, 9), campaigns);
    });
  }
  EXPECT_GT(acknowledged.size(), 10U);
  Connection connection({path});
  EXPECT_EQ(connection.query_integer("select count(*) from pragma_integrity_check where integrity_check='ok'"), 1);
}

}  // namespace
}  // namespace adsbox::store::sqlite
