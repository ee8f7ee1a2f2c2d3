// Worlds that come and go, in memory and on disk.
#include "world/manager.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "store/temporary_directory.h"

namespace adsbox::world {
namespace {

using testing::HasSubstr;

constexpr store::Kind kind = 41;

void put(World& world, std::int64_t id, std::string_view body = "b") {
  world.store().write([&](store::Writer& w) {
    w.put(kind, {id, 0, 0, 0, 0, "", body});
    return true;
  });
}

bool has(World& world, std::int64_t id) {
  bool found = false;
  world.store().read([&](store::Reader& r) { found = r.get(kind, id).has_value(); });
  return found;
}

std::expected<void, std::string> seeder(World& world, std::string_view seed) {
  if (seed == "none") return {};
  if (seed != "one") return std::unexpected("there is no seed '" + std::string(seed) + "'");
  put(world, 1);
  return {};
}

World& only(const std::shared_ptr<Worlds>& worlds) {
  return *worlds->all().front();
}

class ManagerTest : public testing::TestWithParam<bool> {
 protected:
  store::TemporaryDirectory directory_;

  ManagerOptions options() {
    return {.directory = GetParam() ? directory_ / "data" : "", .random_seed = 5, .seeder = seeder, .seed = "one"};
  }
  std::unique_ptr<Manager> open() {
    auto manager = Manager::open(options());
    EXPECT_TRUE(manager) << manager.error();
    return std::move(*manager);
  }
};

INSTANTIATE_TEST_SUITE_P(Places, ManagerTest, testing::Bool(),
                         [](const auto& p) { return std::string(p.param ? "OnDisk" : "InMemory"); });

TEST_P(ManagerTest, DefaultWorldsAreThereAndSeeded) {
  const auto manager = open();
  EXPECT_EQ(manager->defaults()->all().size(), 2u);
  EXPECT_TRUE(has(*manager->defaults()->of(Environment::sandbox), 1));
  EXPECT_TRUE(has(only(manager->find("production")), 1));
  EXPECT_EQ(manager->find("nowhere"), nullptr);
}

TEST_P(ManagerTest, CreatedWorldsNeverSeeOneAnother) {
  const auto manager = open();
  ASSERT_TRUE(manager->create("a", Environment::sandbox, {}));
  ASSERT_TRUE(manager->create("b", Environment::production, {.seed = "none"}));
  put(only(manager->find("a")), 2);
  EXPECT_TRUE(has(only(manager->find("a")), 1));
  EXPECT_FALSE(has(only(manager->find("b")), 1));
  EXPECT_FALSE(has(only(manager->find("b")), 2));
  EXPECT_FALSE(has(only(manager->find("sandbox")), 2));
  EXPECT_EQ(only(manager->find("b")).environment(), Environment::production);
  EXPECT_EQ(manager->list().size(), 4u);
}

TEST_P(ManagerTest, SaysWhatIsWrong) {
  const auto manager = open();
  using Kind = Problem::Kind;
  ASSERT_TRUE(manager->create("a", Environment::sandbox, {}));
  EXPECT_EQ(manager->create("a", Environment::sandbox, {}).error().kind, Kind::exists);
  EXPECT_EQ(manager->create("sandbox", Environment::sandbox, {}).error().kind, Kind::exists);
  for (const auto* name : {"", "A", "a~b", "../a", "-a"})
    EXPECT_EQ(manager->create(name, Environment::sandbox, {}).error().kind, Kind::invalid) << name;
  EXPECT_THAT(manager->create("c", Environment::sandbox, {.seed = "two"}).error().message, HasSubstr("'two'"));
  EXPECT_EQ(manager->create("c", Environment::sandbox, {.snapshot = "s"}).error().kind, Kind::unknown);
  EXPECT_EQ(manager->find("c"), nullptr);
  EXPECT_EQ(manager->drop("c").error().kind, Kind::unknown);
  EXPECT_EQ(manager->drop("sandbox").error().kind, Kind::invalid);
  EXPECT_EQ(manager->reset("c", {}).error().kind, Kind::unknown);
  ASSERT_TRUE(manager->take_snapshot("a", "s"));
  EXPECT_THAT(manager->reset("production", {.snapshot = "s"}).error().message, HasSubstr("sandbox"));
}

TEST_P(ManagerTest, AResetWorldIsAsItBegan) {
  const auto manager = open();
  ASSERT_TRUE(manager->create("a", Environment::sandbox, {}));
  const auto first = only(manager->find("a")).random().guid();
  const auto before = manager->find("a");
  put(only(before), 2);
  ASSERT_TRUE(manager->reset("a", {}));
  EXPECT_FALSE(has(only(manager->find("a")), 2));
  EXPECT_TRUE(has(only(manager->find("a")), 1));
  EXPECT_TRUE(has(only(before), 2)) << "a request that is on its way keeps its world";
  EXPECT_EQ(only(manager->find("a")).random().guid(), first) << "equal seed, equal calls: equal ids";
  put(only(manager->find("sandbox")), 2);
  ASSERT_TRUE(manager->reset("sandbox", {}));
  EXPECT_FALSE(has(*manager->defaults()->of(Environment::sandbox), 2));
}

TEST_P(ManagerTest, ASnapshotIsRestoredAsOftenAsOneLikes) {
  const auto manager = open();
  ASSERT_TRUE(manager->create("a", Environment::sandbox, {}));
  put(only(manager->find("a")), 2);
  ASSERT_TRUE(manager->change_clock("a", {.set = 77 * DateTime::ticks_per_second, .factor = 0.0}));
  only(manager->find("a")).limits().set({{"campaigns-per-account", 3}, {"ads-per-account", 4}});
  ASSERT_TRUE(manager->take_snapshot("a", "s"));
  only(manager->find("a")).limits().reset();
  put(only(manager->find("a")), 3);
  ASSERT_TRUE(manager->change_clock("a", {.advance = DateTime::ticks_per_second}));
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(manager->reset("a", {.snapshot = "s"}));
    auto& a = only(manager->find("a"));
    EXPECT_TRUE(has(a, 2));
    EXPECT_FALSE(has(a, 3));
    EXPECT_EQ(a.clock().seconds(), 77);
    EXPECT_EQ(a.limits().find("campaigns-per-account"), 3);
    a.limits().reset("campaigns-per-account");
    EXPECT_EQ(a.limits().find("campaigns-per-account"), std::nullopt);
    EXPECT_EQ(a.limits().find("ads-per-account"), 4);
    put(a, 3);
  }
  ASSERT_TRUE(manager->create("b", Environment::sandbox, {.snapshot = "s"}));
  EXPECT_TRUE(has(only(manager->find("b")), 2));
  EXPECT_EQ(manager->snapshots().size(), 1u);
  ASSERT_TRUE(manager->drop_snapshot("s"));
  EXPECT_TRUE(manager->snapshots().empty());
  EXPECT_FALSE(manager->reset("a", {.snapshot = "s"}));
}

TEST_P(ManagerTest, CredentialsNameTheirWorld) {
  const auto manager = open();
  std::string_view token = "a~TOKEN";
  EXPECT_EQ(manager->marked(token, true), nullptr);
  ASSERT_TRUE(manager->create("a", Environment::sandbox, {}));
  EXPECT_EQ(only(manager->find("a")).mark(), "a~");
  EXPECT_EQ(manager->marked(token, false), manager->find("a"));
  EXPECT_EQ(token, "a~TOKEN");
  EXPECT_EQ(manager->marked(token, true), manager->find("a"));
  EXPECT_EQ(token, "TOKEN");
  token = "b~TOKEN";
  EXPECT_EQ(manager->marked(token, true), nullptr);
  token = "sandbox~TOKEN";
  EXPECT_EQ(manager->marked(token, true), nullptr);
}

TEST_P(ManagerTest, WorldsComeAndGoUnderLoad) {
  const auto manager = open();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      const auto name = "w" + std::to_string(t);
      for (int i = 0; i < 5; ++i) {
        ASSERT_TRUE(manager->create(name, Environment::sandbox, {}));
        for (int n = 10; n < 20; ++n) put(only(manager->find(name)), n);
        ASSERT_TRUE(manager->reset(name, {}));
        ASSERT_FALSE(has(only(manager->find(name)), 10));
        ASSERT_TRUE(manager->drop(name));
      }
    });
  for (auto& t : threads) t.join();
  EXPECT_EQ(manager->list().size(), 2u);
}

