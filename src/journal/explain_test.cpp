#include "journal/explain.h"

#include <gtest/gtest.h>

#include "journal/routes.h"
#include "journal/suggest.h"
#include "journal/testing.h"

namespace adsbox::journal {
namespace {

using Names = std::vector<std::string>;

constexpr std::string_view ns = "xmlns=\"https://bingads.microsoft.com/CampaignManagement/v13\"";

const schema::OperationInfo& add_campaigns() {
  return operation("CampaignManagement", "AddCampaigns");
}

TEST(Suggest, FindsSlips) {
  EXPECT_EQ(nearest("DailyBudgett", {"DailyBudget", "BudgetId", "Name"}), Names{"DailyBudget"});
  EXPECT_EQ(nearest("Nmae", {"DailyBudget", "Name"}), Names{"Name"});
  EXPECT_EQ(nearest("dailybudget", {"DailyBudget"}), Names{"DailyBudget"});
  EXPECT_EQ(nearest("Zzzzzzz", {"DailyBudget", "Name"}), Names{});
  EXPECT_EQ(nearest("", {"A"}), Names{});
  EXPECT_EQ(nearest("TargetRoas", {"TargetCpa", "TargetRoasBiddingScheme"}), Names{"TargetRoasBiddingScheme"});
}

TEST(Suggest, KnowsWhatMayStandThere) {
  EXPECT_EQ(members_near(add_campaigns(), "AddCampaignsRequest.Campaigns[0]", "DailyBudgett"), Names{"DailyBudget"});
  EXPECT_EQ(members_near(add_campaigns(), "Campaigns[0].DailyBudgett", "DailyBudgett"), Names{"DailyBudget"});
  EXPECT_EQ(members_near(add_campaigns(), "AddCampaignsRequest", "Campaings"), Names{"Campaigns"});
  // A member of a derived type only.
  EXPECT_EQ(members_near(add_campaigns(), "AddCampaignsRequest.Campaigns[0].BiddingScheme", "MaxCpcc").front(), "MaxCpc");
  EXPECT_EQ(values_near(add_campaigns(), "AddCampaignsRequest.Campaigns[0].Status", "Pausd"), Names{"Paused"});
  EXPECT_EQ(types_near(add_campaigns(), "AddCampaignsRequest.Campaigns[0].BiddingScheme", "ns:MaxClickBiddingScheme").front(),
            "MaxClicksBiddingScheme");
  const auto& service = *schema::find_service("CampaignManagement");
  EXPECT_EQ(operations_near(service, "AddCampaing", false).front(), "AddCampaigns");
  EXPECT_EQ(operations_near(service, "POST /CampaignManagement/v13/Campaign", true).front(),
            "POST /CampaignManagement/v13/Campaigns");
}

TEST(Explain, TellsRuleFieldBoundAndWhatWouldHaveBeenAccepted) {
  auto s = Sample::rest("T-7", "AddCampaigns", "{}");
  s.exchange.user_name = "someone@outlook-int.com";
  s.exchange.partial_errors.push_back(
      {Error::CampaignServiceInvalidCampaignName,
       1,
       {},
       {},
       {"Campaign.Name.length", "Campaigns[1].Name", "(300 characters)", "1..128", "a text of 1..128 characters"},
       -1});
  const auto x = explain(s.entry());
  const Json json(json_of(x));
  ASSERT_TRUE(json.valid());
  const auto& reason = json["reasons"].items().at(0);
  EXPECT_EQ(reason["index"].integer(), 1);
  EXPECT_EQ(reason["rule"].text(), "Campaign.Name.length");
  EXPECT_EQ(reason["field"].text(), "Campaigns[1].Name");
  EXPECT_EQ(reason["bound"].text(), "1..128");
  EXPECT_EQ(reason["expected"].text(), "a text of 1..128 characters");
  const auto text = text_of(x);
  for (const auto* part : {"CampaignManagement AddCampaigns over REST in the world sandbox by someone@outlook-int.com", "T-7",
                           "item 1: ", "CampaignServiceInvalidCampaignName", "Campaigns[1].Name", "1..128"})
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
}

TEST(Explain, ShowsWhereMalformedInputBrokeOff) {
  auto s =
      Sample::soap("T", "AddCampaigns", "",
                   "\n<AddCampaignsRequest " + std::string(ns) + ">\n<Campaigns><Campaign>\n  <DailyBudgett>1</DailyBudgett>\n");
  const auto after = s.body.find("<DailyBudgett>") + std::string_view("<DailyBudgett>").size();
  s.refused(Error::ApiInputValidationError, {"input.unknown_element",
                                             "AddCampaignsRequest.Campaigns[0]",
                                             "DailyBudgett",
                                             {},
                                             "one of AudienceAdsBidAdjustment",
                                             static_cast<std::int64_t>(after)});
  const auto x = explain(s.entry());
  const Json json(json_of(x));
  const auto& reason = json["reasons"].items().at(0);
  EXPECT_EQ(reason["line"].integer(), 4);
  EXPECT_EQ(reason["column"].integer(), 4);
  EXPECT_EQ(reason["excerpt"].text(), "  <DailyBudgett>1</DailyBudgett>");
  EXPECT_EQ(reason["caret"].text(), "   ^");
  EXPECT_EQ(reason["did_you_mean"].items().at(0).text(), "DailyBudget");
  EXPECT_NE(text_of(x).find("Did you mean DailyBudget?"), std::string::npos);
}

TEST(Explain, NamesTheOperationThatWasMeant) {
  auto s = Sample::soap("T", "AddCampaigns", "", "<AddCampaingsRequest " + std::string(ns) + "/>");
  s.exchange.operation = nullptr;
  s.refused(Error::OperationNotSupported,
            {"input.unknown_operation", {}, "AddCampaings", {}, "a request element of CampaignManagement"});
  EXPECT_EQ(explain(s.entry()).reasons.front().did_you_mean.front(), "AddCampaigns");
}

TEST(Explain, TellsOfAnOlderContract) {
  auto s = Sample::rest("T", "GetCampaignsByAccountId", "{}");
  EXPECT_EQ(text_of(explain(s.entry())).find("for contract"), std::string::npos);
  s.exchange.contract = 11;
  EXPECT_NE(text_of(explain(s.entry())).find("for contract 13.0.11"), std::string::npos);
}

TEST(Explain, TellsWhatWasIgnored) {
  auto s = Sample::rest("T", "AddCampaigns", "{}");
  s.exchange.warnings = {"ignored Campaigns[0].DailyBudgett: DailyBudgett", "ignored Campaigns[0].Status: Pausd"};
  const auto x = explain(s.entry());
  EXPECT_EQ(x.warnings.at(0).did_you_mean, Names{"DailyBudget"});
  EXPECT_EQ(x.warnings.at(1).did_you_mean, Names{"Paused"});
  EXPECT_NE(text_of(x).find("parts of it were ignored"), std::string::npos);
}

TEST(Explain, TellsCredentialsAndInjectedFaults) {
  auto s = Sample::rest("T", "AddCampaigns", "{}");
  s.exchange.credential_notes = {"AuthenticationToken: expired at 2026-03-02T11:00:00Z"};
  s.exchange.fired = {"f-1"};
  s.refused(Error::InvalidCredentials, {"fault.f-1", {}, {}, {}, "nothing: the fault was injected"});
  const auto text = text_of(explain(s.entry()));
  for (const auto* part : {"An injected fault refused the call", "f-1", "expired at 2026-03-02T11:00:00Z"})
    EXPECT_NE(text.find(part), std::string::npos) << text;
}

TEST(Explain, TakesTheWordsOfASignInsAnswer) {
  auto s = Sample::http("T");
  s.response.status = 400;
  s.response.body = R"({"error":"invalid_grant","error_description":"AADSTS70008: expired"})";
  EXPECT_EQ(explain(s.entry()).summary, "Answered with HTTP 400: invalid_grant: AADSTS70008: expired");
}

TEST(Explain, SurvivesOddOffsetsAndValues) {
  for (const std::int64_t offset : {std::int64_t{-1}, std::int64_t{0}, std::int64_t{2}, std::int64_t{1'000'000}}) {
    auto s = Sample::rest("T", "AddCampaigns", "{\xff");
    s.refused(Error::ApiInputValidationError, {"input.malformed", "a..b[", std::string("\0\xff", 2), {}, "x", offset});
    EXPECT_TRUE(Json(json_of(explain(s.entry()))).valid());
  }
}

class Routes : public testing::Test {
 protected:
  control::Result get(std::string_view path, std::map<std::string, std::string, std::less<>> query = {},
                      std::map<std::string, std::string, std::less<>> in_path = {}) {
    for (const auto& r : all_)
      if (r.path == path && r.method == "GET") return r.run({request_, std::move(in_path), std::move(query), {}});
    ADD_FAILURE() << path;
    return control::refuse(0, "");
  }
  Journal journal_;
  net::Request request_;
  std::vector<control::Route> all_ = routes(journal_, "1");
};

TEST_F(Routes, ListAndShow) {
  Sample::rest("T-1", "AddCampaigns", "{}").into(journal_);
  Sample::http("T-2").into(journal_);
  const Json list(get("/requests", {{"operation", "AddCampaigns"}, {"after", "0"}})->body);
  EXPECT_EQ(list["requests"].items().size(), 1u);
  EXPECT_EQ(list["last"].integer(), 2);
  EXPECT_EQ(list["kept"].integer(), 2);
  EXPECT_EQ(Json(get("/requests/{id}", {}, {{"id", "T-1"}})->body)["sequence"].integer(), 1);
  EXPECT_EQ(Json(get("/requests/{id}", {}, {{"id", "2"}})->body)["tracking_id"].text(), "T-2");
  EXPECT_TRUE(Json(get("/requests.har")->body).valid());
}

TEST_F(Routes, RefuseWhatMakesNoSense) {
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{{"status", "abc"},
                                                                                    {"status", "9xx"},
                                                                                    {"since", "yesterday"},
                                                                                    {"after", "-1"},
                                                                                    {"limit", "0"},
                                                                                    {"limit", "1001"},
                                                                                    {"wait", "61"}}) {
    const auto r = get("/requests", {{name, value}});
    ASSERT_FALSE(r) << name << value;
    EXPECT_EQ(r.error().status, 400);
  }
}

TEST_F(Routes, ExplainAsTextOrJson) {
  Sample::rest("T-1", "AddCampaigns", "{}").into(journal_);
  EXPECT_TRUE(Json(get("/explain/{tracking_id}", {}, {{"tracking_id", "t-1"}})->body).valid());
  EXPECT_TRUE(
      get("/explain/{tracking_id}", {{"format", "text"}}, {{"tracking_id", "T-1"}})->content_type.starts_with("text/plain"));
  request_.headers = {{"Accept", "text/plain"}};
  EXPECT_TRUE(get("/explain/{tracking_id}", {}, {{"tracking_id", "T-1"}})->content_type.starts_with("text/plain"));
  const auto unknown = get("/explain/{tracking_id}", {}, {{"tracking_id", "nope"}});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().status, 404);
  EXPECT_NE(unknown.error().message.find("reaches back to 2026-03-02T12:00:00Z"), std::string::npos) << unknown.error().message;
}

}  // namespace
}  // namespace adsbox::journal
