#include "cli/site.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "cli/coverage.h"
#include "identity/logins.h"

namespace adsbox::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

ServeOptions in_memory(std::string seed = "credentials") {
  ServeOptions o;
  o.memory = true;
  o.seed = seed;
  o.random_seed = 1;
  return o;
}

net::Response get(Site& site, std::string_view path) {
  net::Request q;
  q.method = "GET";
  q.target = q.path = path;
  q.host = "127.0.0.1:8080";
  q.loopback = true;
  net::Response r;
  site.handle(q, r);
  return r;
}

TEST(Site, TellsItsHealth) {
  auto site = Site::open(in_memory());
  ASSERT_TRUE(site) << site.error();
  const auto r = get(**site, "/_adsbox/v1/health");
  EXPECT_EQ(r.status, 200);
  EXPECT_EQ(r.content_type, "application/json");
  EXPECT_THAT(r.body, HasSubstr(R"("status":"ok")"));
  EXPECT_THAT(r.body, HasSubstr(R"(["sandbox","production"])"));
}

TEST(Site, ServesServicesAndSignIn) {
  auto site = Site::open(in_memory());
  ASSERT_TRUE(site);
  EXPECT_THAT(get(**site, "/common/v2.0/.well-known/openid-configuration").body, HasSubstr("token_endpoint"));
  EXPECT_EQ(get(**site, "/nothing/here").status, 404);
}

TEST(Site, HoldsOnlyTheEnvironmentsAskedFor) {
  auto o = in_memory();
  o.environments = {world::Environment::production};
  auto site = Site::open(o);
  ASSERT_TRUE(site);
  EXPECT_EQ((*site)->worlds().defaults()->all().size(), 1u);
  EXPECT_THAT(get(**site, "/_adsbox/v1/health").body, HasSubstr(R"(["production"])"));
}

TEST(Site, SaysWhyItCannotOpen) {
  auto o = in_memory();
  o.memory = false;
  o.data_directory = "/proc/adsbox";
  const auto site = Site::open(o);
  ASSERT_FALSE(site);
  EXPECT_THAT(site.error(), HasSubstr("/proc/adsbox"));
}

TEST(Site, RefusesWellKnownPasswordsWhereOthersReachIt) {
  std::string pattern = std::filesystem::temp_directory_path() / "adsbox-site-XXXXXX";
  auto o = in_memory();
  o.memory = false;
  o.data_directory = mkdtemp(pattern.data());
  ASSERT_TRUE(Site::open(o));
  o.remote = true;
  o.seed = "none";
  const auto refused = Site::open(o);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error(), HasSubstr("password"));

  o.remote = false;
  {
    auto site = Site::open(o);
    ASSERT_TRUE(site);
    for (auto* w : (*site)->worlds().defaults()->all()) {
      for (auto name = login_with_default_password(*w); !name.empty(); name = login_with_default_password(*w)) {
        std::int64_t id = 0;
        w->store().read([&](store::Reader& r) { id = identity::logins_of(r, name).front().id; });
        ASSERT_TRUE(identity::set_password(*w, id, "a better one"));
      }
    }
  }
  o.remote = true;
  {
    const auto site = Site::open(o);
    ASSERT_TRUE(site);
    EXPECT_THAT((*site)->worlds().create("new", world::Environment::sandbox, {.seed = "credentials"}).error().message,
                HasSubstr("none"));
    EXPECT_TRUE((*site)->worlds().create("new", world::Environment::sandbox, {}));
    EXPECT_TRUE((*site)->worlds().drop("new"));
  }
  // Seeded or not: whoever has that password is found, by the hash.
  o.remote = false;
  {
    auto site = Site::open(o);
    ASSERT_TRUE(site);
    ASSERT_TRUE(identity::add_login(*(*site)->worlds().defaults()->all().front(),
                                    {.email = "careless@outlook.com", .password = std::string(identity::seed_password)}));
  }
  o.remote = true;
  const auto careless = Site::open(o);
  ASSERT_FALSE(careless);
  EXPECT_THAT(careless.error(), HasSubstr("careless@outlook.com"));
  std::filesystem::remove_all(o.data_directory);
}

TEST(Site, TellsTheCertificateOfItsAuthority) {
  const net::Authority authority("");
  auto with = Site::open(in_memory(), &authority);
  auto without = Site::open(in_memory());
  ASSERT_TRUE(with && without);
  const auto r = get(**with, ca_address);
  EXPECT_EQ(r.status, 200);
  EXPECT_EQ(r.body, *authority.certificate());
  EXPECT_THAT(r.body, Not(HasSubstr("PRIVATE")));
  EXPECT_EQ(get(**without, ca_address).status, 404);
}

TEST(Site, IssuesUnderThePublicUrl) {
  auto o = in_memory();
  o.public_url = "https://ads.example";
  auto site = Site::open(o);
  ASSERT_TRUE(site);
  EXPECT_THAT(get(**site, "/common/v2.0/.well-known/openid-configuration").body,
              HasSubstr(R"("issuer":"https://ads.example/{tenantid}/v2.0")"));
}

TEST(Coverage, ListsEveryOperationOverBothWires) {
  const auto text = coverage_markdown(make_registry(), parse_tested("# what\nCustomerManagement\tGetUser\tREST\nbroken\n"));
  EXPECT_THAT(text, HasSubstr("| GetUser | tested | yes |"));
  EXPECT_THAT(text, HasSubstr("| AddMedia | no | no |"));
  for (const auto& o : schema::contract.operations)
    EXPECT_THAT(text, HasSubstr("| " + std::string(schema::text(o.name)) + " | "));
}

}  // namespace
}  // namespace adsbox::cli
