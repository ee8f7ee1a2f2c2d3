#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adsbox/campaign_management.h"
#include "adsbox/client.h"
#include "adsbox/customer_management.h"
#include "adsbox/fake_transport.h"
#include "client/wire.h"

namespace adsbox {
namespace {

using namespace std::chrono_literals;
using campaign_management::AddCampaigns;
using campaign_management::GetCampaignsByAccountId;
using customer_management::GetUser;
using testing::HasSubstr;
using testing::Not;

struct Client : testing::TestWithParam<Protocol> {
  std::shared_ptr<FakeTransport> fake = std::make_shared<FakeTransport>();
  std::vector<std::chrono::milliseconds> slept;
  std::vector<std::string> log;

  ServiceClient client(TokenSource token = fixed_token("to&ken")) {
    ClientOptions o{.environment = Environment::at("http://box"),
                    .protocol = GetParam(),
                    .developer_token = "DEV",
                    .token = std::move(token),
                    .customer_id = 11,
                    .customer_account_id = 22,
                    .transport = fake};
    o.retry.sleep = [this](std::chrono::milliseconds d) { slept.push_back(d); };
    o.retry.random = [] { return 0.5; };
    o.log = [this](std::string_view line) { log.emplace_back(line); };
    o.log_bodies = true;
    return ServiceClient(std::move(o));
  }
  static bool soap() { return GetParam() == Protocol::soap; }
  static std::string envelope(std::string_view body) {
    return "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Header><h:TrackingId "
           "xmlns:h=\"https://bingads.microsoft.com/Customer/v13\">guid-1</h:TrackingId></s:Header><s:Body>" +
           std::string(body) + "</s:Body></s:Envelope>";
  }
  void push_user() {
    if (soap()) {
      fake->push(
          {.status = 200,
           .body = envelope(
               "<GetUserResponse xmlns=\"https://bingads.microsoft.com/Customer/v13\"><User "
               "xmlns:e=\"https://bingads.microsoft.com/Customer/v13/Entities\"><e:Id>7</e:Id></User></GetUserResponse>")});
    } else {
      fake->push({.status = 200, .headers = {{"TrackingId", "guid-1"}}, .body = R"({"User":{"Id":"7"}})"});
    }
  }
  void push_fault(int rest_status, int code, std::string_view symbol, HttpHeaders headers = {}) {
    const auto c = std::to_string(code);
    if (soap()) {
      fake->push(
          {.status = 500,
           .headers = headers,
           .body = envelope("<s:Fault><faultcode>s:Server</faultcode><faultstring>Invalid client data.</faultstring><detail>"
                            "<AdApiFaultDetail xmlns=\"https://adapi.microsoft.com\"><TrackingId>guid-2</TrackingId><Errors>"
                            "<AdApiError><Code>" +
                            c + "</Code><ErrorCode>" + std::string(symbol) +
                            "</ErrorCode><Message>no</Message></AdApiError></Errors></AdApiFaultDetail></detail></s:Fault>")});
    } else {
      fake->push({.status = rest_status,
                  .headers = headers,
                  .body = R"({"TrackingId":"guid-2","Type":"AdApiFaultDetail","Errors":[{"Code":)" + c +
                          R"(,"Detail":null,"ErrorCode":")" + std::string(symbol) + R"(","Message":"no"}]})"});
    }
  }
};

TEST_P(Client, CallsAnOperation) {
  push_user();
  GetUser::Request request;
  request.user_id = 7;
  const auto answer = client().call<GetUser>(request);
  ASSERT_TRUE(answer) << answer.error().describe();
  EXPECT_EQ(answer->user->id.value_or(0), 7);
  const auto& sent = fake->requests.at(0);
  EXPECT_EQ(sent.method, "POST");
  if (soap()) {
    EXPECT_EQ(sent.url, "http://box/Api/CustomerManagement/v13/CustomerManagementService.svc");
    EXPECT_THAT(sent.headers, testing::Contains(std::pair<std::string, std::string>("SOAPAction", "\"GetUser\"")));
    EXPECT_THAT(sent.body, HasSubstr(">to&amp;ken</AuthenticationToken>"));
    EXPECT_THAT(sent.body, HasSubstr(">DEV</DeveloperToken>"));
    EXPECT_THAT(sent.body, HasSubstr("UserId>7</"));
  } else {
    EXPECT_EQ(sent.url, "http://box/CustomerManagement/v13/User/Query");
    EXPECT_THAT(sent.headers, testing::Contains(std::pair<std::string, std::string>("Authorization", "Bearer to&ken")));
    EXPECT_THAT(sent.headers, testing::Contains(std::pair<std::string, std::string>("DeveloperToken", "DEV")));
    EXPECT_EQ(sent.body, R"({"UserId":"7"})");
  }
}

TEST_P(Client, SendsCustomerAndAccountOnlyWhereTheServiceWantsThem) {
  push_user();
  ASSERT_TRUE(client().call<GetUser>({}));
  push_user();
  (void)client().call<GetCampaignsByAccountId>({});
  const auto text = [this](std::size_t i) {
    std::string s = fake->requests.at(i).body;
    for (const auto& [n, v] : fake->requests.at(i).headers) s += n + "=" + v + ";";
    return s;
  };
  EXPECT_THAT(text(0), Not(HasSubstr("CustomerAccountId")));
  EXPECT_THAT(text(1), HasSubstr("CustomerAccountId"));
  EXPECT_THAT(text(1), HasSubstr("22"));
}

TEST_P(Client, ReadsAFault) {
  push_fault(401, 105, "InvalidCredentials");
  const auto answer = client().call<GetUser>({});
  ASSERT_FALSE(answer);
  const auto& e = answer.error();
  EXPECT_EQ(e.kind, ApiError::Kind::fault) << e.describe();
  EXPECT_EQ(e.fault_type, "AdApiFaultDetail");
  EXPECT_EQ(e.code, 105);
  EXPECT_EQ(e.symbol, "InvalidCredentials");
  EXPECT_EQ(e.message, "no");
  EXPECT_EQ(e.tracking_id, "guid-2");
  EXPECT_EQ(e.http_status, soap() ? 500 : 401);
  EXPECT_FALSE(e.raw_response.empty());
  EXPECT_EQ(e.attempts, 1);
  EXPECT_THAT(e.describe(), HasSubstr("105 InvalidCredentials: no"));
}

TEST_P(Client, ReadsOperationAndBatchErrors) {
  if (soap()) {
    fake->push(
        {.status = 500,
         .body = envelope("<s:Fault><faultcode>s:Server</faultcode><faultstring>x</faultstring><detail><ApiFaultDetail "
                          "xmlns=\"https://bingads.microsoft.com/CampaignManagement/v13\"><TrackingId "
                          "xmlns=\"https://adapi.microsoft.com\">guid-3</TrackingId><BatchErrors><BatchError><Code>1115</Code>"
                          "<ErrorCode>Twice</ErrorCode><FieldPath>Name</FieldPath><Index>1</Index></BatchError></BatchErrors>"
                          "<OperationErrors/></ApiFaultDetail></detail></s:Fault>")});
  } else {
    fake->push({.status = 400,
                .body =
                    R"({"ApplicationFault":{"Type":"ApiFaultDetail","TrackingId":"guid-3","OperationErrors":[],)"
                    R"("BatchErrors":[{"Code":1115,"ErrorCode":"Twice","FieldPath":"Name","Index":1,"Type":"BatchError"}]}})"});
  }
  const auto answer = client().call<AddCampaigns>({});
  ASSERT_FALSE(answer);
  const auto& e = answer.error();
  EXPECT_EQ(e.fault_type, "ApiFaultDetail") << e.describe();
  EXPECT_EQ(e.tracking_id, "guid-3");
  ASSERT_EQ(e.batch_errors.size(), 1u);
  EXPECT_EQ(e.batch_errors[0].index, 1);
  EXPECT_EQ(e.batch_errors[0].field_path, "Name");
  EXPECT_EQ(e.code, 1115);
  EXPECT_THAT(e.describe(), HasSubstr("item 1: 1115 Twice (Name)"));
}

TEST_P(Client, WaitsWhenThrottledAndTriesAgain) {
  push_fault(429, 117, "CallRateExceeded", {{"Retry-After", "3"}});
  push_fault(429, 117, "CallRateExceeded", {{"Retry-After", "in a while"}});
  push_user();
  const auto answer = client().call<GetUser>({});
  ASSERT_TRUE(answer) << answer.error().describe();
  EXPECT_EQ(slept, (std::vector<std::chrono::milliseconds>{3s, 66s}));
}

TEST_P(Client, GivesUpAfterTheLastAttempt) {
  for (int i = 0; i < 5; ++i) push_fault(429, 117, "CallRateExceeded", {{"Retry-After", "1"}});
  const auto answer = client().call<GetUser>({});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().attempts, 4);
  EXPECT_EQ(slept.size(), 3u);
  EXPECT_TRUE(answer.error().throttled());
}

TEST_P(Client, RepeatsReadsButNotWritesWhenTheConnectionBreaks) {
  fake->push(TransportError{"reset", true});
  push_user();
  EXPECT_TRUE(client().call<GetUser>({}));
  fake->push(TransportError{"reset", true});
  push_user();
  const auto write = client().call<AddCampaigns>({});
  ASSERT_FALSE(write);
  EXPECT_EQ(write.error().kind, ApiError::Kind::transport);
  EXPECT_EQ(write.error().message, "reset");
}

TEST_P(Client, RepeatsWritesThatNeverArrived) {
  fake->push(TransportError{"refused", false});
  fake->push({.status = 503, .body = "<html>maintenance</html>"});
  push_fault(400, 1010, "ReadOnly");
  const auto write = client().call<AddCampaigns>({});
  ASSERT_FALSE(write);
  EXPECT_EQ(write.error().code, 1010);
  EXPECT_EQ(write.error().attempts, 3);
}

TEST_P(Client, RenewsAnExpiredTokenOnce) {
  push_fault(401, 109, "AuthenticationTokenExpired");
  push_user();
  std::vector<bool> asked;
  const auto c = client([&](bool renew) -> std::expected<std::string, ApiError> {
    asked.push_back(renew);
    return renew ? "fresh" : "stale";
  });
  ASSERT_TRUE(c.call<GetUser>({}));
  EXPECT_EQ(asked, (std::vector<bool>{false, true}));
  EXPECT_TRUE(slept.empty());

  push_fault(401, 109, "AuthenticationTokenExpired");
  push_fault(401, 109, "AuthenticationTokenExpired");
  const auto again = c.call<GetUser>({});
  ASSERT_FALSE(again);
  EXPECT_TRUE(again.error().token_expired());
  EXPECT_EQ(again.error().attempts, 2);
}

TEST_P(Client, PassesOnWhatTheTokenSourceSays) {
  const auto answer = client([](bool) -> std::expected<std::string, ApiError> {
                        ApiError e;
                        e.symbol = "invalid_grant";
                        return std::unexpected(e);
                      }).call<GetUser>({});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().symbol, "invalid_grant");
  EXPECT_TRUE(fake->requests.empty());
}

