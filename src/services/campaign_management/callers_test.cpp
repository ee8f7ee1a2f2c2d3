// Callers who are not accepted, and headers that say nothing: what the gateway refuses before a handler, told over both wires.
#include "adsbox/internal.h"
#include "identity/logins.h"
#include "identity/records.h"
#include "identity/settings.h"
#include "identity/tokens.h"
#include "services/testing/service_fixture.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;
using internal::LoginKind;
using internal::LoginStatus;

class Callers : public ServiceFixture {
 protected:
  static constexpr std::string_view developer_token = "BBD37VB98";

  std::string token(std::int64_t login, std::string_view scope = "https://ads.microsoft.com/msads.manage") {
    return identity::issue_access_token(world(), {.login_id = login, .client_id = "client", .scopes = {std::string(scope)}});
  }
  /// One more login with the mail address of the seeded one, who is no user of a customer.
  std::int64_t namesake(LoginKind kind) {
    internal::Login l;
    world().store().read([&](store::Reader& r) { l = identity::get<internal::Login>(r, principal_.login_id)->value; });
    l.kind = kind;
    std::int64_t id = 0;
    world().store().write([&](store::Writer& w) {
      id = identity::insert(w, 0, l.email.str(), l, now_ticks);
      return true;
    });
    return id;
  }
  void set_login(const std::function<void(internal::Login&)>& change) {
    ASSERT_TRUE(identity::change_login(world(), principal_.login_id, change));
  }
  /// The error that both wires tell, "done", or what each says.
  std::string told(const identity::Credentials& c) {
    GetCampaignsByAccountIdRequest request;
    request.account_id = account_id;
    std::string said[2];
    for (const auto route : {Route::soap, Route::rest}) {
      const auto answer = invoke_as<GetCampaignsByAccountId>(c, route, request);
      said[route == Route::rest] = answer ? "done" : failure_of(answer);
    }
    return said[0] == said[1] ? said[0] : said[0] + " over SOAP, " + said[1] + " over REST";
  }
  static identity::Credentials with(std::string_view token, std::string_view customer = "250000001",
                                    std::string_view account = "180000001") {
    return {.authentication_token = token,
            .developer_token = developer_token,
            .customer_id = customer,
            .customer_account_id = account};
  }
};

TEST_F(Callers, NeedTokensThatHold) {
  const auto good = token(1), weak = token(1, "https://ads.microsoft.com/ads.manage");
  EXPECT_EQ(told(with(good)), "done");
  EXPECT_EQ(told({.customer_id = "250000001", .customer_account_id = "180000001"}), "RequestMissingHeaders");
  EXPECT_EQ(told(with("no-such-token")), "InvalidCredentials");
  EXPECT_EQ(told(with(weak)), "done");
  identity::set_settings(world(), {.enforce_mfa_scope = true});
  EXPECT_EQ(told(with(weak)), "OAuthTokenInvalid");
  world().clock().advance(2 * 3600 * DateTime::ticks_per_second);
  EXPECT_EQ(told(with(good)), "AuthenticationTokenExpired");
}

TEST_F(Callers, HaveLoginsInGoodOrder) {
  const auto t = token(1);
  const std::pair<LoginStatus, const char*> states[] = {{LoginStatus::Disabled, "InvalidCredentials"},
                                                        {LoginStatus::Compromised, "UserCompromised"},
                                                        {LoginStatus::Merged, "UserLoginAccessDenied"},
                                                        {LoginStatus::MigratedToWork, "PersonalIdentityMigratedToWork"},
                                                        {LoginStatus::Active, "done"}};
  for (const auto& [status, error] : states) {
    set_login([&](auto& l) { l.status = status; });
    EXPECT_EQ(told(with(t)), error);
  }
}

TEST_F(Callers, SignInWithTheIdentityThatTheyAreRegisteredWith) {
  auto google = with("");
  const auto mine = token(1);
  google.authentication_token = mine;
  google.identity_provider = "Google";
  EXPECT_EQ(told(google), "IdentityTypeMismatch");
  set_login([](auto& l) { l.kind = LoginKind::Personal; });
  EXPECT_EQ(told(with(token(namesake(LoginKind::Work)))), "WorkIdentityNotAvailable");
  set_login([](auto& l) { l.kind = LoginKind::Work; });
  EXPECT_EQ(told(with(token(namesake(LoginKind::Personal)))), "PersonalIdentityNotAvailable");

  set_login([](auto& l) { l.kind = LoginKind::Personal; });
  identity::Stored<internal::CustomerIdentityPolicy> policy;
  policy.id = customer_id;
  policy.value.customer_id = customer_id;
  policy.value.personal_logins_forbidden = true;
  world().store().write([&](store::Writer& w) {
    identity::put(w, policy, now_ticks);
    return true;
  });
  EXPECT_EQ(told(with(mine)), "PersonalIdentityNotAllowedByCustomer");
}

TEST_F(Callers, NameACustomerAndAnAccountOfTheirs) {
  const auto t = token(1);
  EXPECT_EQ(told(with(t, "", "180000001")), "CampaignServiceCustomerIdHasToBeSpecified");
  EXPECT_EQ(told(with(t, "250000001", "")), "CampaignServiceAccountIdMissingInRequestHeader");
  EXPECT_EQ(told(with(t, "mine", "180000001")), "CampaignServiceInvalidCustomerId");
  EXPECT_EQ(told(with(t, "250000001", "mine")), "InvalidHeader");
  EXPECT_EQ(told(with(t, "250000001", "180009999")), "UserIsNotAuthorized");
  EXPECT_EQ(told(with(t, "250009999", "180000001")), "UserIsNotAuthorized");
}

}  // namespace
}  // namespace adsbox::services
