// What the SOAP reader takes, and what it says about what it does not take.
#include <gtest/gtest.h>

#include "adsbox/campaign_management.h"
#include "codec/codec.h"

namespace adsbox::codec {
namespace {

using namespace campaign_management;
using Code = DecodeError::Code;

const std::string ns = "https://bingads.microsoft.com/CampaignManagement/v13";

std::string envelope(const std::string& body, const std::string& header = "") {
  return "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" "
         "xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"><s:Header>" +
         header + "</s:Header><s:Body>" + body + "</s:Body></s:Envelope>";
}

std::string add(const std::string& campaign) {
  return envelope("<AddCampaignsRequest xmlns=\"" + ns + "\"><AccountId>7</AccountId><Campaigns><Campaign>" + campaign +
                  "</Campaign></Campaigns></AddCampaignsRequest>");
}

struct Outcome {
  box<AddCampaignsRequest> request = make<AddCampaignsRequest>();
  std::vector<Warning> warnings;
  std::optional<DecodeError> error;
  const Campaign& campaign() const { return *request->campaigns[0]; }
};

Outcome read(const std::string& document, bool strict = false) {
  Outcome out;
  SoapReader reader(document, {.strict = strict, .warnings = &out.warnings});
  if (auto opened = reader.open(); !opened) {
    out.error = opened.error();
  } else if (auto decoded = reader.read(schema::type_info(AddCampaignsRequest::type_id), *out.request); !decoded) {
    out.error = decoded.error();
  }
  return out;
}

TEST(SoapReader, KeepsAbsentNilAndEmptyApart) {
  const auto out = read(add("<FinalUrlSuffix/><Name i:nil=\"true\"/><Languages i:nil=\"true\"/>"));
  ASSERT_FALSE(out.error);
  EXPECT_TRUE(out.campaign().final_url_suffix.has_value());
  EXPECT_TRUE(out.campaign().final_url_suffix.empty());
  EXPECT_TRUE(out.campaign().name.is_nil());
  EXPECT_TRUE(out.campaign().tracking_url_template.is_absent());
  EXPECT_TRUE(out.campaign().languages.is_nil());
  EXPECT_TRUE(out.campaign().settings.is_absent());
}

TEST(SoapReader, EveryCutDocumentIsAnErrorAndNothingBehindItIsRead) {
  const auto whole =
      add("<!-- c --><Id>1</Id><Languages><a:string xmlns:a=\"http://schemas.microsoft.com/2003/10/Serialization/Arrays\">"
          "English</a:string></Languages><Name>Tea &amp; more</Name><Settings/>");
  ASSERT_FALSE(read(whole).error);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    // Exactly as many bytes as the document has: the sanitizer sees a read behind them.
    const auto bytes = std::make_unique<char[]>(size);
    std::copy_n(whole.data(), size, bytes.get());
    auto request = make<AddCampaignsRequest>();
    SoapReader reader(std::string_view(bytes.get(), size), {});
    EXPECT_FALSE(reader.open() && reader.read(schema::type_info(AddCampaignsRequest::type_id), *request)) << size;
  }
}

TEST(SoapReader, NilFalseWithContentIsTheContent) {
  const auto out = read(add("<Name i:nil=\"false\">Tea</Name>"));
  ASSERT_FALSE(out.error);
  EXPECT_EQ(out.campaign().name, "Tea");
}

TEST(SoapReader, TakesAnyPrefix) {
  const auto out = read(
      "<?xml version='1.0' encoding='UTF-8'?>\n<soap:Envelope "
      "xmlns:soap='http://schemas.xmlsoap.org/soap/envelope/'>\n<soap:Body>\n"
      "<q:AddCampaignsRequest xmlns:q='" +
      ns +
      "' xmlns:x='http://www.w3.org/2001/XMLSchema-instance'><q:AccountId> 12 </q:AccountId>"
      "<q:Campaigns><q:Campaign><q:BiddingScheme "
      "x:type='q:MaxClicksBiddingScheme'><q:MaxCpc><q:Amount>1.5</q:Amount></q:MaxCpc></q:BiddingScheme>"
      "<q:Name>Tea</q:Name></q:Campaign></q:Campaigns></q:AddCampaignsRequest></soap:Body></soap:Envelope>\n<!-- end -->\n");
  ASSERT_FALSE(out.error) << out.error->expected;
  EXPECT_EQ(out.request->account_id.value_or(0), 12);
  const auto* scheme = out.campaign().bidding_scheme.as<MaxClicksBiddingScheme>();
  ASSERT_NE(scheme, nullptr);
  EXPECT_EQ(scheme->max_cpc->amount.value_or(0), 1.5);
}

TEST(SoapReader, DecodesEntitiesCommentsAndCdata) {
  const auto out = read(add("<Name>a &amp; b &lt;&#x1F642;&#33;<!-- no --><![CDATA[<raw> & ]]>\r\nend</Name>"));
  ASSERT_FALSE(out.error) << out.error->expected;
  EXPECT_EQ(out.campaign().name.view(), "a & b <\xF0\x9F\x99\x82!<raw> & \nend");
}

TEST(SoapReader, SkipsUnknownAndMisplacedElementsWithAWarning) {
  const auto out = read(add("<Name>Tea</Name><Newer><Deep>1</Deep></Newer><DailyBudget>9</DailyBudget>"));
  ASSERT_FALSE(out.error) << out.error->expected;
  EXPECT_EQ(out.campaign().name, "Tea");
  EXPECT_TRUE(out.campaign().daily_budget.is_absent());  // it stands after Name: the order of the contract is DailyBudget, Name
  ASSERT_EQ(out.warnings.size(), 2u);
  EXPECT_EQ(out.warnings[0].code, Code::unknown_element);
  EXPECT_EQ(out.warnings[0].path, "AddCampaignsRequest.Campaigns[0]");
  EXPECT_EQ(out.warnings[1].code, Code::wrong_order);
}

TEST(SoapReader, EchoedEmptyElementsAreNoValues) {
  const auto out = read(add("<DailyBudget/><Id></Id>"));
  ASSERT_FALSE(out.error);
  EXPECT_FALSE(out.campaign().daily_budget.has_value());
  EXPECT_FALSE(out.campaign().id.has_value());
}

TEST(SoapReader, ResolvesReferencesToEarlierObjects) {
  const auto out = read(envelope("<AddCampaignsRequest xmlns=\"" + ns +
                                 "\"><Campaigns><Campaign id=\"ref1\"><Name>Tea</Name></Campaign><Campaign "
                                 "href=\"#ref1\"/></Campaigns></AddCampaignsRequest>"));
  ASSERT_FALSE(out.error) << out.error->expected;
  ASSERT_EQ(out.request->campaigns.size(), 2u);
  EXPECT_EQ(out.request->campaigns[1]->name, "Tea");
}

TEST(SoapReader, ReadsTheHeader) {
  const std::string document =
      "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Header xmlns=\"" + ns +
      "\"><Action "
      "s:mustUnderstand=\"1\">X</Action><AuthenticationToken>tok</AuthenticationToken><Unknown><a/></Unknown><CustomerId> 5 "
      "</CustomerId>"
      "<DeveloperToken>dev</DeveloperToken></s:Header><s:Body><GetUserRequest xmlns=\"u\"/></s:Body></s:Envelope>";
  SoapReader reader(document);
  ASSERT_TRUE(reader.open());
  EXPECT_EQ(reader.headers().authentication_token, "tok");
  EXPECT_EQ(reader.headers().customer_id, "5");
  EXPECT_EQ(reader.headers().developer_token, "dev");
  EXPECT_EQ(reader.body_name(), "GetUserRequest");
  EXPECT_EQ(reader.body_namespace(), "u");
}

struct Bad {
  const char* what;
  std::string document;
  Code code;
  const char* path;
  bool strict = false;
};

class BadInput : public ::testing::TestWithParam<Bad> {};

TEST_P(BadInput, IsRefusedWithItsReason) {
  const auto& bad = GetParam();
  const auto out = read(bad.document, bad.strict);
  ASSERT_TRUE(out.error) << bad.what;
  EXPECT_EQ(static_cast<int>(out.error->code), static_cast<int>(bad.code)) << bad.what << ": " << out.error->expected;
  EXPECT_EQ(out.error->path, bad.path) << bad.what;
  EXPECT_FALSE(out.error->expected.empty()) << bad.what;
}

const char* const campaign_path = "AddCampaignsRequest.Campaigns[0]";

INSTANTIATE_TEST_SUITE_P(
    Table, BadInput,
    ::testing::Values(
        Bad{"nothing", "", Code::malformed, ""}, Bad{"text", "hello", Code::malformed, ""},
        Bad{"cut", add("<Name>Tea</Name>").substr(0, 300), Code::malformed, ""},
        Bad{"another root", "<a/>", Code::not_an_envelope, ""},
        Bad{"SOAP 1.2", "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body/></s:Envelope>",
            Code::not_an_envelope, ""},
        Bad{"undeclared prefix", envelope("<q:AddCampaignsRequest/>"), Code::malformed, ""},
        Bad{"crossed tags", add("<Name>Tea</Id>"), Code::malformed, "AddCampaignsRequest.Campaigns[0].Name"},
        Bad{"unknown entity", add("<Name>&nbsp;</Name>"), Code::malformed, "AddCampaignsRequest.Campaigns[0].Name"},
        Bad{"forbidden character", add("<Name>&#0;</Name>"), Code::malformed, "AddCampaignsRequest.Campaigns[0].Name"},
        Bad{"raw control character", add("<Name>\x01</Name>"), Code::malformed, ""},
        Bad{"invalid UTF-8", add("<Name>\xff</Name>"), Code::invalid_utf8, ""},
        Bad{"UTF-16 declared", "<?xml version=\"1.0\" encoding=\"utf-16\"?>" + add(""), Code::invalid_utf8, ""},
        Bad{"DOCTYPE", "<!DOCTYPE a [<!ENTITY x \"y\">]>" + add(""), Code::forbidden_dtd, ""},
        Bad{"two roots", add("") + "<a/>", Code::malformed, ""},
        Bad{"wrong message", envelope("<AddBudgetsRequest xmlns=\"" + ns + "\"/>"), Code::unexpected_root, ""},
        Bad{"wrong namespace", envelope("<AddCampaignsRequest xmlns=\"urn:x\"/>"), Code::unexpected_root, ""},
        Bad{"not a number", add("<DailyBudget>ten</DailyBudget>"), Code::bad_value,
            "AddCampaignsRequest.Campaigns[0].DailyBudget"},
        Bad{"number overflow", add("<Id>9223372036854775808</Id>"), Code::overflow, "AddCampaignsRequest.Campaigns[0].Id"},
        Bad{"int overflow", add("<AudienceAdsBidAdjustment>2147483648</AudienceAdsBidAdjustment>"), Code::overflow,
            "AddCampaignsRequest.Campaigns[0].AudienceAdsBidAdjustment"},
        Bad{"elements in text", add("<Name><b>x</b></Name>"), Code::bad_value, "AddCampaignsRequest.Campaigns[0].Name"},
        Bad{"abstract type", add("<BiddingScheme/>"), Code::abstract_type, "AddCampaignsRequest.Campaigns[0].BiddingScheme"},
        Bad{"type of another family", add("<BiddingScheme i:type=\"TextAd\"/>"), Code::unknown_type,
            "AddCampaignsRequest.Campaigns[0].BiddingScheme"},
        Bad{"dangling reference", add("<BiddingScheme href=\"#none\"/>"), Code::dangling_reference,
            "AddCampaignsRequest.Campaigns[0].BiddingScheme"},
        Bad{"unknown element, strict", add("<Newer/>"), Code::unknown_element, campaign_path, true},
        Bad{"wrong order, strict", add("<Name>a</Name><DailyBudget>1</DailyBudget>"), Code::wrong_order, campaign_path, true},
        Bad{"unknown enum value, strict", add("<BudgetType>Weekly</BudgetType>"), Code::unknown_enum_value,
            "AddCampaignsRequest.Campaigns[0].BudgetType", true},
        Bad{"deep nesting", add([] {
              std::string deep;
              for (int i = 0; i < 1000; ++i) deep += "<x>";
              for (int i = 0; i < 1000; ++i) deep += "</x>";
              return deep;
            }()),
            Code::too_deep, ""}));

}  // namespace
}  // namespace adsbox::codec
