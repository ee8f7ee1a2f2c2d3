#include "cli/exec_environment.h"

#include <gmock/gmock.h>

#include <map>
#include <set>

namespace adsbox::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Values = std::map<std::string, std::string>;

ProgramSettings settings() {
  ProgramSettings s;
  s.connection = {
      .http = "http://127.0.0.1:8080", .https = "", .proxy = "http://127.0.0.1:9000", .pass_through = false, .environments = {}};
  s.connection.environments.push_back({"sandbox", "TOKEN", "client", "someone@x", "pass word", "1", "2"});
  s.files.directory = "/tmp/a b";
  return s;
}

CurrentVariable from(const Values& values) {
  return [&values](const std::string& name) {
    const auto it = values.find(name);
    return it == values.end() ? std::nullopt : std::optional(it->second);
  };
}

Values made(const ProgramSettings& s, const Values& current = {}) {
  Values all;
  for (const auto& v : program_environment(s, from(current))) {
    EXPECT_FALSE(all.contains(v.name)) << v.name << " twice";
    all[v.name] = v.value;
  }
  return all;
}

TEST(ProgramEnvironment, OffersCredentials) {
  const auto e = made(settings());
  EXPECT_EQ(e.at("ADSBOX_URL"), "http://127.0.0.1:8080");
  EXPECT_EQ(e.at("ADSBOX_DEVELOPER_TOKEN"), "TOKEN");
  EXPECT_EQ(e.at("ADSBOX_CLIENT_ID"), "client");
  EXPECT_EQ(e.at("ADSBOX_USER"), "someone@x");
  EXPECT_EQ(e.at("ADSBOX_PASSWORD"), "pass word");
  EXPECT_EQ(e.at("ADSBOX_CUSTOMER_ID"), "1");
  EXPECT_EQ(e.at("ADSBOX_ACCOUNT_ID"), "2");
  EXPECT_FALSE(e.contains("ADSBOX_WORLD"));
}

TEST(ProgramEnvironment, LeadsEachRuntimeToTheProxyAndItsAuthority) {
  const auto e = made(settings());
  for (const char* name : {"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"})
    EXPECT_EQ(e.at(name), "http://127.0.0.1:9000");
  for (const char* name : {"SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"}) EXPECT_EQ(e.at(name), "/tmp/a b/bundle.pem");
  EXPECT_EQ(e.at("SSL_CERT_DIR"), "/tmp/a b/certs");
  EXPECT_EQ(e.at("NO_PROXY"), "localhost,127.0.0.1,::1");
  EXPECT_EQ(e.at("NODE_OPTIONS"), "--require=\"/tmp/a b/node.cjs\"");
  EXPECT_EQ(e.at("PHP_INI_SCAN_DIR"), ":/tmp/a b/php");
  EXPECT_EQ(e.at("LD_PRELOAD"), "/tmp/a b/libadsbox_redirect.so");
  const auto& java = e.at("JAVA_TOOL_OPTIONS");
  EXPECT_THAT(java, HasSubstr("-Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=9000"));
  EXPECT_THAT(java, HasSubstr("\"-Djavax.net.ssl.trustStore=/tmp/a b/trust.p12\""));
}

TEST(ProgramEnvironment, KeepsWhatUsersHaveAndAddsOnce) {
  const Values mine = {{"NO_PROXY", "intra.net"},       {"NODE_OPTIONS", "--enable-source-maps"},
                       {"JAVA_TOOL_OPTIONS", "-Xmx1g"}, {"PHP_INI_SCAN_DIR", "/etc/my"},
                       {"LD_PRELOAD", "/lib/other.so"}, {"HTTPS_PROXY", "http://corporate:3128"}};
  const auto once = made(settings(), mine);
  EXPECT_EQ(once.at("NO_PROXY"), "intra.net,localhost,127.0.0.1,::1");
  EXPECT_EQ(once.at("NODE_OPTIONS"), "--enable-source-maps --require=\"/tmp/a b/node.cjs\"");
  EXPECT_THAT(once.at("JAVA_TOOL_OPTIONS"), HasSubstr("-Xmx1g -Dhttp.proxyHost"));
  EXPECT_EQ(once.at("PHP_INI_SCAN_DIR"), "/etc/my:/tmp/a b/php");
  EXPECT_EQ(once.at("LD_PRELOAD"), "/tmp/a b/libadsbox_redirect.so:/lib/other.so");
  EXPECT_EQ(once.at("HTTPS_PROXY"), "http://127.0.0.1:9000");
  EXPECT_EQ(made(settings(), once), once) << "a second time changes nothing";

  const auto back = clear_environment(from(once));
  Values after = once;
  for (const auto& name : back.unset) after.erase(name);
  for (const auto& v : back.set) after[v.name] = v.value;
  EXPECT_EQ(after, mine);
}

TEST(ProgramEnvironment, IsTakenBackWhole) {
  auto s = settings();
  s.world = "w";
  const auto e = made(s);
  const auto back = clear_environment(from(e));
  EXPECT_TRUE(back.set.empty());
  std::set<std::string> names;
  for (const auto& [name, value] : e) names.insert(name);
  EXPECT_EQ(std::set<std::string>(back.unset.begin(), back.unset.end()), names);
  const Values mine = {{"HTTPS_PROXY", "http://corporate:3128"}};
  EXPECT_TRUE(clear_environment(from(mine)).unset.empty()) << "nothing of ours is set";
}

TEST(ProgramEnvironment, NamesTheWorldInTheProxysAddress) {
  auto s = settings();
  s.world = "test-7";
  const auto e = made(s);
  EXPECT_EQ(e.at("HTTPS_PROXY"), "http://test-7@127.0.0.1:9000");
  EXPECT_EQ(e.at("ADSBOX_WORLD"), "test-7");
  EXPECT_TRUE(is_world_name("test-7"));
  for (const char* name : {"", "a b", "a@b", "a/b", "a:b", "\xc3\xa4"}) EXPECT_FALSE(is_world_name(name)) << name;
}

TEST(ProgramEnvironment, LeavesTheSystemsTrustAndPreloadsByOption) {
  auto s = settings();
  s.pass_through = true;
  s.redirect = false;
  const auto e = made(s);
  EXPECT_FALSE(e.contains("SSL_CERT_DIR"));
  EXPECT_FALSE(e.contains("LD_PRELOAD"));
}

TEST(ShellQuoted, IsOneWordOfTheShell) {
  EXPECT_EQ(shell_quoted(""), "''");
  EXPECT_EQ(shell_quoted("a b"), "'a b'");
  EXPECT_EQ(shell_quoted("it's $HOME `x` \"y\" \\"), "'it'\\''s $HOME `x` \"y\" \\'");
  EXPECT_EQ(shell_quoted("a\nb"), "'a\nb'");
}

TEST(Connection, SurvivesItsJson) {
  auto c = settings().connection;
  c.pass_through = true;
  const auto back = Connection::parse(c.json());
  ASSERT_TRUE(back);
  EXPECT_EQ(back->http, c.http);
  EXPECT_EQ(back->proxy, c.proxy);
  EXPECT_TRUE(back->pass_through);
  ASSERT_EQ(back->environments.size(), 1u);
  EXPECT_EQ(back->environments[0].password, "pass word");
  EXPECT_EQ(back->environments[0].account_id, "2");
  EXPECT_FALSE(Connection::parse("<html>"));
  EXPECT_FALSE(Connection::parse("[]"));
}

}  // namespace
}  // namespace adsbox::cli
