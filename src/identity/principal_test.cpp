// Credentials of calls: who is accepted, and what each refusal says.
#include "identity/principal.h"

#include "errors/testing/explained.h"
#include "identity/roles.h"
#include "identity/test_browser.h"

namespace adsbox::identity::testing {
namespace {

class Principals : public IdentityTest {
 protected:
  std::string access(const Fields& changes = {}) { return token(code_grant(code(changes))).json("access_token"); }
  static int code_of(const std::expected<std::shared_ptr<const Principal>, Failure>& result) {
    if (result) return 0;
    EXPECT_EQ(result.error().kind, FaultKind::ad_api);
    EXPECT_EQ(result.error().errors.size(), 1u);
    const auto& e = result.error().errors.front();
    expect_explained(result.error().errors);
    EXPECT_FALSE(e.why.expected.empty());
    return error_info(e.error).code;
  }
  int check(const std::string& token, const std::string& developer = "BBD37VB98", const std::string& provider = {}) {
    const auto result =
        authenticate(sandbox(), {.authentication_token = token, .developer_token = developer, .identity_provider = provider});
    found_.clear();
    if (!result) {
      found_ = result.error().errors.front().why.value;
      // Credentials are never repeated.
      EXPECT_TRUE(token.empty() || found_.find(token) == std::string::npos) << found_;
      EXPECT_TRUE(developer.empty() || found_.find(developer) == std::string::npos) << found_;
    }
    return code_of(result);
  }
  std::int64_t login_id(const std::string& email = "someone@outlook-int.com") {
    return reading(sandbox().store(), [&](store::Reader& r) { return logins_of(r, email).front().id; });
  }
  std::string found_;  // what the last refusal said of the credential
};

TEST_F(Principals, TheSeededUserIsSuperAdminOfTheSeededCustomer) {
  const auto p = authenticate(sandbox(), {.authentication_token = access(), .developer_token = "BBD37VB98"});
  ASSERT_TRUE(p);
  EXPECT_EQ((*p)->user_name, "someone@outlook-int.com");
  EXPECT_EQ((*p)->user_id, 130000001);
  ASSERT_EQ((*p)->grants.size(), 1u);
  EXPECT_EQ((*p)->grants[0].customer_id, 250000001);
  EXPECT_EQ((*p)->grants[0].role, Role::super_admin);
}

TEST_F(Principals, AHitGivesTheSameObject) {
  const auto t = access();
  const Credentials c{.authentication_token = t, .developer_token = "BBD37VB98"};
  const auto first = authenticate(sandbox(), c), second = authenticate(sandbox(), c);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->get(), second->get());
  // A change of the roles is seen at once.
  sandbox().store().write([&](store::Writer& w) {
    assign_role(w, login_id(), {250000001, Role::viewer, {180000001}, {}, 130000001}, 1);
    return true;
  });
  EXPECT_EQ((*authenticate(sandbox(), c))->grants[0].role, Role::viewer);
}

TEST_F(Principals, HeadersAndDeveloperTokens) {
  const auto t = access();
  EXPECT_EQ(check("", ""), 116);
  EXPECT_EQ(code_of(authenticate(sandbox(), {.developer_token = "BBD37VB98", .user_name = "u", .password = "p"})), 105);
  EXPECT_EQ(check(t, ""), 105);
  EXPECT_EQ(check(t, "UNKNOWN1"), 105);
  EXPECT_EQ(check(t, "bbd37vb98"), 105);
  EXPECT_EQ(check(t, "ADSBOXPROD1"), 105);
  EXPECT_EQ(check("", "BBD37VB98"), 105);
  EXPECT_EQ(check("unknown"), 105);
  EXPECT_EQ(check(token(code_grant(code())).json("refresh_token")), 105);
  EXPECT_EQ(check(t), 0);
  revoke_developer_token(sandbox(), "BBD37VB98");
  EXPECT_EQ(check(t), 105);
}

TEST_F(Principals, TokensEndAfterAnHour) {
  const auto t = access();
  advance(3599);
  EXPECT_EQ(check(t), 0);
  advance(1);
  EXPECT_EQ(check(t), 109);
  EXPECT_TRUE(found_.starts_with("a token of someone@outlook-int.com, expired since 20")) << found_;
}

TEST_F(Principals, EnvironmentsAreApart) {
  const auto p = access({{"login_hint", "someone@contoso.com"}});
  EXPECT_EQ(check(p), 105);
  EXPECT_TRUE(authenticate(production(), {.authentication_token = p, .developer_token = "ADSBOXPROD1"}));
  EXPECT_EQ(code_of(authenticate(production(), {.authentication_token = access(), .developer_token = "ADSBOXPROD1"})), 105);
}

TEST_F(Principals, Scopes) {
  EXPECT_EQ(check(access({{"scope", "openid profile"}})), 105);
  EXPECT_EQ(check(access({{"scope", "https://graph.microsoft.com/User.Read"}})), 105);
  const auto old = access({{"scope", "https://ads.microsoft.com/ads.manage"}});
  EXPECT_EQ(check(old), 0);
  set_settings(sandbox(), {.enforce_mfa_scope = true});
  EXPECT_EQ(check(old), 3101);
  EXPECT_EQ(check(access()), 0);
  EXPECT_EQ(check(access({{"scope", "https://si.ads.microsoft.com/msads.manage"}})), 0);
}

TEST_F(Principals, StatesOfTheLogin) {
  const auto t = access();
  using enum internal::LoginStatus;
  const std::pair<internal::LoginStatus, int> cases[] = {
      {Disabled, 105}, {Compromised, 108}, {Merged, 120}, {MigratedToWork, 124}, {Active, 0}};
  for (const auto& [status, number] : cases) {
    change_login(sandbox(), login_id(), [&](internal::Login& l) { l.status = status; });
    EXPECT_EQ(check(t), number);
  }
  revoke_all_tokens(sandbox(), login_id());
  EXPECT_EQ(check(t), 105);
}

TEST_F(Principals, SingleUserDeveloperTokens) {
  const auto mine = access(), others = access({{"login_hint", "someone@outlook.com"}});
  const auto single = add_developer_token_for(sandbox(), "someone@outlook-int.com", false);
  ASSERT_TRUE(single);
  EXPECT_EQ(check(mine, single->key), 0);
  EXPECT_EQ(check(others, single->key), 105);
  EXPECT_EQ(found_, "a single-user token of someone@outlook-int.com; the caller is someone@outlook.com");
  sandbox().store().write([&](store::Writer& w) {
    add_advertiser(sandbox(), w, login_id(), {.customer_name = "Second", .account_name = "Second"});
    return true;
  });
  const auto narrow = authenticate(sandbox(), {.authentication_token = mine, .developer_token = single->key});
  EXPECT_EQ((*narrow)->grants.size(), 1u);
  upgrade_to_universal(sandbox(), single->key);
  EXPECT_EQ(check(others, single->key), 0);
  EXPECT_EQ((*authenticate(sandbox(), {.authentication_token = mine, .developer_token = single->key}))->grants.size(), 2u);
}

TEST_F(Principals, IdentityKinds) {
  using enum internal::LoginKind;
  const auto login = [&](const std::string& email, internal::LoginKind kind) {
    return *add_login(production(), {.email = email, .password = "long-enough", .kind = kind});
  };
  const auto user = [&](const std::string& email, internal::LoginKind kind) {
    ASSERT_TRUE(add_user_with_login(production(), {.login = {.email = email, .password = "long-enough", .kind = kind}}));
  };
  const auto ask = [&](std::int64_t id, Generation g, std::string_view details = {}) {
    const auto t = issue_access_token(production(), {id, std::string(any_client), {std::string(msads)}, g, true});
    const auto r = authenticate(production(), {.authentication_token = t, .developer_token = "ADSBOXPROD1"});
    EXPECT_EQ(r ? std::string_view("accepted") : std::string_view(r.error().errors.front().details), details);
    return code_of(r);
  };
  user("a@x.example", Work);
  EXPECT_EQ(ask(login("a@x.example", Personal), Generation::v2), 122);
  EXPECT_EQ(ask(login("a@x.example", Google), Generation::google, "WorkAccountIsRequired"), 126);
  user("b@x.example", Personal);
  EXPECT_EQ(ask(login("b@x.example", Work), Generation::v2), 123);
  EXPECT_EQ(ask(login("b@x.example", Google), Generation::google, "PersonalAccountIsRequired"), 126);
  user("c@x.example", Google);
  EXPECT_EQ(ask(login("c@x.example", Personal), Generation::v2, "GoogleAccountIsRequired"), 126);
  EXPECT_EQ(ask(login("nobody@x.example", Personal), Generation::v2), 105);
}

TEST_F(Principals, TheProviderHeader) {
  EXPECT_EQ(check(access(), "BBD37VB98", "Google"), 126);
  EXPECT_EQ(check(access(), "BBD37VB98", "Microsoft"), 0);
}

TEST_F(Principals, CustomersMayForbidPersonalLogins) {
  const auto t = access();
  Stored<internal::CustomerIdentityPolicy> policy;
  policy.id = 250000001;
  policy.value.customer_id = 250000001;
  policy.value.personal_logins_forbidden = true;
  sandbox().store().write([&](store::Writer& w) {
    put(w, policy, 1);
    return true;
  });
  EXPECT_EQ(check(t), 125);
}

}  // namespace
}  // namespace adsbox::identity::testing
