#include <gtest/gtest.h>

#include "cli/operations.h"
#include "cli/recorder.h"
#include "cli/terminal.h"

namespace adsbox::cli {
namespace {

TEST(PrettyJson, LaysOut) {
  EXPECT_EQ(pretty_json(R"({"a":[1,2],"b":{},"c":[ ],"d":"x:{,}\"y"})"),
            "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {},\n  \"c\": [],\n  \"d\": \"x:{,}\\\"y\"\n}");
  EXPECT_EQ(pretty_json("{ \"a\" : 1 }"), "{\n  \"a\": 1\n}");
}

TEST(PrettyJson, LeavesOtherTextAlone) {
  for (const auto* t : {"", "<a>", "}", "{\"a", "]["}) EXPECT_EQ(pretty_json(t), t);
}

TEST(Shorten, CutsBetweenCharacters) {
  EXPECT_EQ(shorten("abc", 3), "abc");
  EXPECT_EQ(shorten("abcdef", 5), "ab...");
  EXPECT_EQ(shorten("a\xc3\xa4xyz", 5), "a...");
}

TEST(Names, AreFoundAsPeopleTypeThem) {
  for (const auto* n : {"CustomerManagement", "customer-management", "customermanagementservice"}) {
    const auto s = service_named(n);
    ASSERT_TRUE(s) << n;
    EXPECT_EQ(schema::text((*s)->name), "CustomerManagement");
    const auto o = operation_named(**s, "getuser");
    ASSERT_TRUE(o);
    EXPECT_EQ(schema::text((*o)->name), "GetUser");
  }
}

TEST(Names, SuggestWhatComesNear) {
  EXPECT_NE(service_named("Nothing").error().find("CampaignManagement"), std::string::npos);
  EXPECT_FALSE(service_named("Internal"));
  const auto& service = **service_named("CustomerManagement");
  EXPECT_NE(operation_named(service, "GetUsr").error().find("Did you mean GetUser"), std::string::npos);
  EXPECT_NE(operation_named(service, "account search").error().find("SearchAccounts"), std::string::npos);
  EXPECT_EQ(operation_named(service, "zzzzzzzzzz").error().find("Did you mean"), std::string::npos);
}

TEST(Recorder, ShowsExchangesWithoutSecrets) {
  const auto q = show_request(
      {.method = "POST", .url = "http://x/?code=C", .headers = {{"Authorization", "Bearer T"}}, .body = R"({"a":1})"});
  EXPECT_EQ(q, "  > POST http://x/?code=***\n  > Authorization: ***\n  > {\"a\":1}\n");
  const HttpResponse answer{.status = 200, .headers = {{"trackingid", "g"}}, .body = R"({"access_token":"T"})"};
  EXPECT_EQ(show_response(answer, false), "  < HTTP 200, TrackingId g\n  < {\"access_token\":\"***\"}\n");
  EXPECT_EQ(show_response(answer, true), "  < HTTP 200, TrackingId g\n  < {\n  <   \"access_token\": \"***\"\n  < }\n");
}

}  // namespace
}  // namespace adsbox::cli
