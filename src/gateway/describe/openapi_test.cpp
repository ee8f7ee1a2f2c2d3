// What the OpenAPI documents say. That they are valid OpenAPI 3.1 is judged by a public validator in tests/clients/node.
#include "gateway/describe/openapi.h"

#include <gmock/gmock.h>
#include <simdjson.h>

#include <set>

namespace {

using adsbox::schema::contract;
using adsbox::schema::find_service;
using adsbox::schema::text;
using simdjson::dom::element;

class OpenApi : public testing::Test {
 protected:
  element document(std::string_view service) {
    const auto* info = find_service(service);
    EXPECT_NE(info, nullptr);
    text_ = adsbox::gateway::openapi_document(*info, "http://localhost:8080");
    element root;
    EXPECT_EQ(parser_.parse(text_).get(root), simdjson::SUCCESS);
    return root;
  }
  static std::string_view string(element e, const char* pointer) {
    std::string_view s;
    EXPECT_EQ(e.at_pointer(pointer).get(s), simdjson::SUCCESS) << pointer;
    return s;
  }

  simdjson::dom::parser parser_;
  std::string text_;
};

TEST_F(OpenApi, HasEveryOperationThatRestOffers) {
  for (const auto& service : contract.services) {
    if (service.internal) continue;
    const auto root = document(text(service.name));
    std::set<std::string> expected, found;
    for (const auto& o : contract.operations.subspan(service.first_operation, service.operation_count))
      if (o.rest_method.size != 0)
        expected.insert(std::string(text(o.name)) + " " + std::string(text(o.rest_method)) + " " +
                        std::string(text(o.rest_path)));
    simdjson::dom::object paths;
    ASSERT_EQ(root["paths"].get(paths), simdjson::SUCCESS);
    for (const auto path : paths)
      for (const auto method : path.value.get_object()) {
        std::string verb(method.key);
        for (auto& c : verb) c = static_cast<char>(c & ~0x20);
        found.insert(std::string(string(method.value, "/operationId")) + " " + verb + " " + std::string(path.key));
      }
    EXPECT_EQ(found, expected) << text(service.name);
  }
}

TEST_F(OpenApi, EveryReferenceLeadsSomewhere) {
  for (const auto& service : contract.services) {
    if (service.internal) continue;
    const auto root = document(text(service.name));
    for (std::size_t at = text_.find("\"#/"); at != std::string::npos; at = text_.find("\"#/", at + 1)) {
      const auto pointer = text_.substr(at + 2, text_.find('"', at + 1) - at - 2);
      EXPECT_EQ(root.at_pointer(pointer).error(), simdjson::SUCCESS) << text(service.name) << pointer;
    }
  }
}

TEST_F(OpenApi, FamiliesAreToldApartByType) {
  const auto root = document("CampaignManagement");
  const auto schemas = root["components"]["schemas"].value();
  EXPECT_EQ(string(schemas, "/Ad/discriminator/propertyName"), "Type");
  EXPECT_EQ(string(schemas, "/Ad/discriminator/mapping/Text"), "#/components/schemas/TextAd");
  EXPECT_EQ(string(schemas, "/TextAd/properties/Type/const"), "Text");
  // A family whose head is a member itself.
  EXPECT_EQ(string(schemas, "/BatchError/discriminator/mapping/BatchError"), "#/components/schemas/BatchError.Only");
  EXPECT_EQ(string(schemas, "/BatchError.Only/properties/Type/const"), "BatchError");
  // An abstract head has no form of its own.
  EXPECT_NE(schemas.at_pointer("/Ad.Only").error(), simdjson::SUCCESS);
}

TEST_F(OpenApi, ScalarsHaveTheirJsonForm) {
  const auto root = document("CampaignManagement");
  const auto schemas = root["components"]["schemas"].value();
  EXPECT_EQ(string(schemas, "/AddCampaignsRequest/properties/AccountId/type"), "string");
  EXPECT_EQ(string(schemas, "/AddCampaignsRequest/properties/AccountId/format"), "int64");
  EXPECT_EQ(string(schemas, "/Campaign/properties/Id/type/1"), "null");
  EXPECT_EQ(string(schemas, "/KeyValuePairOfstringstring/properties/Key/type/0"), "string");
  EXPECT_EQ(string(schemas, "/AuditPointResult/properties/Details/additionalProperties/type/0"), "string");
  EXPECT_THAT(std::string(string(schemas, "/CampaignType/pattern")), testing::HasSubstr("Search|Shopping"));
  EXPECT_EQ(string(schemas, "/CampaignStatus/enum/0"), "Active");
}

TEST_F(OpenApi, SaysWhereAndWithWhichCredentials) {
  const auto campaigns = document("CampaignManagement");
  EXPECT_EQ(string(campaigns, "/servers/0/url"), "http://localhost:8080");
  EXPECT_EQ(string(campaigns, "/components/securitySchemes/Bearer/scheme"), "bearer");
  EXPECT_EQ(string(campaigns, "/components/parameters/CustomerAccountId/in"), "header");
  const auto customers = document("CustomerManagement");
  EXPECT_NE(customers.at_pointer("/components/parameters/CustomerAccountId").error(), simdjson::SUCCESS);
}

}  // namespace