TEST_P(ManagerTest, CopiesAreEqualAndAreNoWorldsOfTheServer) {
  const auto manager = open();
  auto& sandbox = *manager->defaults()->of(Environment::sandbox);
  const auto a = Manager::copy(sandbox, 9), b = Manager::copy(sandbox, 9);
  put(only(a), 2);
  EXPECT_FALSE(has(only(b), 2));
  EXPECT_FALSE(has(sandbox, 2));
  EXPECT_EQ(only(a).random().guid(), only(b).random().guid());
}

TEST_P(ManagerTest, CopiesAreOfTheMoment) {
  const auto manager = open();
  auto& sandbox = *manager->defaults()->of(Environment::sandbox);
  sandbox.clock().run(1000);
  const auto moment = Manager::moment(sandbox);
  put(sandbox, 2);
  const auto a = Manager::copy(moment, 9), b = Manager::copy(moment, 9);
  EXPECT_FALSE(has(only(a), 2));
  EXPECT_EQ(only(a).clock().ticks(), moment.ticks);
  EXPECT_EQ(only(b).clock().ticks(), moment.ticks);
}

TEST_P(ManagerTest, AWorldSaysItsContractOrElseTheServerDoes) {
  auto o = options();
  o.contract = 20;
  const auto manager = std::move(*Manager::open(std::move(o)));
  ASSERT_TRUE(manager->create("a", Environment::sandbox, {}));
  EXPECT_EQ(only(manager->find("a")).contract(), 20);
  EXPECT_FALSE(manager->info("a")->own_contract);
  ASSERT_TRUE(manager->set_contract("a", 9));
  EXPECT_EQ(only(manager->find("a")).contract(), 9);
  EXPECT_TRUE(manager->info("a")->own_contract);
  EXPECT_EQ(manager->info("sandbox")->contract, 20);
  ASSERT_TRUE(manager->set_contract("a", schema::ContractVersion{0}));  // that of each client
  EXPECT_EQ(only(manager->find("a")).contract(), 0);
  ASSERT_TRUE(manager->set_contract("a", std::nullopt));
  EXPECT_EQ(only(manager->find("a")).contract(), 20);
  EXPECT_FALSE(manager->set_contract("nobody", 9));
}

