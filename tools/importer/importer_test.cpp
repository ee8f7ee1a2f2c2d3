// The importer on small contracts of its own: what it reads, what it keeps, what it reports.
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "commands.h"
#include "errors.h"
#include "merge.h"
#include "rest_reader.h"
#include "wsdl_reader.h"

namespace importer {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Importer : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("adsbox_importer_test_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path file(const std::string& name, const std::string& text) {
    const auto path = folder_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
    return path;
  }

  Service wsdl(const std::string& types) {
    auto s = read_wsdl(
        file("s.xml", R"(<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" xmlns:x="http://www.w3.org/2001/XMLSchema"
      xmlns:t="urn:t" xmlns:p="http://schemas.xmlsoap.org/wsdl/soap/" targetNamespace="urn:t" name="TestService"><w:types>
      <x:schema elementFormDefault="qualified" targetNamespace="urn:t">)" +
                          types + R"(</x:schema></w:types>
      <w:message name="In"><w:part name="parameters" element="t:GetRequest"/></w:message>
      <w:message name="Out"><w:part name="parameters" element="t:GetResponse"/></w:message>
      <w:message name="F"><w:part name="detail" element="t:Fault"/></w:message>
      <w:portType name="ITest"><w:operation name="Get"><w:input message="t:In"/><w:output message="t:Out"/><w:fault name="TheFault" message="t:F"/>
      </w:operation></w:portType>
      <w:binding name="B" type="t:ITest"><w:operation name="Get"><w:input><p:header part="One"/><p:header part="Two"/></w:input></w:operation></w:binding>
      <w:service name="TestService"><w:port name="B" binding="t:B"><p:address location="https://test.api.example/Api/v1/Test.svc"/></w:port></w:service>
      </w:definitions>)"));
    EXPECT_TRUE(s.has_value()) << s.error();
    s->name = "Test";
    return std::move(*s);
  }

  static std::string messages() {
    return R"(<x:element name="GetRequest"><x:complexType><x:sequence><x:element minOccurs="0" name="Pet" nillable="true" type="t:Pet"/>
      </x:sequence></x:complexType></x:element><x:element name="GetResponse"><x:complexType><x:sequence/></x:complexType></x:element>
      <x:element name="Fault" nillable="true" type="t:Pet"/>)";
  }
  static std::string pet(const std::string& members) {
    return "<x:complexType name='Pet'><x:sequence>" + members + "</x:sequence></x:complexType>";
  }
  static std::string member(const std::string& name, const std::string& more = "minOccurs='0' nillable='true' type='x:string'") {
    return "<x:element name='" + name + "' " + more + "/>";
  }

  std::filesystem::path folder_;
};

TEST_F(Importer, TheSchemaFilesReadAndPrintUnchanged) {
  for (const auto* name : {"campaign_management", "bulk", "reporting", "ad_insight", "customer_management", "customer_billing"}) {
    const auto path = std::filesystem::path(ADSBOX_SOURCE_DIR) / "schema" / (std::string(name) + ".schema");
    const auto service = read_schema(path);
    ASSERT_TRUE(service.has_value()) << service.error();
    EXPECT_TRUE(print_schema(*service) == read_file(path)) << name;
  }
  const auto ours = read_schema(std::filesystem::path(ADSBOX_SOURCE_DIR) / "schema/adsbox.schema");
  ASSERT_TRUE(ours.has_value()) << ours.error();
  EXPECT_THAT(print_schema(*ours), HasSubstr("\nservice adsbox internal\n"));
}