TEST_P(Client, TellsAnswersThatAreNone) {
  fake->push({.status = 404, .body = "<html><p>unclosed"});
  const auto page = client().call<AddCampaigns>({});
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().kind, ApiError::Kind::http);
  EXPECT_EQ(page.error().http_status, 404);
  fake->push({.status = 200, .body = "nonsense"});
  const auto nonsense = client().call<AddCampaigns>({});
  ASSERT_FALSE(nonsense);
  EXPECT_EQ(nonsense.error().kind, ApiError::Kind::undecodable);
}

TEST_P(Client, LogsWithoutSecrets) {
  push_user();
  ASSERT_TRUE(client().call<GetUser>({}));
  std::string all;
  for (const auto& l : log) all += l + "\n";
  EXPECT_THAT(all, HasSubstr("GetUser: POST http://box/"));
  EXPECT_THAT(all, HasSubstr("-> 200"));
  EXPECT_THAT(all, Not(HasSubstr("to&")));
  EXPECT_THAT(all, Not(HasSubstr("amp;ken")));
  EXPECT_THAT(all, Not(HasSubstr(">DEV<")));
}

TEST_P(Client, GivesTheRawAnswer) {
  push_user();
  const GetUser::Request request;
  const auto answer = client().invoke(GetUser::id, request);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->tracking_id, "guid-1");
  EXPECT_EQ(answer->http_status, 200);
  EXPECT_FALSE(answer->body.empty());
}