TEST_P(ManagerTest, AWorldSaysWhenSoapEndsOrElseTheServerDoes) {
  auto o = options();
  o.soap_end = 50;
  const auto manager = std::move(*Manager::open(std::move(o)));
  ASSERT_TRUE(manager->create("a", Environment::sandbox, {}));
  auto& a = only(manager->find("a"));
  a.clock().freeze();
  a.clock().set(49);
  EXPECT_EQ(a.soap_end(), 50);
  EXPECT_FALSE(a.soap_has_ended());
  a.clock().set(50);
  EXPECT_TRUE(a.soap_has_ended());
  ASSERT_TRUE(manager->end_soap("a", {}));  // never
  EXPECT_FALSE(a.soap_has_ended());
  EXPECT_TRUE(manager->info("a")->own_soap_end);
  ASSERT_TRUE(manager->end_soap("a", {.ticks = 60}));
  EXPECT_FALSE(a.soap_has_ended());
  EXPECT_EQ(manager->info("a")->soap_end, 60);
  EXPECT_EQ(manager->info("sandbox")->soap_end, 50);
  ASSERT_TRUE(manager->end_soap("a", {.own = false}));
  EXPECT_TRUE(a.soap_has_ended());
  EXPECT_FALSE(manager->end_soap("nowhere", {}));
}

