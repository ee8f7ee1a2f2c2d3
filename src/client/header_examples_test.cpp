// The examples at the top of the public headers, compiled. The test holds their text against this file, so that a reader
// copies what is known to compile.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

// client.h
#include "adsbox/client.h"
#include "adsbox/customer_management.h"

void print_user(const std::string& access_token) {
  using namespace adsbox;
  ServiceClient client({.environment = Environment::at("http://127.0.0.1:8080"),
                        .developer_token = "BBD37VB98",
                        .token = fixed_token(access_token)});
  auto answer = client.call<customer_management::GetUser>({});
  if (answer)
    std::printf("user %ld\n", static_cast<long>(answer->user->id.value_or(0)));
  else
    std::puts(answer.error().describe().c_str());
}
// oauth.h
#include "adsbox/oauth.h"

std::string get_token() {
  using namespace adsbox;
  OAuthClient oauth(Environment::at("http://127.0.0.1:8080"), {.client_id = "4c0b021c-00c3-4508-838f-d3127e8167ff"});
  // Without a browser: the server consents by itself. With one: send the user to authorize_url(), then parse_redirect().
  auto tokens = oauth.sign_in_headless("someone@outlook-int.com");
  return tokens ? tokens->access_token : tokens.error().describe();
}
// end

namespace {

std::string read(const std::string& path) {
  std::ostringstream s;
  s << std::ifstream(path).rdbuf();
  return s.str();
}

/// The comment lines of `header` from its first #include on, without their slashes and up to the closing brace.
std::string example_of(const std::string& header) {
  std::istringstream in(read(std::string(ADSBOX_SOURCE_DIR) + "/include/adsbox/" + header));
  std::string example;
  for (std::string line; std::getline(in, line) && line.starts_with("//");) {
    line.erase(0, 2);
    if (line.starts_with("   ")) example += line.substr(3) + "\n";
    if (line.empty() && !example.empty()) example += "\n";
    if (line == "   }") break;
  }
  return example;
}

TEST(HeaderExamples, AreTheOnesCompiledHere) {
  const auto source = read(__FILE__);
  for (const std::string header : {"client.h", "oauth.h"}) {
    const auto example = example_of(header);
    ASSERT_FALSE(example.empty()) << header;
    EXPECT_NE(source.find("// " + header + "\n" + example), std::string::npos) << header << ":\n" << example;
  }
}

}  // namespace
