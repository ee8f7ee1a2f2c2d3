// What a world takes no call for, and that both refusals explain themselves.
#include "gateway/admission.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "errors/testing/explained.h"
#include "services/entity/limits.h"

namespace adsbox::gateway {
namespace {

using testing::HasSubstr;

class Admission : public testing::Test {
 protected:
  std::unique_ptr<world::World> world_ = *world::open_world("w", world::Environment::sandbox, "", 1);
  identity::Principal ann_, ben_;
  CallsUnderWay calls_;
  using Place = std::optional<CallsUnderWay::Place>;

  Admission() {
    ann_.login_id = 1;
    ann_.user_name = "ann@outlook.com";
    ben_.login_id = 2;
  }
};

TEST_F(Admission, OneCallAtATimeAUserWhereTheSandboxIsImitated) {
  world_->set_real_limits(true);
  Place first, second, other, elsewhere;
  EXPECT_TRUE(calls_.enter(*world_, ann_, first));
  const auto refused = calls_.enter(*world_, ann_, second);
  ASSERT_FALSE(refused);
  EXPECT_FALSE(second);
  expect_explained(refused.error().errors);
  EXPECT_EQ(refused.error().kind, FaultKind::ad_api);
  EXPECT_EQ(error_info(refused.error().errors.front().error).code, 117);
  EXPECT_THAT(refused.error().errors.front().why.value, HasSubstr("ann@outlook.com"));
  EXPECT_TRUE(calls_.enter(*world_, ben_, other)) << "users are counted each for themselves";
  const auto another = *world::open_world("x", world::Environment::sandbox, "", 1);
  another->set_real_limits(true);
  EXPECT_TRUE(calls_.enter(*another, ann_, elsewhere)) << "and so are worlds";
  first.reset();
  EXPECT_TRUE(calls_.enter(*world_, ann_, second));
}

TEST_F(Admission, OtherWorldsDoNotCount) {
  Place first, second;
  EXPECT_TRUE(calls_.enter(*world_, ann_, first));
  EXPECT_TRUE(calls_.enter(*world_, ann_, second));
  EXPECT_FALSE(first || second);
  world_->set_real_limits(true);
  services::set_limit(*world_, "concurrent-calls", 0);
  EXPECT_TRUE(calls_.enter(*world_, ann_, first));
  EXPECT_TRUE(calls_.enter(*world_, ann_, second));
}

TEST_F(Admission, TheEndOfSoapNamesTheRestCall) {
  world_->clock().freeze();
  world_->clock().set(1'801'440'000 * DateTime::ticks_per_second);  // 2027-02-01
  world_->set_soap_end(world_->clock().ticks());
  const auto& service = *schema::find_service("CampaignManagement");
  const auto failure = soap_has_ended(*world_, *schema::find_operation(service, "AddCampaigns"));
  expect_explained(failure.errors);
  const auto& e = failure.errors.front();
  EXPECT_EQ(error_info(e.error).code, 303);
  EXPECT_EQ(e.why.rule, "soap.ended");
  EXPECT_EQ(e.why.bound, "before 2027-02-01T00:00:00Z");
  EXPECT_EQ(e.why.expected, "POST /CampaignManagement/v13/Campaigns over REST");
  EXPECT_THAT(e.details, HasSubstr(e.why.expected));
  for (const auto& op : schema::contract.operations)
    if (op.rest_method.size == 0) {
      EXPECT_THAT(soap_has_ended(*world_, op).errors.front().why.expected, HasSubstr("no documented REST form"));
      break;
    }
}

}  // namespace
}  // namespace adsbox::gateway
