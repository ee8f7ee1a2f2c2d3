// Whatever a server keeps belongs to exactly one part of adsbox: looked for in the databases, in memory and in the directories.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "cli/site.h"
#include "codec/json_tree.h"
#include "identity/seed.h"
#include "net/ca.h"
#include "store/temporary_directory.h"

namespace adsbox::cli {
namespace {

using testing::IsEmpty;
namespace fs = std::filesystem;

class Kept : public testing::Test {
 protected:
  Kept() : authority_(folder_.path() + "/tls") {
    options_.data_directory = folder_.path();
    options_.seed = "demo";
    EXPECT_TRUE(authority_.ensure_present());
    auto site = Site::open(options_, &authority_);
    EXPECT_TRUE(site) << site.error();
    site_ = std::move(*site);
    parts_ = site_->parts();
  }

  net::Response send(std::string_view method, const std::string& target, std::string_view body = {}, std::string_view type = {},
                     std::string_view token = {}) {
    const auto bearer = "Bearer " + std::string(token);
    net::Request q;
    q.method = method;
    q.target = target;
    q.path = q.target.substr(0, q.target.find('?'));
    if (q.path.size() < q.target.size()) q.query = q.target.substr(q.path.size() + 1);
    q.host = "127.0.0.1:8080";
    q.loopback = true;
    q.body = body;
    if (!body.empty()) q.headers.push_back({"Content-Type", type.empty() ? "application/json" : type});
    if (!token.empty())
      q.headers.insert(q.headers.end(), {{"Authorization", bearer},
                                         {"DeveloperToken", "BBD37VB98"},
                                         {"CustomerId", "250000001"},
                                         {"CustomerAccountId", "180000001"}});
    net::Response r;
    site_->handle(q, r);
    return r;
  }
  codec::JsonValue good(std::string_view method, const std::string& target, std::string_view body = {},
                        std::string_view token = {}) {
    const auto r = send(method, target, body, {}, token);
    EXPECT_TRUE(r.status == 200 || r.status == 201) << method << " " << target << ": " << r.status << " " << r.body;
    return codec::parse_json(r.body).value_or(codec::JsonValue());
  }

  /// Signs in as programs do, renews, and goes through the pages and flows that keep something.
  std::string sign_in(const std::string& mark) {
    const std::string client = mark + "db41b09d-6e50-4f4a-90ac-5a99caefb52f",
                      back = "https%3A%2F%2Flogin.live-int.com%2Foauth20_desktop.srf";
    const auto consent = send("GET", "/oauth20_authorize.srf?client_id=" + client +
                                         "&scope=bingads.manage&response_type=code&redirect_uri=" + back +
                                         "&state=x&prompt=none&login_hint=someone@outlook-int.com");
    std::string code;
    for (const auto& [name, value] : consent.headers)
      if (const auto at = value.find("code="); name == "Location" && at != std::string::npos)
        code = value.substr(at + 5, value.find('&', at) - at - 5);
    const auto tokens = [&](const std::string& form) {
      const auto r = send("POST", "/oauth20_token.srf", "client_id=" + client + "&redirect_uri=" + back + "&" + form,
                          "application/x-www-form-urlencoded");
      EXPECT_EQ(r.status, 200) << r.body;
      return codec::parse_json(r.body).value_or(codec::JsonValue());
    };
    const auto first = tokens("grant_type=authorization_code&code=" + code);
    const auto device = send("POST", "/common/oauth2/v2.0/devicecode", "client_id=" + client + "&scope=openid",
                             "application/x-www-form-urlencoded");
    EXPECT_EQ(device.status, 200) << device.body;
    return tokens("grant_type=refresh_token&refresh_token=" + first["refresh_token"].text())["access_token"].text();
  }

