#include "schema/contract_version.h"

#include <gtest/gtest.h>

namespace adsbox::schema {
namespace {

TEST(ContractVersion, IsReadAndWritten) {
  EXPECT_EQ(contract_version("13.0.1"), 1);
  EXPECT_EQ(contract_version("13.0.11"), 11);
  EXPECT_EQ(contract_version("13.0.11.1"), 11);
  for (const auto* wrong : {"", "13", "13.0.", "13.0.0", "13.0.x", "12.0.4", "13.0.11.", "13.0.11a", "13.0.999", "13.0.99999999"})
    EXPECT_FALSE(contract_version(wrong)) << wrong;
  EXPECT_EQ(contract_text(11), "13.0.11");
  EXPECT_EQ(contract_version(text(contract.version)), newest_contract());
}

TEST(ContractVersion, OfTheOfficialSdks) {
  EXPECT_EQ(contract_of_user_agent("BingAdsSDKPython 13.0.11 (3, 8, 5)"), 11);
  EXPECT_EQ(contract_of_user_agent("BingAdsSDKPHP 13.0.21 8.2.1"), 21);
  EXPECT_EQ(contract_of_user_agent("BingAdsSDK.NET.RestApi.Client/13.0.25.3"), 25);
  EXPECT_EQ(contract_of_user_agent("BingAdsSDKPython.RestApi 13.0.9999 (3, 12, 1)"), newest_contract());
  for (const auto* other : {"", "curl/8.1", "Zeep/4.2 (13.0.11)", "BingAdsSDKPython", "BingAdsSDKPython 12.13.6"})
    EXPECT_EQ(contract_of_user_agent(other), 0) << other;
}

TEST(ContractVersion, WhatIsNewIsAtLeastAsNewAsWhatItIsMadeOf) {
  std::size_t newer = 0;
  for (const auto& t : contract.types) {
    for (const auto& f : fields_of(t).subspan(t.own_field)) {
      newer += f.since != 0 ? 1u : 0u;
      EXPECT_LE(f.since, newest_contract());
      EXPECT_GE(f.since, t.since) << text(t.name) << "." << text(f.name);
      ContractVersion made_of = 0;
      if (f.kind == Kind::object) made_of = type_info(f.type).since;
      if (f.kind == Kind::list) made_of = contract.lists[f.type].item.since;
      if (f.kind == Kind::enumeration || f.kind == Kind::flags) made_of = contract.enums[f.type].since;
      EXPECT_GE(f.since, made_of) << text(t.name) << "." << text(f.name);
    }
  }
  EXPECT_GT(newer, 1000u);
}

}  // namespace
}  // namespace adsbox::schema
