#include "cli/arguments.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>

namespace adsbox::cli {
namespace {

struct Folder {
  std::string path;
  Folder() {
    std::string pattern = std::filesystem::temp_directory_path() / "adsbox-cli-XXXXXX";
    path = mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path); }
};

std::optional<int> parse_words(Parser& app, std::vector<std::string> words) {
  std::vector<char*> argv;
  words.insert(words.begin(), "x");
  for (auto& w : words) argv.push_back(w.data());
  return parse(app, static_cast<int>(argv.size()), argv.data());
}

TEST(Target, ChoosesTheEnvironment) {
  const auto url = [](std::vector<std::string> words) {
    Parser app("", "x");
    Target t;
    t.add_to(app);
    EXPECT_EQ(parse_words(app, std::move(words)), std::nullopt);
    return t.environment().service_url("campaign", "/p");
  };
  EXPECT_EQ(url({}), "http://127.0.0.1:8080/p");
  EXPECT_EQ(url({"--url", "https://box:8443/"}), "https://box:8443/p");
  EXPECT_EQ(url({"--sandbox"}), "https://campaign.api.sandbox.bingads.microsoft.com/p");
  EXPECT_EQ(url({"--production"}), "https://campaign.api.bingads.microsoft.com/p");
}

TEST(Target, IsOneEnvironmentOnly) {
  Parser app("", "x");
  Target t;
  t.add_to(app);
  testing::internal::CaptureStderr();
  EXPECT_EQ(parse_words(app, {"--sandbox", "--production"}), 2);
  EXPECT_NE(testing::internal::GetCapturedStderr().find("--help tells more"), std::string::npos);
}

TEST(Caller, KnowsTheSeedsOfAdsbox) {
  Caller c;
  EXPECT_EQ(c.complete(Target{}), std::nullopt);
  EXPECT_EQ(c.developer_token, "BBD37VB98");
  EXPECT_EQ(c.user, "someone@outlook-int.com");
  EXPECT_FALSE(c.client_id.empty());
}

TEST(Caller, AsksForWhatTheRealServiceNeeds) {
  Target production;
  production.production = true;
  Caller c;
  EXPECT_NE(c.complete(production)->find("--client-id"), std::string::npos);
  c.client_id = "mine";
  EXPECT_NE(c.complete(production)->find("--developer-token"), std::string::npos);
  c.developer_token = "DT";
  EXPECT_EQ(c.complete(production), std::nullopt);
  EXPECT_TRUE(c.user.empty());
}

TEST(Secret, IsReadableByItsOwnerOnly) {
  const Folder folder;
  const auto path = folder.path + "/token";
  ASSERT_EQ(write_secret(path, "first"), std::nullopt);
  ASSERT_EQ(chmod(path.c_str(), 0644), 0);
  ASSERT_EQ(write_secret(path, "second"), std::nullopt);
  struct stat s{};
  ASSERT_EQ(stat(path.c_str(), &s), 0);
  EXPECT_EQ(s.st_mode & 0777, 0600u);
  EXPECT_EQ(read_file(path), "second");
  EXPECT_FALSE(std::filesystem::exists(path + ".new"));
}

TEST(Secret, TellsWhyItCannotBeWritten) {
  const Folder folder;
  const auto problem = write_secret(folder.path + "/none/token", "x");
  ASSERT_TRUE(problem);
  EXPECT_NE(problem->find("No such file"), std::string::npos);
  EXPECT_EQ(read_file(folder.path + "/none/token"), std::nullopt);
}

}  // namespace
}  // namespace adsbox::cli
