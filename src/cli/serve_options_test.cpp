#include "cli/serve_options.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "schema/contract_version.h"
#include "world/soap_end.h"

namespace adsbox::cli {
namespace {

std::expected<ServeOptions, int> parse_words(std::vector<std::string> words) {
  words.insert(words.begin(), "serve");
  std::vector<char*> argv;
  for (auto& w : words) argv.push_back(w.data());
  return parse_serve(static_cast<int>(argv.size()), argv.data());
}

/// What it says on stderr when it refuses.
std::string refusal(std::vector<std::string> words) {
  testing::internal::CaptureStderr();
  const auto o = parse_words(std::move(words));
  auto text = testing::internal::GetCapturedStderr();
  EXPECT_FALSE(o);
  if (!o) {
    EXPECT_EQ(o.error(), 2);
  }
  return text;
}

TEST(ServeOptions, AreLocalByDefault) {
  const auto o = parse_words({});
  ASSERT_TRUE(o);
  EXPECT_EQ(o->address, "127.0.0.1");
  EXPECT_EQ(o->port, 8080);
  EXPECT_EQ(o->tls_port, 8443);
  EXPECT_EQ(o->proxy_port, std::nullopt);
  EXPECT_EQ(o->environments.size(), 2u);
  EXPECT_EQ(o->seed, "credentials");
  EXPECT_FALSE(o->remote);
  EXPECT_FALSE(o->memory);
  EXPECT_FALSE(o->data_directory.empty());
}

TEST(ServeOptions, TakeWhatIsAsked) {
  const auto o = parse_words({"--port", "0", "--no-tls", "--memory", "--seed", "demo", "--environment", "production", "--strict",
                              "--random-seed", "7", "--public-url", "https://ads.example/"});
  ASSERT_TRUE(o);
  EXPECT_EQ(o->port, 0);
  EXPECT_EQ(o->tls_port, std::nullopt);
  EXPECT_TRUE(o->memory);
  EXPECT_EQ(o->seed, "demo");
  EXPECT_EQ(o->environments, std::vector{world::Environment::production});
  EXPECT_TRUE(o->strict);
  EXPECT_EQ(o->random_seed, 7u);
  EXPECT_EQ(o->public_url, "https://ads.example");
}

TEST(ServeOptions, RefuseContradictions) {
  refusal({"--memory", "--data", "/tmp/x"});
  refusal({"--no-tls", "--tls-port", "1"});
  EXPECT_NE(refusal({"--no-tls", "--ca-file", "/tmp/ca.pem"}).find("needs TLS"), std::string::npos);
  refusal({"--environment", "staging"});
  refusal({"--port", "70000"});
  refusal({"--nonsense"});
  EXPECT_NE(refusal({"--no-tls", "--proxy-port", "0"}).find("needs TLS"), std::string::npos);
  EXPECT_NE(refusal({"--public-url", "ads.example"}).find("--public-url"), std::string::npos);
  EXPECT_NE(refusal({"--admin-token-file", "/nonexistent"}).find("admin token"), std::string::npos);
}

TEST(ServeOptions, LetOtherMachinesInOnlyWithCare) {
  EXPECT_NE(refusal({"--address", "0.0.0.0"}).find("--allow-remote"), std::string::npos);
  EXPECT_NE(refusal({"--address", "0.0.0.0", "--allow-remote", "--no-tls"}).find("TLS"), std::string::npos);
  EXPECT_NE(refusal({"--address", "0.0.0.0", "--allow-remote", "--port", "80"}).find("plain HTTP"), std::string::npos);
  EXPECT_NE(refusal({"--address", "0.0.0.0", "--allow-remote", "--seed", "demo"}).find("credentials"), std::string::npos);
  EXPECT_NE(refusal({"--address", "0.0.0.0", "--allow-remote", "--proxy-port", "0", "--proxy-pass-through"}).find("any host"),
            std::string::npos);
  const auto o = parse_words({"--address", "0.0.0.0", "--allow-remote"});
  ASSERT_TRUE(o);
  EXPECT_TRUE(o->remote);
  EXPECT_EQ(o->port, std::nullopt);
  EXPECT_EQ(o->seed, "none");
}

TEST(ServeOptions, KnowLoopback) {
  for (const auto* a : {"127.0.0.1", "127.1.2.3", "::1", "localhost"}) EXPECT_TRUE(is_loopback_address(a)) << a;
  for (const auto* a : {"0.0.0.0", "::", "10.0.0.1", "127.evil.example", "1127.0.0.1"}) EXPECT_FALSE(is_loopback_address(a)) << a;
}

TEST(ServeOptions, FindTheHostOfAUrl) {
  EXPECT_EQ(host_of("https://ads.example:8443/x"), "ads.example");
  EXPECT_EQ(host_of("http://[::1]:80"), "::1");
  EXPECT_EQ(host_of("ftp://x"), "");
  EXPECT_EQ(host_of("x"), "");
}

TEST(ServeOptions, StrictnessAndTheEndOfSoap) {
  auto o = parse_words({"--memory"});
  ASSERT_TRUE(o);
  EXPECT_FALSE(o->strict || o->real_limits || o->migrate_check);
  EXPECT_EQ(o->soap_end, 0);
  o = parse_words({"--real-limits", "--migrate-check", "--sunset", "--memory"});
  ASSERT_TRUE(o);
  EXPECT_TRUE(o->real_limits && o->migrate_check && o->memory);
  EXPECT_EQ(o->soap_end, world::soap_end_of("2027-01-31"));
  EXPECT_EQ(parse_words({"--sunset", "2026-12-31"})->soap_end, world::soap_end_of("2026-12-31"));
  EXPECT_NE(refusal({"--sunset", "soon"}).find("2027-01-31"), std::string::npos);
}

TEST(ServeOptions, TheContractOfAnswers) {
  EXPECT_EQ(parse_words({"--memory"})->contract, 0);
  EXPECT_EQ(parse_words({"--contract", "13.0.11"})->contract, 11);
  EXPECT_EQ(parse_words({"--contract", "newest"})->contract, schema::newest_contract());
  EXPECT_NE(refusal({"--contract", "12.0"}).find("13.0.1 to " + schema::contract_text(schema::newest_contract())),
            std::string::npos);
}

}  // namespace
}  // namespace adsbox::cli