TEST_F(Importer, ReadsMessagesMembersFaultsAndHeaders) {
  const auto s = wsdl(messages() + pet(member("Name") + member("Age", "type='x:int'")));
  EXPECT_THAT(s.headers, ElementsAre("One", "Two"));
  EXPECT_EQ(s.soap, "/Api/v1/Test.svc");
  EXPECT_EQ(s.host, "test");
  ASSERT_EQ(s.operations.size(), 1u);
  EXPECT_EQ(s.operations[0].request, "m:GetRequest");
  EXPECT_THAT(s.operations[0].faults, ElementsAre(Fault{"TheFault", "m:Pet"}));
  const auto* t = s.type("m:Pet");
  ASSERT_NE(t, nullptr);
  EXPECT_EQ(describe(t->members[0]), "Name string?");
  EXPECT_EQ(describe(t->members[1]), "Age int required");
}

TEST_F(Importer, NumbersEnumsAsDataContractsDo) {
  const std::string stated =
      "<x:annotation><x:appinfo><EnumerationValue xmlns='urn:ser'>7</EnumerationValue></x:appinfo></x:annotation>";
  const auto s =
      wsdl(messages() + pet("") +
           "<x:simpleType name='E'><x:restriction base='x:string'><x:enumeration value='A'/><x:enumeration value='B'>" + stated +
           "</x:enumeration><x:enumeration value='C'/></x:restriction></x:simpleType>"
           "<x:simpleType name='F'><x:list><x:simpleType><x:restriction base='x:string'><x:enumeration value='A'/><x:enumeration "
           "value='B'/>"
           "<x:enumeration value='C'/></x:restriction></x:simpleType></x:list></x:simpleType>");
  const auto texts = [&](const char* id) {
    std::vector<std::string> out;
    for (const auto& v : s.enumeration(id)->values) out.push_back(describe(v));
    return out;
  };
  EXPECT_THAT(texts("m:E"), ElementsAre("A 0", "B 7 explicit", "C 2"));
  EXPECT_THAT(texts("m:F"), ElementsAre("A 1", "B 2", "C 4"));
  EXPECT_TRUE(s.enumeration("m:F")->flags);
}

TEST_F(Importer, KeepsNumbersCommentsAndRetiresWhatIsGone) {
  TypeNumbers numbers;
  const auto first = merge(wsdl(messages() + pet(member("Name") + member("Age"))), {}, numbers).service;
  auto text = print_schema(first);
  text.replace(text.find("  1 Name"), 0, "  # Given by its owner.\n");
  const auto old = read_schema(file("t.schema", text));
  ASSERT_TRUE(old.has_value()) << old.error();

  TypeNumbers later;
  later.reserve(*old);
  const auto second = merge(wsdl(messages() + pet(member("Colour") + member("Name"))), *old, later);
  const auto printed = print_schema(second.service);
  EXPECT_THAT(printed, HasSubstr("  3 Colour string?\n  # Given by its owner.\n  1 Name string?\n  # retired 2 Age\n"));
  EXPECT_THAT(second.changes, ElementsAre("+ m:Pet.Colour string?", "- m:Pet.Age"));
  EXPECT_EQ(second.service.type("m:Pet")->number, first.type("m:Pet")->number);

  // The number of a removed member stays taken.
  const auto third = merge(wsdl(messages() + pet(member("Name") + member("Age"))), second.service, later);
  EXPECT_THAT(print_schema(third.service), HasSubstr("  4 Age string?\n"));
}

TEST_F(Importer, WhatAContractBringsSaysSo) {
  TypeNumbers numbers;
  const auto colours = [](const std::string& values) {
    return "<x:simpleType name='Colour'><x:restriction base='x:string'>" + values + "</x:restriction></x:simpleType>";
  };
  auto upstream = wsdl(messages() + pet(member("Name")) + colours("<x:enumeration value='Red'/>"));
  upstream.contract = "13.0.28";
  const auto first = merge(upstream, {}, numbers).service;
  EXPECT_THAT(print_schema(first), Not(HasSubstr("since=")));

  upstream = wsdl(messages() + pet(member("Name") + member("Age")) +
                  colours("<x:enumeration value='Red'/><x:enumeration value='Blue'/>") +
                  "<x:complexType name='Collar'><x:sequence/></x:complexType>");
  upstream.contract = "13.0.29";
  const auto second = merge(upstream, first, numbers).service;
  const auto printed = print_schema(second);
  for (const auto* line : {"  2 Age string? since=13.0.29\n", "  Blue 1 since=13.0.29\n", "type m:Collar 1003 since=13.0.29\n"})
    EXPECT_THAT(printed, HasSubstr(line));
  const auto read = read_schema(file("s.schema", printed));
  ASSERT_TRUE(read.has_value()) << read.error();
  EXPECT_EQ(print_schema(*read), printed);

  // It stays with the next one.
  upstream.contract = "13.0.30";
  EXPECT_THAT(merge(upstream, *read, numbers).changes, ElementsAre("~ contract: 13.0.29 -> 13.0.30"));
}