  /// Does something of each kind in a world.
  void use(const std::string& world, const std::string& mark) {
    const std::string admin = "/_adsbox/v1/", in_world = "?world=" + world;
    good("POST", admin + "apps" + in_world, R"({"name":"A","platform":"web","redirect_uris":["https://a.example/b"]})");
    good("POST", admin + "developer-tokens" + in_world, R"({"token":"MINE1"})");
    good("POST", admin + "users" + in_world, R"({"email":"new@outlook.com","password":"long-enough"})");
    good("POST", admin + "identity-settings" + in_world, R"({"enforce_mfa_scope":false})");
    good("POST", admin + "faults" + in_world, R"({"match":{"operation":"AddKeywords"},"effect":{"latency_ms":0}})");
    const auto token = sign_in(mark);
    const auto account = std::string(R"({"AccountId":"180000001",)");
    const auto campaign = good("POST", "/CampaignManagement/v13/Campaigns",
                               account + R"("Campaigns":[{"Name":"Kept","BudgetType":"DailyBudgetStandard","DailyBudget":5,
                                            "TimeZone":"PacificTimeUSCanadaTijuana","Languages":["English"]}]})",
                               token)["CampaignIds"]
                              .items()[0]
                              .text();
    const auto group =
        good("POST", "/CampaignManagement/v13/AdGroups",
             R"({"CampaignId":")" + campaign + R"(","AdGroups":[{"Name":"Kept","CpcBid":{"Amount":1}}]})", token)["AdGroupIds"]
            .items()[0]
            .text();
    const auto keywords = good("POST", "/CampaignManagement/v13/Keywords",
                               R"({"AdGroupId":")" + group + R"(","Keywords":[{"Text":"kept","MatchType":"Exact"}]})", token);
    EXPECT_TRUE(keywords["KeywordIds"].items()[0].is_string()) << keywords.source();
    good("POST", "/CampaignManagement/v13/Campaigns/QueryByAccountId", R"({"AccountId":"180000001","CampaignType":"Search"})",
         token);
    good("POST", "/CustomerManagement/v13/User/Query", R"({"UserId":null})", token);
    good("POST", admin + "worlds/" + world + "/clock", R"({"advance_seconds":60,"factor":2})");
    good("POST", admin + "worlds/" + world + "/snapshots", R"({"snapshot":"of-)" + world + R"("})");
  }

  [[nodiscard]] std::vector<std::string> problems(const world::Possessions& found) const {
    return world::without_single_owner(parts_, found);
  }
  /// What lies there but in no world's memory: tables of all databases, names at the top of the data directory.
  [[nodiscard]] world::Possessions on_disk() const {
    world::Possessions found;
    for (const auto& e : fs::directory_iterator(folder_.path())) found.data.push_back(e.path().filename().string());
    for (const auto& e : fs::recursive_directory_iterator(folder_.path()))
      if (e.path().extension() == ".db") add_tables(e.path(), found);
    return found;
  }
  static void add_tables(const fs::path& file, world::Possessions& found) {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READWRITE, nullptr), SQLITE_OK);
    const auto row = [](void* to, int, char** values, char**) {
      const std::string name = values[0];
      auto& all = *static_cast<world::Possessions*>(to);
      store::Kind kind = 0;
      const auto [end, error] =
          std::from_chars(name.data() + std::min<std::size_t>(5, name.size()), name.data() + name.size(), kind);
      if (name.starts_with("rows_") && error == std::errc() && end == name.data() + name.size())
        all.records.push_back(kind);
      else
        all.tables.push_back(name);
      return 0;
    };
    EXPECT_EQ(sqlite3_exec(db, "select name from sqlite_schema where type in ('table','view') and name not like 'sqlite_%'", row,
                           &found, nullptr),
              SQLITE_OK);
    sqlite3_close(db);
  }

  store::TemporaryDirectory folder_;
  ServeOptions options_;
  net::Authority authority_;
  std::unique_ptr<Site> site_;
  std::vector<world::Part> parts_;
};

TEST_F(Kept, ThingsHaveOneOwnerEach) {
  use("sandbox", "");
  good("POST", "/_adsbox/v1/worlds", R"({"name":"made","seed":"credentials"})");
  use("made", "made~");
  good("POST", "/_adsbox/v1/worlds/made/restore", R"({"snapshot":"of-made"})");
  for (const auto& info : site_->worlds().list()) {
    const auto worlds = site_->worlds().find(info.name);
    EXPECT_THAT(problems(world::possessions(worlds->first())), IsEmpty()) << info.name;
  }
  site_.reset();  // a running server keeps its databases to itself
  const auto found = on_disk();
  EXPECT_THAT(problems(found), IsEmpty());
  // It was looked where things are.
  EXPECT_THAT(found.tables, testing::Contains("tally"));
  EXPECT_THAT(found.data, testing::IsSupersetOf({"worlds", "snapshots", "tls"}));
  EXPECT_GT(found.records.size(), 20u);
}

TEST_F(Kept, StraysAreFound) {
  fs::create_directory(folder_.path() + "/reports");
  const auto file = site_->worlds().defaults()->first().directory() + "/store.db";
  site_.reset();
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &db), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(db, "create table stray(x); create table rows_stray(x)", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(db);
  EXPECT_THAT(problems(on_disk()), testing::ElementsAre(testing::HasSubstr("data reports has no owner"),
                                                        testing::HasSubstr("table rows_stray has no owner"),
                                                        testing::HasSubstr("table stray has no owner")));
}

}  // namespace
}  // namespace adsbox::cli
