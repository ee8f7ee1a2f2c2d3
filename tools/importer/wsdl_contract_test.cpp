// The WSDLs we serve against the fingerprints of the official ones (schema/wsdl_fingerprints.tsv, made by
// `adsbox-importer fingerprint`). For what exactly differs: `adsbox-importer compare --facts DIR --served FILE`.
#include <gmock/gmock.h>

#include <fstream>
#include <map>
#include <sstream>

#include "canonical/canonical.h"
#include "gateway/describe/wsdl.h"

namespace {

using Fingerprints = std::map<std::string, std::string>;  // kind and name -> hash

/// By service.
std::map<std::string, Fingerprints> official() {
  std::map<std::string, Fingerprints> all;
  std::ifstream in(ADSBOX_SOURCE_DIR "/schema/wsdl_fingerprints.tsv");
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::istringstream columns(line);
    std::string service, kind, name, hash;
    columns >> service >> kind >> name >> hash;
    all[service][kind + " " + name] = hash;
  }
  return all;
}

Fingerprints emitted(const adsbox::schema::ServiceInfo& service, std::string_view base = "https://adsbox.test:8443") {
  const auto items = importer::canonical_items(adsbox::gateway::wsdl_document(service, base));
  EXPECT_TRUE(items.has_value()) << items.error();
  Fingerprints out;
  if (items)
    for (const auto& i : *items) out[i.kind + " " + i.name] = importer::fingerprint(i);
  return out;
}

TEST(ServedWsdl, SaysWhatTheOfficialOneSays) {
  const auto expected = official();
  ASSERT_EQ(expected.size(), 6u);
  std::size_t services = 0;
  for (const auto& service : adsbox::schema::contract.services) {
    if (service.internal) continue;
    ++services;
    const std::string name(adsbox::schema::text(service.wsdl_name));
    ASSERT_TRUE(expected.contains(name)) << name;
    EXPECT_THAT(emitted(service), testing::ContainerEq(expected.at(name))) << name;
  }
  EXPECT_EQ(services, 6u);
}

TEST(ServedWsdl, TellsTheAddressThatWasAsked) {
  const auto* service = adsbox::schema::find_service("CustomerManagement");
  ASSERT_NE(service, nullptr);
  EXPECT_THAT(adsbox::gateway::wsdl_document(*service, "http://localhost:8080"),
              testing::HasSubstr(
                  "<soap:address location=\"http://localhost:8080/Api/CustomerManagement/v13/CustomerManagementService.svc\"/>"));
  EXPECT_THAT(adsbox::gateway::wsdl_document(*service, "http://a\"&<b"),
              testing::HasSubstr("location=\"http://a&quot;&amp;&lt;b/Api/"));
}

TEST(ServedWsdl, LeavesOutWhatIsRestOnly) {
  const auto* service = adsbox::schema::find_service("CampaignManagement");
  ASSERT_NE(service, nullptr);
  const auto document = adsbox::gateway::wsdl_document(*service, "http://localhost");
  for (const auto* name :
       {"GetLinkedInSegmentsRequest", "GetKeywordsByAssetGroupId", "LeadFormQuestionDefinition", "Internal_Template"})
    EXPECT_THAT(document, testing::Not(testing::HasSubstr(name)));
}

// The canonicaliser itself: what it must see and what it must not see.

std::string wsdl(const std::string& schema) {
  return "<w:definitions xmlns:w='http://schemas.xmlsoap.org/wsdl/' xmlns:x='http://www.w3.org/2001/XMLSchema' xmlns:t='urn:t' "
         "targetNamespace='urn:t' name='S'>"
         "<w:types><x:schema elementFormDefault='qualified' targetNamespace='urn:t'>" +
         schema + "</x:schema></w:types></w:definitions>";
}

std::vector<std::string> diff(const std::string& a, const std::string& b) {
  const auto x = importer::canonical_items(wsdl(a)), y = importer::canonical_items(wsdl(b));
  EXPECT_TRUE(x && y);
  return importer::differences(*x, *y);
}

TEST(Canonical, DoesNotSeeHowADocumentIsWritten) {
  const std::string a =
      "<x:complexType name='A'><x:sequence><x:element name='b' minOccurs='0' type='x:int'/></x:sequence></x:complexType>"
      "<x:element name='A' nillable='true' type='t:A'/>";
  const std::string b =
      "<x:element xmlns:q='urn:t' type='q:A' nillable='true' name='A'/>\n"
      "<s:complexType xmlns:s='http://www.w3.org/2001/XMLSchema' name='A'><s:sequence>\n"
      "  <s:element nillable='false' maxOccurs='1' minOccurs='0' type='s:int' name='b'></s:element></s:sequence></s:complexType>";
  EXPECT_THAT(diff(a, b), testing::IsEmpty());
}

TEST(Canonical, SeesOrderOccurrenceNillabilityAndTypes) {
  const auto type = [](const std::string& members) {
    return "<x:complexType name='A'><x:sequence>" + members + "</x:sequence></x:complexType>";
  };
  const std::string one = "<x:element name='b' type='x:int'/>", two = "<x:element name='c' type='x:int'/>";
  EXPECT_THAT(diff(type(one + two), type(two + one)), testing::SizeIs(3));
  EXPECT_THAT(diff(type(one), type("<x:element name='b' minOccurs='0' type='x:int'/>")), testing::Not(testing::IsEmpty()));
  EXPECT_THAT(diff(type(one), type("<x:element name='b' nillable='true' type='x:int'/>")), testing::Not(testing::IsEmpty()));
  EXPECT_THAT(diff(type(one), type("<x:element name='b' type='t:int'/>")), testing::Not(testing::IsEmpty()));
  EXPECT_THAT(diff(type(one), ""), testing::ElementsAre("- type {urn:t}A"));
}

TEST(Canonical, RefusesWhatIsNoWsdl) {
  EXPECT_FALSE(importer::canonical_items("").has_value());
  EXPECT_FALSE(importer::canonical_items("<definitions/>").has_value());
  EXPECT_FALSE(importer::canonical_items("no xml").has_value());
}

}  // namespace