TEST_F(Importer, NewTypesGetNumbersThatNoFileUses) {
  TypeNumbers numbers;
  Service other;
  other.types.push_back({.ns = "m", .name = "X", .number = 1500});
  other.retired.push_back({1600, "m:Gone"});
  numbers.reserve(other);
  const auto s = merge(wsdl(messages() + pet("")), {}, numbers).service;
  std::vector<int> given;
  for (const auto& t : s.types) given.push_back(t.number);
  EXPECT_THAT(given, ElementsAre(1601, 1602, 1603));
}

class RestFactsTest : public Importer {
 protected:
  Service applied(const std::string& json, const std::string& exceptions = "") {
    auto s = wsdl(messages() + pet(member("Name")) +
                  "<x:complexType name='Dog'><x:complexContent><x:extension base='t:Pet'><x:sequence>" + member("Bark") +
                  "</x:sequence></x:extension></x:complexContent></x:complexType>");
    const auto facts = read_rest(file("r.json", json));
    EXPECT_TRUE(facts.has_value()) << facts.error();
    notes_ = apply_rest(s, *facts, read_exceptions(file("e.txt", exceptions)));
    return s;
  }
  std::vector<std::string> notes_;
};

TEST_F(RestFactsTest, GivesRoutesFamiliesAndShortNames) {
  const auto s = applied(
      R"({"operations":[{"operation":"Get","method":"POST","path":"/T/v1/Pets"},{"operation":"Put","method":"PUT","path":"/T/v1/Pets"}],
    "models":{"Pet":{"kind":"object","bases":["BaseModel"],"fields":[],"discriminator":"Type","variants":{"D":"Dog","Dog":"Dog"}},
              "Dog":{"kind":"object","bases":["Pet"],"fields":[{"name":"Name","type":"string?"},{"name":"Bark","type":"string?"},{"name":"Type","type":"string?","default":"'D'"}]}}})");
  EXPECT_EQ(s.operation("Get")->path, "/T/v1/Pets");
  EXPECT_TRUE(s.operation("Put")->rest_only);
  EXPECT_TRUE(s.type("m:Pet")->family);
  EXPECT_TRUE(s.type("m:Pet")->abstract);
  EXPECT_EQ(s.type("m:Dog")->json, "D");
  EXPECT_EQ(s.type("m:Dog")->members.size(), 1u);
}

TEST_F(RestFactsTest, AFamilyWhoseHeadIsAVariantIsNotAbstract) {
  const auto s = applied(
      R"({"operations":[],"models":{"Pet":{"kind":"object","bases":[],"fields":[],"variants":{"Pet":"PetBase","Dog":"Dog","PetBase":"PetBase"}},
    "PetBase":{"kind":"object","bases":["Pet"],"fields":[{"name":"Name","type":"string?"},{"name":"Chip","type":"string?"}]}}})");
  EXPECT_TRUE(s.type("m:Pet")->family);
  EXPECT_FALSE(s.type("m:Pet")->abstract);
  EXPECT_EQ(s.type("m:PetBase"), nullptr);
}