TEST_P(ManagerTest, RealLimitsAreOfSandboxWorlds) {
  auto o = options();
  o.real_limits = true;
  const auto manager = std::move(*Manager::open(std::move(o)));
  ASSERT_TRUE(manager->create("a", Environment::sandbox, {}));
  ASSERT_TRUE(manager->create("b", Environment::production, {}));
  EXPECT_TRUE(manager->defaults()->of(Environment::sandbox)->real_limits());
  EXPECT_FALSE(manager->defaults()->of(Environment::production)->real_limits());
  EXPECT_TRUE(only(manager->find("a")).real_limits());
  EXPECT_FALSE(only(manager->find("b")).real_limits());
  ASSERT_TRUE(manager->reset("a", {}));
  EXPECT_TRUE(only(manager->find("a")).real_limits());
  EXPECT_TRUE(only(Manager::copy(only(manager->find("a")), 1)).real_limits());
}

class DiskTest : public ManagerTest {};
INSTANTIATE_TEST_SUITE_P(Places, DiskTest, testing::Values(true));

TEST_P(DiskTest, WorldsClocksAndSnapshotsOutliveTheServer) {
  {
    const auto manager = open();
    ASSERT_TRUE(manager->create("a", Environment::production, {}));
    ASSERT_TRUE(manager->create("gone", Environment::sandbox, {}));
    put(only(manager->find("a")), 2);
    ASSERT_TRUE(manager->change_clock("a", {.set = 99 * DateTime::ticks_per_second, .factor = 0.0}));
    ASSERT_TRUE(manager->take_snapshot("a", "s"));
    ASSERT_TRUE(manager->reset("sandbox", {}));
    put(only(manager->find("sandbox")), 3);
    ASSERT_TRUE(manager->drop("gone"));
  }
  // What a server leaves that ends in the middle of a reset.
  std::filesystem::create_directories(directory_ / "data/worlds/sandbox/half@1.new");
  const auto manager = open();
  EXPECT_EQ(manager->list().size(), 3u);
  auto& a = only(manager->find("a"));
  EXPECT_TRUE(has(a, 2));
  EXPECT_EQ(a.clock().seconds(), 99);
  EXPECT_EQ(a.environment(), Environment::production);
  EXPECT_EQ(a.mark(), "a~");
  EXPECT_TRUE(has(*manager->defaults()->of(Environment::sandbox), 3));
  ASSERT_TRUE(manager->reset("a", {.snapshot = "s"}));
  std::set<std::string> left;
  for (const auto& item : std::filesystem::directory_iterator(directory_ / "data/worlds/sandbox"))
    left.insert(item.path().filename().string());
  EXPECT_EQ(left, std::set<std::string>{"sandbox@2"});
  struct stat info{};
  ASSERT_EQ(::stat((directory_ / "data").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700U);
}

TEST_P(DiskTest, TheEndOfSoapOutlivesTheServer) {
  {
    const auto manager = open();
    ASSERT_TRUE(manager->create("a", Environment::sandbox, {}));
    ASSERT_TRUE(manager->create("never", Environment::sandbox, {}));
    ASSERT_TRUE(manager->end_soap("a", {.ticks = 70}));
    ASSERT_TRUE(manager->end_soap("sandbox", {.ticks = 80}));
    ASSERT_TRUE(manager->end_soap("never", {}));
  }
  auto o = options();
  o.soap_end = 90;
  const auto manager = std::move(*Manager::open(std::move(o)));
  EXPECT_EQ(only(manager->find("a")).soap_end(), 70);
  EXPECT_EQ(manager->defaults()->of(Environment::sandbox)->soap_end(), 80);
  EXPECT_EQ(manager->defaults()->of(Environment::production)->soap_end(), 90);
  EXPECT_EQ(only(manager->find("never")).soap_end(), 0);
}

TEST_P(DiskTest, SaysWhyADirectoryCannotBeUsed) {
  std::ofstream(directory_ / "file") << "x";
  EXPECT_THAT(Manager::open({.directory = directory_ / "file/below"}).error(), HasSubstr("file/below"));
  const auto first = open();
  EXPECT_THAT(Manager::open(options()).error(), HasSubstr("in use"));
}

}  // namespace
}  // namespace adsbox::world
