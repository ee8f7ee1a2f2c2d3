// The device flow: its page takes the same way as the authorize endpoints.
#include "identity/test_browser.h"

namespace adsbox::identity::testing {
namespace {

class Device : public IdentityTest {
 protected:
  /// A device's request; its codes.
  Answer start(const std::string& tenant = "common", std::string scope = {}) {
    if (scope.empty()) scope = std::string(msads) + " offline_access";
    const auto a =
        browser->post("/" + tenant + "/oauth2/v2.0/devicecode", {{"client_id", std::string(any_client)}, {"scope", scope}});
    EXPECT_EQ(a.status, 200) << a.body;
    return a;
  }
  Answer poll(const Answer& started, const std::string& tenant = "common") {
    return token({{"client_id", std::string(any_client)},
                  {"grant_type", "urn:ietf:params:oauth:grant-type:device_code"},
                  {"device_code", started.json("device_code")}},
                 "/" + tenant + "/oauth2/v2.0/token");
  }
  static std::string page(const Answer& started) { return "/common/oauth2/deviceauth?user_code=" + started.json("user_code"); }
  Answer sign_in(const Answer& started, const std::string& email, const std::string& password = std::string(seed_password)) {
    const auto url = page(started);
    return browser->submit(browser->get(url), url, {{"adsbox_step", "signin"}, {"email", email}, {"password", password}});
  }
  Answer decide(const Answer& seen, const Answer& started, const std::string& email, const std::string& decision = "accept") {
    return browser->submit(seen, page(started), {{"adsbox_step", "consent"}, {"email", email}, {"decision", decision}});
  }
  bool consented(world::World& world, const std::string& email) {
    return reading(world.store(), [&](store::Reader& r) {
      return !consented_scopes(r, find_login(r, email, Generation::v2)->id, any_client).empty();
    });
  }
};

TEST_F(Device, AWholeFlow) {
  const auto started = start();
  expect_error(poll(started), 400, "authorization_pending", 70016);
  EXPECT_EQ(started.json("verification_uri"), "http://localhost:8080/common/oauth2/deviceauth");
  EXPECT_TRUE(browser->get("/common/oauth2/deviceauth").shows("name=\"user_code\""));
  EXPECT_TRUE(browser->get("/common/oauth2/deviceauth?user_code=NONE").shows("unknown"));
  const auto consent = sign_in(started, "someone@outlook.com");
  EXPECT_TRUE(consent.shows("Permissions requested") && consent.shows(started.json("user_code"))) << consent.body;
  EXPECT_TRUE(decide(consent, started, "someone@outlook.com").shows("is signed in"));
  const auto a = poll(started);
  EXPECT_EQ(a.status, 200) << a.body;
  EXPECT_FALSE(a.json("refresh_token").empty());
  expect_error(poll(started), 400, "invalid_grant", 70000);
  EXPECT_TRUE(consented(sandbox(), "someone@outlook.com"));
  // Whoever is signed in and has consented is asked all the same: the device may be somebody else's.
  const auto again = start();
  const auto asked = browser->get("/common/oauth2/deviceauth?user_code=" + lower(again.json("user_code")));
  EXPECT_TRUE(asked.shows("Permissions requested")) << asked.body;
  expect_error(poll(again), 400, "authorization_pending", 70016);
}

TEST_F(Device, TwoDevicesDoNotMix) {
  const auto one = start(), other = start();
  const auto consent = sign_in(one, "someone@outlook.com");
  decide(consent, one, "someone@outlook.com");
  expect_error(poll(other), 400, "authorization_pending", 70016);
  EXPECT_TRUE(decide(consent, one, "someone@outlook.com").shows("used already"));
  EXPECT_EQ(poll(one).status, 200);
}

TEST_F(Device, DecliningNeedsASignIn) {
  const auto started = start();
  const auto url = page(started);
  EXPECT_TRUE(browser->submit(browser->get(url), url, {{"adsbox_step", "cancel"}}).shows("not signed in"));
  expect_error(poll(started), 400, "authorization_pending", 70016);
  decide(sign_in(started, "someone@outlook.com"), started, "someone@outlook.com", "cancel");
  expect_error(poll(started), 400, "authorization_declined", 70018);
  EXPECT_FALSE(consented(sandbox(), "someone@outlook.com"));
}

TEST_F(Device, TheTenantAdmitsItsOwn) {
  const auto started = start("consumers", "https://ads.microsoft.com/msads.manage");
  ASSERT_TRUE(
      add_login(sandbox(), {.email = "w@fabrikam.example", .password = "long-enough", .kind = internal::LoginKind::Work}));
  EXPECT_TRUE(sign_in(started, "w@fabrikam.example", "long-enough").shows("AADSTS50020"));
  // A session from elsewhere does not help.
  const auto open = start();
  const auto consent = sign_in(open, "w@fabrikam.example", "long-enough");
  EXPECT_TRUE(consent.shows("Permissions requested")) << consent.body;
  EXPECT_TRUE(browser->get(page(started)).shows("AADSTS50020"));
  EXPECT_TRUE(decide(consent, started, "w@fabrikam.example").shows("AADSTS50020"));
  expect_error(poll(started, "consumers"), 400, "authorization_pending", 70016);
  // The code of one path is not for another.
  decide(consent, open, "w@fabrikam.example");
  expect_error(poll(open, "consumers"), 400, "invalid_grant", 700005);
  EXPECT_EQ(poll(open).status, 200);
}

TEST_F(Device, GoogleAccountsDoNotFit) {
  ASSERT_TRUE(add_user_with_login(
      sandbox(), {.login = {.email = "g@gmail.com", .password = "long-enough", .kind = internal::LoginKind::Google}}));
  EXPECT_TRUE(sign_in(start(), "g@gmail.com", "long-enough").shows("AADSTS50034"));
}

TEST_F(Device, SecondProofAndEnrolmentAreAskedFor) {
  const auto id =
      add_login(sandbox(), {.email = "mfa@outlook.com", .password = "long-enough", .mfa = internal::MfaState::Enrolled});
  ASSERT_TRUE(id);
  const auto started = start();
  const auto proof = sign_in(started, "mfa@outlook.com", "long-enough");
  EXPECT_TRUE(proof.shows("authenticator app"));
  EXPECT_TRUE(decide(proof, started, "mfa@outlook.com").shows("authenticator app"));
  expect_error(poll(started), 400, "authorization_pending", 70016);
  change_login(sandbox(), *id, [](internal::Login& l) { l.mfa = internal::MfaState::EnrollmentRequired; });
  EXPECT_TRUE(browser->get(page(started)).shows("AADSTS50079"));
  EXPECT_TRUE(decide(proof, started, "mfa@outlook.com").shows("AADSTS50079"));
  expect_error(poll(started), 400, "authorization_pending", 70016);
  EXPECT_FALSE(consented(sandbox(), "mfa@outlook.com"));
}

TEST_F(Device, ADirectoryWithoutTheServiceIsTold) {
  ASSERT_TRUE(
      add_login(sandbox(), {.email = "w@fabrikam.example", .password = "long-enough", .kind = internal::LoginKind::Work}));
  sandbox().store().write([&](store::Writer& w) {
    auto tenant = find_tenant(w, "fabrikam.example");
    tenant->value.advertising_disabled = true;
    put(w, *tenant, 1);
    return true;
  });
  const auto started = start();
  EXPECT_TRUE(sign_in(started, "w@fabrikam.example", "long-enough").shows("AADSTS650052"));
  expect_error(poll(started), 400, "authorization_pending", 70016);
}

}  // namespace
}  // namespace adsbox::identity::testing
