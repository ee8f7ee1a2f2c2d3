// Messages of one protocol made into those of the other, for every operation of the contract.
#include "migrate/message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adsbox/campaign_management.h"
#include "codec/testing/random_object.h"
#include "migrate/difference.h"
#include "migrate/forms.h"

namespace adsbox::migrate {
namespace {

using namespace campaign_management;
using testing::Contains;
using testing::HasSubstr;

TypedCall call_of(const schema::OperationInfo& operation, box<object> request) {
  TypedCall call;
  call.operation = &operation;
  call.request = std::move(request);
  call.headers.authentication_token = "tok<en";
  call.headers.developer_token = "BBD37VB98";
  call.headers.customer_id = "250000001";
  call.headers.customer_account_id = "180000001";
  return call;
}

/// Writes the call over a protocol, reads it, and says what got lost.
std::vector<Difference> lost(const TypedCall& call, Channel wire, TypedCall& read) {
  const Message like{wire, {}, {}, "localhost:8080", {}, {}, false};
  const auto message = encode(call, wire, like);
  if (!message) return {{"(encode)", message.error(), {}}};
  auto decoded = decode(*message, *call.operation);
  if (!decoded) return {{"(decode)", decoded.error(), message->body}};
  Comparison c;
  compare(*call.request, *decoded->request, false, c);
  read = std::move(*decoded);
  return c.differences;
}

TEST(Messages, EveryRequestSurvivesTheWayOverBothProtocols) {
  codec::testing::RandomObjects random(11);
  std::size_t both = 0;
  for (const auto& op : schema::contract.operations) {
    if (op.has(schema::OperationInfo::rest_only) || op.rest_method.size == 0) continue;
    ++both;
    for (int round = 0; round < 5; ++round) {
      const auto call = call_of(op, random.make(op.request, true));
      TypedCall over_soap, over_rest;
      const auto name = std::string(schema::text(op.name));
      for (const auto& d : lost(call, Channel::soap, over_soap)) FAIL() << name << " " << d.path << ": " << d.a << " / " << d.b;
      for (const auto& d : lost(over_soap, Channel::rest, over_rest))
        FAIL() << name << " " << d.path << ": " << d.a << " / " << d.b;
      EXPECT_EQ(over_rest.headers.authentication_token, call.headers.authentication_token);
      EXPECT_EQ(over_rest.headers.developer_token, call.headers.developer_token);
    }
  }
  EXPECT_GT(both, 250u);
}

TEST(Messages, WhatAProtocolDoesNotHaveIsSaid) {
  const auto& service = *schema::find_service("CampaignManagement");
  const auto& op = *schema::find_operation(service, "GetLinkedInSegments");
  const auto call = call_of(op, box<object>(create_object(op.request)));
  EXPECT_THAT(encode(call, Channel::soap, {}).error(), HasSubstr("REST alone"));
  EXPECT_TRUE(encode(call, Channel::rest, {}));
}

TEST(Messages, ReadsWhatPeopleHaveInFiles) {
  const auto rest = read_message(
      "POST https://campaign.api.sandbox.bingads.microsoft.com/CampaignManagement/v13/Campaigns/QueryByAccountId HTTP/1.1\r\n"
      "Authorization: Bearer abc\r\nDeveloperToken: BBD37VB98\r\n\r\n{\"AccountId\":\"1\"}\n");
  ASSERT_TRUE(rest) << rest.error();
  EXPECT_EQ(schema::text(rest->operation->name), "GetCampaignsByAccountId");
  EXPECT_EQ(rest->message.host, "campaign.api.sandbox.bingads.microsoft.com");
  EXPECT_TRUE(rest->message.tls);
  EXPECT_EQ(rest->message.body, "{\"AccountId\":\"1\"}");
  const auto call = decode(rest->message, *rest->operation);
  ASSERT_TRUE(call) << call.error();
  EXPECT_EQ(call->headers.authentication_token, "abc");

  const auto soap = encode(*call, Channel::soap, rest->message);
  ASSERT_TRUE(soap);
  const auto again = read_message(soap->body);
  ASSERT_TRUE(again) << again.error();
  EXPECT_EQ(again->operation, rest->operation);
  EXPECT_EQ(again->message.target, "/Api/Advertiser/CampaignManagement/v13/CampaignManagementService.svc");

  // An envelope with its HTTP head, as a recording of traffic has it.
  EXPECT_TRUE(read_message("POST /x HTTP/1.1\nSOAPAction: GetCampaignsByAccountId\n\n" + soap->body));
}

TEST(Messages, SaysWhatIsWrongWithAFile) {
  for (const auto* text :
       {"", "{\"AccountId\":1}", "hello", "<x/>", "POST /Nothing/v13/Nowhere\n\n{}", "POST /x\nno header\n\n{}"})
    EXPECT_FALSE(read_message(text)) << text;
}

TEST(Messages, ReplacesACredentialWhereItStands) {
  const auto& service = *schema::find_service("CampaignManagement");
  const auto& op = *schema::find_operation(service, "GetCampaignsByAccountId");
  const auto call = call_of(op, box<object>(create_object(op.request)));
  for (const auto wire : {Channel::soap, Channel::rest}) {
    auto message = *encode(call, wire, {});
    replace_credential(message, "DeveloperToken", "BBD37VB98", "OTHER");
    replace_credential(message, "DeveloperToken", "", "nothing");
    const auto read = decode(message, op);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->headers.developer_token, "OTHER");
    EXPECT_EQ(read->headers.authentication_token, "tok<en");
  }
}

TEST(Forms, TellWhatIsWrittenInAnotherWay) {
  AddCampaignsRequest request;
  request.account_id = 180000001;
  auto campaign = make<Campaign>();
  campaign->name = "Tea";
  campaign->tracking_url_template = nil;
  campaign->bidding_scheme = make<EnhancedCpcBiddingScheme>();
  request.campaigns.set_empty();
  request.campaigns.push_back(campaign);
  request.campaigns.push_back(campaign);
  const auto forms = forms_of(request);
  std::vector<std::string> texts;
  for (const auto& f : forms) texts.push_back(f.member + ": " + f.soap + " -> " + f.rest);
  EXPECT_THAT(texts,
              testing::UnorderedElementsAre(
                  "AccountId: <AccountId>180000001</AccountId> -> \"AccountId\": \"180000001\"",
                  "Campaigns: <Campaigns><Campaign>...</Campaign></Campaigns> -> \"Campaigns\": [...]",
                  "Campaigns[].TrackingUrlTemplate: <TrackingUrlTemplate i:nil=\"true\"/> -> \"TrackingUrlTemplate\": null",
                  "Campaigns[].BiddingScheme: <BiddingScheme i:type=\"EnhancedCpcBiddingScheme\"> -> \"Type\": "
                  "\"EnhancedCpc\""));
}

}  // namespace
}  // namespace adsbox::migrate