INSTANTIATE_TEST_SUITE_P(Wires, Client, testing::Values(Protocol::rest, Protocol::soap),
                         [](const auto& p) { return p.param == Protocol::soap ? "Soap" : "Rest"; });

TEST(Wire, EncodesEveryOperationOverEveryWireItIsOfferedOn) {
  const auto environment = Environment::sandbox();
  int rest = 0, soap = 0;
  for (const auto& operation : schema::contract.operations) {
    const box<object> request(create_object(operation.request));
    for (const auto protocol : {Protocol::rest, Protocol::soap}) {
      const auto sent = client::encode(operation, *request, {environment, protocol, "t", "d", "", 1, 2});
      const bool offered =
          protocol == Protocol::soap ? !operation.has(schema::OperationInfo::rest_only) : operation.rest_method.size != 0;
      ASSERT_EQ(sent.has_value(), offered) << schema::text(operation.name);
      if (!sent) continue;
      (protocol == Protocol::soap ? soap : rest)++;
      EXPECT_TRUE(sent->url.starts_with("https://")) << sent->url;
      EXPECT_THAT(sent->url, HasSubstr(".api.sandbox.bingads.microsoft.com/")) << sent->url;
    }
  }
  EXPECT_EQ(rest, 289);
  EXPECT_EQ(soap, 288);
}

TEST(Wire, ReadsOnlyByName) {
  const auto find = [](const char* service, const char* name) -> const schema::OperationInfo& {
    return *schema::find_operation(*schema::find_service(service), name);
  };
  EXPECT_TRUE(client::reads_only(find("CustomerManagement", "SearchAccounts")));
  EXPECT_TRUE(client::reads_only(find("CampaignManagement", "GetCampaignsByIds")));
  EXPECT_FALSE(client::reads_only(find("CampaignManagement", "AddCampaigns")));
  EXPECT_FALSE(client::reads_only(find("Reporting", "SubmitGenerateReport")));
}

}  // namespace
}  // namespace adsbox