TEST_F(RestFactsTest, WhatOnlyRestHasIsMarked) {
  const auto s = applied(
      R"({"operations":[],"models":{"Dog":{"kind":"object","bases":["Pet"],"fields":[{"name":"Toys","type":"List[Optional[Toy]]?"},{"name":"Tags","type":"List[string]?"}]},
    "Toy":{"kind":"object","bases":["BaseModel"],"fields":[{"name":"Price","type":"double?"},{"name":"Odd","type":"Unheard?"}]},
    "Size":{"kind":"enum","flags":true,"values":["None","Small","Big"]}}})");
  EXPECT_EQ(describe(s.type("m:Dog")->members[1]), "Toys m:ArrayOfToy? rest-only");
  EXPECT_TRUE(s.type("m:Toy")->rest_only);
  EXPECT_TRUE(s.list("m:ArrayOfToy")->rest_only);
  EXPECT_TRUE(s.list("a:ArrayOfstring")->rest_only);
  ASSERT_NE(s.enumeration("m:Size"), nullptr);
  EXPECT_EQ(describe(s.enumeration("m:Size")->values[1]), "Big 2");
  EXPECT_THAT(notes_, ElementsAre(HasSubstr("Toy.Odd")));
}

TEST_F(RestFactsTest, ExceptionsAreData) {
  const auto s = applied(R"({"operations":[],"models":{}})",
                         "# why\nTest m:Pet family abstract\nTest m:Dog json=Hound\nOther m:Dog json=Wolf\n");
  EXPECT_TRUE(s.type("m:Pet")->abstract);
  EXPECT_EQ(s.type("m:Dog")->json, "Hound");
}

TEST(Errors, SymbolsBecomeSentences) {
  EXPECT_EQ(error_sentence("CampaignServiceInvalidAdId", "bad ad id"), "The ad ID is not valid.");
  EXPECT_EQ(error_sentence("CampaignServiceAdGroupIdsNotPassed", "ad group ids missing or empty"),
            "The ad group IDs are not passed.");
  EXPECT_EQ(error_sentence("KeywordTooLong", "keyword over its length"), "The keyword is too long.");
  EXPECT_EQ(error_sentence("CustomerNotEligibleForFeedService", "customer lacks access to feed service"),
            "The customer is not eligible for feed service.");
  EXPECT_EQ(error_sentence("RemarketingListsArrayShouldNotBeNullOrEmpty", ""),
            "The remarketing lists must not be null or empty.");
}

TEST(Errors, AMeaningThatSaysMoreThanTheSymbolIsKept) {
  EXPECT_EQ(error_sentence("UserIsNotAuthorized", "caller has no right to that entity"), "Caller has no right to that entity.");
  EXPECT_EQ(error_sentence("", "city not valid"), "The city is not valid.");
}

TEST(Errors, MessagesAndRowsOfOursStay) {
  std::vector<ErrorRow> upstream = {{1, "A", "New words."}, {2, "B", "Fresh."}};
  const auto changes = merge_errors(upstream, {{1, "A", "Our words."}, {3, "Ours", "Ours."}});
  EXPECT_THAT(changes, ElementsAre("+ error 2 B", HasSubstr("! error 3 Ours")));
  EXPECT_EQ(print_errors(upstream), "code\tsymbol\tmessage\n1\tA\tOur words.\n2\tB\tFresh.\n3\tOurs\tOurs.\n");
}

TEST_F(Importer, TellsWhatItCannotRead) {
  EXPECT_FALSE(read_wsdl(file("bad.xml", "<w")).has_value());
  EXPECT_FALSE(read_rest(file("bad.json", "{")).has_value());
  const auto bad = read_schema(file("bad.schema", "service X\ntype m:A notanumber\n"));
  ASSERT_FALSE(bad.has_value());
  EXPECT_THAT(bad.error(), HasSubstr("bad.schema:2"));
  std::ostringstream out;
  EXPECT_EQ(run_import({.facts = folder_ / "nothing", .schema = folder_}, out), 1);
}

}  // namespace
}  // namespace importer
