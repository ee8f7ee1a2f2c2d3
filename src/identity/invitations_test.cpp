// The page on which invited people accept, and what a link's hierarchy makes of their roles.
#include "identity/invitations.h"

#include "identity/roles.h"
#include "identity/test_browser.h"

namespace adsbox::identity::testing {
namespace {

class Invitations : public IdentityTest {
 protected:
  static constexpr std::int64_t customer = 250'000'001;

  /// Sends an invitation; the path of the mailed link.
  std::string invite(const std::string& email, Role role = Role::viewer) {
    std::optional<Invitation> stored;
    sandbox().store().write([&](store::Writer& w) {
      customer_management::UserInvitation i;
      i.customer_id = customer;
      i.role_id = static_cast<std::int32_t>(role);
      i.email = email;
      i.first_name = "Ann";
      i.last_name = "Example";
      i.account_ids = {opt<std::int64_t>(180'000'001)};
      const auto id = send_invitation(sandbox(), w, i, sandbox().clock().now());
      stored = world::load<customer_management::UserInvitation>(w, id);
      return true;
    });
    return invitation_path(sandbox(), *stored);
  }
  static std::string without_code(const std::string& path) {
    const auto at = path.find("&code=");
    return path.substr(0, at) + path.substr(path.find('&', at + 1));
  }
  void sign_in(const std::string& email, const std::string& password) {
    const std::string url = "/signin?continue=/";
    const auto answer =
        browser->submit(browser->get(url), url, {{"adsbox_step", "signin"}, {"email", email}, {"password", password}});
    EXPECT_EQ(answer.location, "/") << answer.body;
  }
  std::vector<Grant> grants_of(const std::string& email) {
    return reading(sandbox().store(), [&](store::Reader& r) {
      const auto logins = logins_of(r, email);
      return logins.empty() ? std::vector<Grant>{} : grants_of_login(r, logins.front().id);
    });
  }
  Fields form(const std::string& email, const std::string& password = "long-enough") {
    return {{"email", email}, {"password", password}, {"first_name", "A"}, {"last_name", "B"}};
  }
};

TEST_F(Invitations, SomebodyNewSignsUpByAcceptingWithAnyAddress) {
  const auto link = invite("ann@outlook.com");
  const auto page = browser->get(link);
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(page.shows("ann@outlook.com"));
  EXPECT_TRUE(browser->submit(page, link, form("ann@outlook.com", "short")).shows("8 characters"));
  const auto done = browser->submit(page, link, form("other@outlook.com"));
  EXPECT_EQ(done.status, 302) << done.body;
  const auto grants = grants_of("other@outlook.com");
  ASSERT_EQ(grants.size(), 1u);
  EXPECT_EQ(grants[0].role, Role::viewer);
  EXPECT_EQ(grants[0].account_ids, std::vector<std::int64_t>{180'000'001});
  EXPECT_EQ(browser->get(link).status, 404);  // used
}

TEST_F(Invitations, WhoHasALoginProvesIt) {
  const auto link = invite("ann@outlook.com", Role::super_admin);
  const auto page = browser->get(link);
  EXPECT_TRUE(browser->submit(page, link, form("someone@outlook.com", "not-the-password")).shows("has an account already"));
  EXPECT_EQ(browser->submit(page, link, form("someone@outlook.com", std::string(seed_password))).status, 302);
  const auto grants = grants_of("someone@outlook.com");  // a user of that customer already: one User, the new role
  ASSERT_EQ(grants.size(), 1u);
  EXPECT_EQ(grants[0].user_id, 130'000'002);
  EXPECT_EQ(grants[0].role, Role::super_admin);
  EXPECT_TRUE(grants[0].account_ids.empty());  // such roles cannot be limited
}

TEST_F(Invitations, WithoutTheCodeOnlyTheInvitedPersonMay) {
  const auto link = without_code(invite("someone@outlook.com"));
  EXPECT_EQ(browser->get(link).status, 302);  // sign in first
  sign_in("someone@outlook-int.com", std::string(seed_password));
  EXPECT_EQ(browser->get(link).status, 404);
  EXPECT_EQ(browser->get(link + "&code=guessed").status, 404);
  EXPECT_EQ(browser->get("/accept-invitation?id=4711&world=sandbox").status, 404);
  browser->cookies.clear();
  sign_in("someone@outlook.com", std::string(seed_password));
  const auto page = browser->get(link);
  EXPECT_TRUE(page.shows("Accept the invitation"));
  EXPECT_TRUE(browser->post(link, {}).shows("too old"));  // a form of another site
  EXPECT_EQ(browser->submit(page, link, {}).status, 302);
}

TEST_F(Invitations, EndAndStayPending) {
  const auto link = invite("ann@outlook.com");
  advance(30 * 86'400);
  EXPECT_EQ(browser->get(link).status, 410);
  const auto work = invite("ann@contoso.com");
  EXPECT_TRUE(browser->submit(browser->get(work), work, form("ann@contoso.com")).shows("personal accounts"));
  reading(sandbox().store(), [&](store::Reader& r) {
    EXPECT_EQ(pending_invitations(r, customer).size(), 2u);
    return 0;
  });
}

}  // namespace
}  // namespace adsbox::identity::testing
