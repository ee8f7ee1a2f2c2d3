#include "journal/show.h"

#include <gtest/gtest.h>

#include "journal/har.h"
#include "journal/testing.h"

namespace adsbox::journal {
namespace {

constexpr std::string_view token = "EwAoA8l6BAAU-secret-access-token", developer = "BBD37VB98", password = "hunter2-hunter2";

/// The entry in every form that it is shown in.
std::string everything(const EntryPtr& e) {
  return details_of(*e) + har_of({e}, "1");
}

void expect_hidden(const EntryPtr& e, std::string_view secret) {
  const auto shown = everything(e);
  EXPECT_EQ(shown.find(secret), std::string::npos) << shown;
  EXPECT_NE(shown.find("[secret, " + std::to_string(secret.size()) + " characters, "), std::string::npos) << shown;
  EXPECT_TRUE(Json(details_of(*e)).valid());
  EXPECT_TRUE(Json(har_of({e}, "1")).valid());
}

std::string soap_header() {
  return "<AuthenticationToken>" + std::string(token) + "</AuthenticationToken><DeveloperToken>" + std::string(developer) +
         "</DeveloperToken><Password>" + std::string(password) + "</Password><CustomerId>7</CustomerId>";
}

constexpr std::string_view add_campaigns =
    "<AddCampaignsRequest "
    "xmlns=\"https://bingads.microsoft.com/CampaignManagement/v13\"><AccountId>180000001</AccountId><Campaigns>"
    "<Campaign><Name>Tea</Name></Campaign></Campaigns></AddCampaignsRequest>";

TEST(Show, DecodesSoapByTheContract) {
  auto s = Sample::soap("T", "AddCampaigns", soap_header(), add_campaigns);
  s.response.body =
      "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><AddCampaignsResponse "
      "xmlns=\"https://bingads.microsoft.com/CampaignManagement/v13\"><CampaignIds "
      "xmlns:a=\"http://schemas.datacontract.org/2004/07/System\"><a:long>5</a:long></CampaignIds><PartialErrors/>"
      "</AddCampaignsResponse></s:Body></s:Envelope>";
  s.exchange.spent[0] = std::chrono::microseconds(12);
  const Json shown(details_of(*s.entry()));
  ASSERT_TRUE(shown.valid()) << shown.text();
  const auto& body = shown["request"]["body"];
  EXPECT_EQ(body["Body"]["Campaigns"].items().at(0)["Name"].text(), "Tea");
  EXPECT_EQ(body["Header"]["CustomerId"].text(), "7");
  EXPECT_EQ(body["Header"]["DeveloperToken"].text(), mask(developer));
  EXPECT_EQ(shown["response"]["body"]["CampaignIds"].items().size(), 1u) << shown.text();
  EXPECT_EQ(shown["response"]["body_form"].text(), "json");
  EXPECT_EQ(shown["timing_us"]["decode"].integer(), 12);
  EXPECT_EQ(shown["operation"].text(), "AddCampaigns");
  EXPECT_EQ(shown["service"].text(), "CampaignManagement");
  EXPECT_EQ(shown["outcome"].text(), "ok");
  EXPECT_EQ(shown["time"].text(), "2026-03-02T12:00:00Z");
}

TEST(Show, TellsWhatWasRefused) {
  auto s = Sample::rest("T", "AddCampaigns", "{}");
  s.exchange.partial_errors.push_back({Error::CampaignServiceInvalidCampaignName,
                                       2,
                                       {},
                                       {},
                                       {"Campaign.Name.length", "Campaigns[2].Name", "x", "1..128", "a text"},
                                       -1});
  const Json shown(details_of(*s.entry()));
  EXPECT_EQ(shown["outcome"].text(), "partial");
  const auto& error = shown["partial_errors"].items().at(0);
  EXPECT_EQ(error["index"].integer(), 2);
  EXPECT_EQ(error["symbol"].text(), "CampaignServiceInvalidCampaignName");
  EXPECT_EQ(error["rule"].text(), "Campaign.Name.length");
  EXPECT_EQ(error["field"].text(), "Campaigns[2].Name");
  EXPECT_EQ(error["bound"].text(), "1..128");
  EXPECT_EQ(shown["errors"].items().at(0).text(), "CampaignServiceInvalidCampaignName");
}

TEST(Show, HidesSecretsOfSoap) {
  const auto e = Sample::soap("T", "AddCampaigns", soap_header(), add_campaigns).entry();
  for (const auto secret : {token, developer, password}) expect_hidden(e, secret);
}

TEST(Show, HidesSecretsOfMalformedMessages) {
  auto s = Sample::soap("T", "AddCampaigns", soap_header(), "<AddCampaignsRequest><");
  for (const auto secret : {token, developer, password}) expect_hidden(s.entry(), secret);
  // Cut within the token: there is no end tag.
  s.body.resize(s.body.find(token) + 12);
  expect_hidden(s.entry(), token.substr(0, 12));
  auto json = Sample::rest("T", "AddCampaigns", R"({"password": ["hunter2-hunter2"], "x": )");
  EXPECT_EQ(everything(json.entry()).find(password), std::string::npos);
}

TEST(Show, HidesSecretsOfHeadersFormsAndAddresses) {
  auto s = Sample::http("T");
  s.headers = {{"Authorization", "Bearer " + std::string(token)},
               {"DeveloperToken", std::string(developer)},
               {"Cookie", "session=cookie-value-1"},
               {"Content-Type", "application/x-www-form-urlencoded"}};
  s.target = "/common/oauth2/v2.0/token?code=M.R4-the-code&state=1";
  s.body = "grant_type=authorization_code&client_secret=abc%20def-ghi&code_verifier=verifier-verifier";
  s.response.set("Location", "https://x/nativeclient?code=another-code-1&state=1");
  s.response.set("Set-Cookie", "session=cookie-value-2; HttpOnly");
  s.response.content_type = "application/json";
  s.response.body =
      R"({"access_token":"at-0123456789","refresh_token":"rt-0123456789","id_token":"it-0123456789","expires_in":3599})";
  const auto e = s.entry();
  const auto shown = everything(e);
  for (const auto* secret : {"M.R4-the-code", "abc%20def-ghi", "abc def-ghi", "verifier-verifier", "another-code-1",
                             "cookie-value-1", "cookie-value-2", "at-0123456789", "rt-0123456789", "it-0123456789"})
    EXPECT_EQ(shown.find(secret), std::string::npos) << secret;
  expect_hidden(e, token);
  expect_hidden(e, developer);
  EXPECT_NE(shown.find("Bearer [secret, "), std::string::npos);
  const Json details(details_of(*e));
  EXPECT_EQ(details["request"]["body"]["grant_type"].text(), "authorization_code");
  EXPECT_EQ(details["request"]["body"]["client_secret"].text(), mask("abc def-ghi"));
  EXPECT_EQ(details["response"]["body"]["expires_in"].integer(), 3599);
}

TEST(Show, HidesSecretsWhereErrorsQuoteThem) {
  auto s = Sample::soap("T", "AddCampaigns", "<AuthenticationToken>EwA-first<b>EwA-second</b></AuthenticationToken>", "");
  s.refused(Error::ApiInputValidationError, {"input.bad_value", {}, "<b>EwA-second</b></AuthenticationToken>", {}, "text", 5});
  EXPECT_EQ(everything(s.entry()).find("EwA-second"), std::string::npos);
  // Known from the header, quoted in a sentence and in a body that names nothing.
  auto known = Sample::rest("T", "AddCampaigns", R"({"Name":"EwA-in-the-header"})");
  known.headers = {{"Authorization", "Bearer EwA-in-the-header"}};
  known.exchange.credential_notes = {"the token EwA-in-the-header is unknown"};
  known.exchange.warnings = {"X: EwA-in-the-header"};
  EXPECT_EQ(everything(known.entry()).find("EwA-in-the-header"), std::string::npos);
}

TEST(Show, SearchDoesNotFindSecrets) {
  Journal journal;
  Sample::soap("T", "AddCampaigns", soap_header(), add_campaigns).into(journal);
  EXPECT_TRUE(journal.select({.text = std::string(token)}).entries.empty());
  EXPECT_TRUE(journal.select({.text = std::string(token.substr(0, 5))}).entries.empty());
  EXPECT_EQ(journal.select({.text = mask(token)}).entries.size(), 1u);
}

TEST(Show, TheSameSecretLooksTheSame) {
  EXPECT_EQ(mask("abc"), "[secret, 3 characters, ba7816bf]");
}

TEST(Show, PagesAndBinaryBodiesAreOnlyNamed) {
  auto s = Sample::http("T");
  s.body = std::string("a\0b", 3);
  s.response.content_type = "text/html; charset=utf-8";
  s.response.body = "<input type=\"hidden\" name=\"code\" value=\"M.R4\">";
  const Json shown(details_of(*s.entry()));
  EXPECT_EQ(shown["request"]["body_form"].text(), "binary");
  EXPECT_EQ(shown["response"]["body_form"].text(), "html");
  EXPECT_EQ(everything(s.entry()).find("M.R4"), std::string::npos);
}

TEST(Har, HasWhatTheFormatAsksFor) {
  auto s = Sample::rest("T", "AddCampaigns", R"({"AccountId":1})");
  s.headers = {{"Content-Type", "application/json"}};
  s.target += "?a=b%20c&code=M.R4-code";
  s.response.body = "{}";
  const Json har(har_of({s.entry()}, "0.1"));
  ASSERT_TRUE(har.valid());
  const auto& log = har["log"];
  EXPECT_EQ(log["version"].text(), "1.2");
  const auto& entry = log["entries"].items().at(0);
  EXPECT_TRUE(
      entry["request"]["url"].text().starts_with("http://localhost:8080/CampaignManagement/v13/Campaigns?a=b%20c&code=%5B"));
  EXPECT_EQ(entry["request"]["queryString"].items().at(0)["value"].text(), "b c");
  EXPECT_EQ(entry["request"]["postData"]["text"].text(), s.body);
  EXPECT_EQ(entry["response"]["content"]["size"].integer(), 2);
  EXPECT_EQ(entry["_adsbox"]["tracking_id"].text(), "T");
}

}  // namespace
}  // namespace adsbox::journal
