// For every type of the contract: what is written reads back as it was, in all three formats.
#include <gtest/gtest.h>

#include "codec/codec.h"
#include "codec/testing/random_object.h"

namespace adsbox::codec {
namespace {

using schema::TypeInfo;
using testing::RandomObjects;

constexpr int rounds = 20;

std::string describe(const object& o) {
  std::string s;
  write_json(s, o, {});
  return s;
}

template <class Check>
void for_every_type(Check check) {
  std::size_t seen = 0;
  for (TypeId id = 0; id < schema::contract.types.size(); ++id) {
    const auto& type = schema::type_info(id);
    if (type.has(TypeInfo::abstract)) continue;
    check(id, type);
    ++seen;
    if (::testing::Test::HasFatalFailure()) return;
  }
  EXPECT_GT(seen, 1'000u);  // messages included
}

TEST(RoundTrip, BinaryForEveryType) {
  RandomObjects random(1);
  for_every_type([&](TypeId id, const TypeInfo& type) {
    for (int i = 0; i < rounds; ++i) {
      const auto original = random.make(id, false);
      std::string bytes;
      write_binary(bytes, *original);
      const box<object> copy(create_object(id));
      ASSERT_TRUE(read_binary(bytes, *copy)) << schema::text(type.name);
      ASSERT_TRUE(equal_objects(*original, *copy)) << schema::text(type.name) << "\n"
                                                   << describe(*original) << "\n"
                                                   << describe(*copy);
    }
  });
}

TEST(RoundTrip, JsonForEveryType) {
  RandomObjects random(2);
  for_every_type([&](TypeId id, const TypeInfo& type) {
    for (int i = 0; i < rounds; ++i) {
      const auto original = random.make(id, false);
      std::string bytes;
      write_json(bytes, *original, {});
      const box<object> copy(create_object(id));
      const auto read = read_json(bytes, type, *copy, {.strict = true});
      ASSERT_TRUE(read.has_value()) << schema::text(type.name) << ": " << read.error().path << " " << read.error().expected
                                    << "\n"
                                    << bytes;
      ASSERT_TRUE(equal_objects(*original, *copy)) << schema::text(type.name) << "\n" << bytes << "\n" << describe(*copy);
    }
  });
}

TEST(RoundTrip, SoapForEveryType) {
  RandomObjects random(3);
  for_every_type([&](TypeId id, const TypeInfo& type) {
    const auto& service = schema::contract.services[type.service];
    if (service.internal || type.has(TypeInfo::rest_only)) return;
    for (int i = 0; i < rounds; ++i) {
      const auto original = random.make(id, true);
      std::string bytes;
      // The reader expects the element in the type's own namespace, the writer puts a body's root into the message namespace:
      // types of other namespaces are written as an element with their prefix.
      const auto prefix = schema::text(schema::contract.namespaces[type.ns].prefix);
      const std::string name = prefix.empty() ? std::string(schema::text(type.name))
                                              : std::string(prefix) + ":" + std::string(schema::text(type.name));
      bytes = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>";
      write_soap_element(bytes, "<" + name + std::string(schema::text(service.xmlns)) + ">", "</" + name + ">", *original, {});
      bytes += "</s:Body></s:Envelope>";
      SoapReader reader(bytes, {.strict = true});
      const auto opened = reader.open();
      ASSERT_TRUE(opened.has_value()) << opened.error().expected << "\n" << bytes;
      const box<object> copy(create_object(id));
      const auto read = reader.read(type, *copy);
      ASSERT_TRUE(read.has_value()) << schema::text(type.name) << ": " << read.error().path << " " << read.error().expected
                                    << "\n"
                                    << bytes;
      ASSERT_TRUE(equal_objects(*original, *copy)) << schema::text(type.name) << "\n" << bytes << "\n" << describe(*copy);
    }
  });
}

TEST(RoundTrip, CopiesAreEqualAndIndependent) {
  RandomObjects random(4);
  for_every_type([&](TypeId id, const TypeInfo& type) {
    auto original = random.make(id, false);
    const auto copy = original;
    ASSERT_TRUE(original == copy) << schema::text(type.name);
    original.reset();
    std::string bytes;
    write_binary(bytes, *copy);  // walks all of it: an error of ownership shows under the address sanitizer
    ASSERT_FALSE(bytes.empty());
  });
}

}  // namespace
}  // namespace adsbox::codec
