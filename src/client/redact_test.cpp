#include <gtest/gtest.h>

#include "adsbox/api_error.h"

namespace adsbox {
namespace {

TEST(Redact, HidesSecretsInJson) {
  EXPECT_EQ(redact(R"({"token_type":"Bearer","access_token":"EwA\"x","refresh_token" : "M.C1","expires_in":3599})"),
            R"({"token_type":"Bearer","access_token":"***","refresh_token" : "***","expires_in":3599})");
}

TEST(Redact, HidesSecretsInXml) {
  EXPECT_EQ(
      redact(
          R"(<h:AuthenticationToken xmlns:h="u">EwA</h:AuthenticationToken><CustomerId>7</CustomerId><DeveloperToken>BBD</DeveloperToken>)"),
      R"(<h:AuthenticationToken xmlns:h="u">***</h:AuthenticationToken><CustomerId>7</CustomerId><DeveloperToken>***</DeveloperToken>)");
  EXPECT_EQ(redact("<Password/><UserName>u</UserName>"), "<Password/><UserName>u</UserName>");
}

TEST(Redact, HidesSecretsInFormsAndAddresses) {
  EXPECT_EQ(redact("grant_type=authorization_code&code=M.R4&client_secret=s%20s&scope=a"),
            "grant_type=authorization_code&code=***&client_secret=***&scope=a");
  EXPECT_EQ(redact("https://x/nativeclient?code=M.R4&state=1"), "https://x/nativeclient?code=***&state=1");
  EXPECT_EQ(redact("https://x/#access_token=abc"), "https://x/#access_token=***");
}

TEST(Redact, HidesSecretsInHeaders) {
  EXPECT_EQ(redact("Authorization: Bearer EwA\r\nDeveloperToken: BBD\r\nCustomerId: 7\r\n"),
            "Authorization: ***\r\nDeveloperToken: ***\r\nCustomerId: 7\r\n");
}

TEST(Redact, KeepsErrorCodes) {
  EXPECT_EQ(redact(R"({"Code":105,"ErrorCode":"InvalidCredentials"})"), R"({"Code":105,"ErrorCode":"InvalidCredentials"})");
  EXPECT_EQ(redact("<Code>105</Code>"), "<Code>105</Code>");
}

TEST(Redact, SurvivesTruncation) {
  EXPECT_EQ(redact(R"({"access_token":"abc)"), R"({"access_token":"***)");
  EXPECT_EQ(redact(R"({"access_token":"abc\)"), R"({"access_token":"***)");
  EXPECT_EQ(redact("<AuthenticationToken"), "<AuthenticationToken");
  EXPECT_EQ(redact("<AuthenticationToken>x"), "<AuthenticationToken>***");
  EXPECT_EQ(redact("code="), "code=");
  EXPECT_EQ(redact(""), "");
}

}  // namespace
}  // namespace adsbox
