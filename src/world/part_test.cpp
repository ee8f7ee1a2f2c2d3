#include "world/part.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "adsbox/internal.h"
#include "store/temporary_directory.h"
#include "world/entities.h"
#include "world/manager.h"

namespace adsbox::world {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct StrayCache {};

class Parts : public testing::Test {
 protected:
  [[nodiscard]] std::vector<std::string> problems() {
    const Part all[] = {part(), {"tenants", {.records = kinds_of<internal::Tenant>(), .sequences = {"tenant"}}}};
    return without_single_owner(all, possessions(*world_));
  }
  std::unique_ptr<World> world_ = *open_world("test", Environment::sandbox, "", 7);
};

TEST_F(Parts, AreContentWithWhatIsDeclared) {
  world_->store().write([](store::Writer& w) {
    save<internal::Tenant>(w, store::RowView{.id = w.next_id("tenant", 1)}, internal::Tenant());
    return true;
  });
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(Parts, TellOfWhatNobodyOwns) {
  world_->store().write([](store::Writer& w) {
    save<internal::Consent>(w, store::RowView{.id = w.next_id("stray", 1)}, internal::Consent());
    w.put(64'999, {.id = 1});
    return true;
  });
  world_->attached<StrayCache>();
  EXPECT_THAT(problems(),
              ElementsAre(HasSubstr("attached adsbox::world::(anonymous namespace)::StrayCache has no owner"),
                          HasSubstr("record Consent (5) has no owner"), HasSubstr("record unknown type (64999) has no owner"),
                          HasSubstr("sequence stray has no owner")));
}

TEST_F(Parts, TellOfWhatTwoOwn) {
  const Part all[] = {{"one", {.sequences = {"s"}}}, {"other", {.sequences = {"s"}}}};
  EXPECT_THAT(without_single_owner(all, {.sequences = {"s"}}), ElementsAre("sequence s is owned by one and other"));
}

TEST(PartsOnDisk, TellOfStrayFilesAndDirectories) {
  const store::TemporaryDirectory folder;
  auto manager = Manager::open({.directory = folder.path(), .environments = {Environment::sandbox}});
  ASSERT_TRUE(manager) << manager.error();
  const auto worlds = (*manager)->defaults();
  World& world = worlds->first();
  EXPECT_THAT(without_single_owner({&part(), 1}, possessions(world)), IsEmpty());
  std::filesystem::create_directory(world.directory() + "/reports");
  EXPECT_THAT(without_single_owner({&part(), 1}, possessions(world)), ElementsAre(HasSubstr("file reports has no owner")));
}

}  // namespace
}  // namespace adsbox::world
