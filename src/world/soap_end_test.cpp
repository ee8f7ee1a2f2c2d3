#include "world/soap_end.h"

#include <gtest/gtest.h>

#include "codec/codec.h"

namespace adsbox::world {
namespace {

std::string end_of(std::string_view text) {
  const auto end = soap_end_of(text);
  std::string out = "nothing";
  if (end) codec::append_date_time(out = "", DateTime(*end, true));
  return out;
}

TEST(SoapEnd, ADayIsTheLastOneAndAMomentIsTheEnd) {
  EXPECT_EQ(end_of(""), "2027-02-01T00:00:00Z");
  EXPECT_EQ(end_of("2027-01-31"), "2027-02-01T00:00:00Z");
  EXPECT_EQ(end_of("2026-12-31"), "2027-01-01T00:00:00Z");
  EXPECT_EQ(end_of("2027-01-31T12:30:00Z"), "2027-01-31T12:30:00Z");
  EXPECT_EQ(end_of("2027-01-31T12:30:00+01:00"), "2027-01-31T11:30:00Z");
}

TEST(SoapEnd, OtherTextsAreNone) {
  for (const auto* text : {"soon", "2027-13-31", "31.01.2027", "2027-01-32", "never"}) EXPECT_EQ(end_of(text), "nothing") << text;
}

}  // namespace
}  // namespace adsbox::world
