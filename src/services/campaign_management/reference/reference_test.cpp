#include <gmock/gmock.h>

#include "catalog/locations.h"
#include "catalog/profiles.h"
#include "net/inflate.h"
#include "services/campaign_management/campaign_fixture.h"
#include "services/campaign_management/reference/stores.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

class Reference : public CampaignFixture {
 protected:
  /// What the address of an answer leads to: "TYPE\nBODY"; empty when nothing is there.
  std::string behind(const text& url) {
    std::string_view path = url.view().substr(0, url.view().find('?'));
    constexpr std::string_view files = "http://localhost/files/test/";
    EXPECT_TRUE(path.starts_with(files)) << path;
    path.remove_prefix(files.size());
    const auto slash = path.find('/');
    for (const auto& folder : registry_.folders())
      if (folder.name == path.substr(0, slash))
        if (const auto content = folder.source(world(), path.substr(slash + 1)))
          return std::string(content->content_type) + "\n" + content->body;
    return {};
  }
  Result<GetGeoLocationsFileUrl> locations(text version, text locale, opt<CompressionType> packed = {}) {
    GetGeoLocationsFileUrlRequest request;
    request.version = version;
    request.language_locale = locale;
    request.compression_type = packed;
    return invoke<GetGeoLocationsFileUrl>(request, 0);
  }
  Result<GetProfileDataFileUrl> profiles(text locale, opt<ProfileType> type) {
    GetProfileDataFileUrlRequest request;
    request.language_locale = locale;
    request.profile_type = type;
    return invoke<GetProfileDataFileUrl>(request, 0);
  }
  std::string companies(text part, text locale = "en") {
    SearchCompaniesRequest request;
    request.company_name_filter = part;
    request.language_locale = locale;
    const auto answer = invoke<SearchCompanies>(request);
    if (!answer) return failure_of(answer);
    std::string names;
    for (const auto& c : answer->companies) names += (names.empty() ? "" : "|") + c->name.str() + " " + c->status.str();
    return names;
  }
  std::string sizes(std::vector<std::int64_t> ids, std::int64_t account = account_id) {
    GetCampaignSizesByAccountIdRequest request;
    request.account_id = account;
    for (const auto id : ids) request.campaign_ids.push_back(opt(id));
    const auto answer = invoke<GetCampaignSizesByAccountId>(request);
    if (!answer) return failure_of(answer);
    std::string out;
    for (const auto& s : answer->campaign_sizes) out += (out.empty() ? "" : " ") + std::to_string(*s->size);
    return out;
  }
  Result<GetAccountMigrationStatuses> migrations(text type, std::size_t accounts = 1) {
    GetAccountMigrationStatusesRequest request;
    request.migration_type = type;
    for (std::size_t i = 0; i < accounts; ++i) request.account_ids.push_back(opt(account_id));
    return invoke<GetAccountMigrationStatuses>(request);
  }
  std::string stores(opt<BMCStoreAdditionalField> fields = {}) {
    GetBMCStoresByCustomerIdRequest request;
    request.return_additional_fields = fields;
    const auto answer = invoke<GetBMCStoresByCustomerId>(request);
    EXPECT_TRUE(answer) << failure_of(answer);
    std::string out;
    for (const auto& s : answer->bmc_stores)
      if (*s->id >= 1000)
        out += (out.empty() ? "" : "|") + s->name.str() + (s->sub_type == opt(BMCStoreSubType::CoOp) ? " CoOp" : "");
    return out;
  }
};

TEST_F(Reference, TheFileOfLocationsIsTheCatalogue) {
  const auto answer = locations("2.0", "en");
  ASSERT_TRUE(answer) << failure_of(answer);
  EXPECT_THAT(answer->file_url.str(), StartsWith("http://localhost/files/test/geolocations/2.0/en/GeoLocations.csv?sv="));
  EXPECT_EQ((*answer->file_url_expiry_time_utc).ticks(), now_ticks + 15 * 60 * DateTime::ticks_per_second);
  EXPECT_EQ((*answer->last_modified_time_utc).ticks(), catalog::tables.locations_modified);
  const auto file = behind(answer->file_url);
  EXPECT_THAT(file, StartsWith("text/csv; charset=utf-8\n"
                               "Location Id,Bing Display Name,Location Type,Replaces,Status,AdWords Location Id\r\n"));
  EXPECT_THAT(file, HasSubstr("\r\n190,United States,Country,,Active,2840\r\n"));
  EXPECT_THAT(file, HasSubstr("\r\n67555,Redmond|Washington|United States,City,,Active,\r\n"));
  EXPECT_THAT(file, HasSubstr(",\"Bahamas, The\",Country,"));
  EXPECT_THAT(file, HasSubstr(",PendingDeprecation,"));
  EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(file, '\r')), catalog::locations().size() + 1);
  EXPECT_THAT(behind(locations("2.0", "de")->file_url), HasSubstr("\r\n1405,Bayern|Deutschland,State,,Active,\r\n"));
  const auto packed = behind(locations("2.0", "en", CompressionType::GZip)->file_url);
  std::string plain;
  ASSERT_TRUE(net::inflate("gzip", packed.substr(packed.find('\n') + 1), 10'000'000, plain));
  EXPECT_EQ("text/csv; charset=utf-8\n" + plain, file);
  EXPECT_EQ(behind("http://localhost/files/test/geolocations/1.0/en/GeoLocations.csv"), "");
}

TEST_F(Reference, EachWrongRequestForAFileGetsItsError) {
  for (const text& version : {text("1.0"), text(""), text()})
    EXPECT_EQ(failure_of(locations(version, "en")), "InvalidGeolocationsFileVersion") << version.str();
  for (const text& locale : {text("nl"), text(""), text()}) {
    EXPECT_EQ(failure_of(locations("2.0", locale)), "InvalidLanguageLocale") << locale.str();
    EXPECT_EQ(failure_of(profiles(locale, ProfileType::Industry)), "InvalidLanguageLocale") << locale.str();
  }
  EXPECT_EQ(failure_of(locations("2.0", "en", CompressionType::Zip)), "ApiInputValidationError");
  EXPECT_TRUE(locations("2.0", "ja-JP"));
  EXPECT_EQ(failure_of(profiles("ja-JP", ProfileType::Industry)), "InvalidLanguageLocale");
  for (const opt<ProfileType> type :
       {opt<ProfileType>(), opt(ProfileType::CompanyName), opt(ProfileType::JobSeniority), opt(ProfileType::JobTitle)})
    EXPECT_EQ(failure_of(profiles("en", type)), "InvalidProfileType");
}

TEST_F(Reference, TheFilesOfProfilesAreTheCatalogue) {
  const auto jobs = profiles("de", ProfileType::JobFunction);
  ASSERT_TRUE(jobs) << failure_of(jobs);
  EXPECT_THAT(jobs->file_url.str(), HasSubstr("/de/jobfunctions.csv?"));
  EXPECT_THAT(behind(jobs->file_url), HasSubstr("\nProfile Id,Job Function Display Name,Replaces,Status\r\n"));
  EXPECT_THAT(behind(jobs->file_url), HasSubstr("\r\n807658477,Ingenieurwesen,,Active\r\n"));
  const auto industries = behind(profiles("en", ProfileType::Industry)->file_url);
  EXPECT_THAT(industries, HasSubstr("\nProfile Id,Industry Display Name,Industry Group Display Name,Replaces,Status\r\n"));
  EXPECT_THAT(industries, HasSubstr(",Food Production,Manufacturing,,Active\r\n"));
  EXPECT_THAT(industries, HasSubstr(",\"Glass, Ceramics and Concrete\",Manufacturing,,Active\r\n"));
}

TEST_F(Reference, CompaniesAreFoundByThreeCharacters) {
  EXPECT_EQ(companies("contoso p"), "Contoso Pharmaceuticals Active");
  EXPECT_EQ(companies("任天堂"), "Nintendo Active");
  EXPECT_EQ(companies("nintendo", "zh-Hant"), "任天堂 Active");
  EXPECT_EQ(companies("nobody at all"), "");
  for (const text& part : {text("co"), text("任天"), text(""), text()}) EXPECT_EQ(companies(part), "SearchStringNotSufficient");
  for (const text& locale : {text("xx"), text("ja-JP"), text()}) EXPECT_EQ(companies("contoso", locale), "InvalidLanguageLocale");
}

TEST_F(Reference, CountriesOfShoppingAreThoseOfItsCampaigns) {
  const auto answer = invoke<GetBSCCountries>({});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->country_codes.size(), schema::values_of(*schema::find_set("sales-countries")).size());
  for (const auto& code : answer->country_codes) {
    auto c = shopping_campaign("of " + code.str());
    c->settings[0].as<ShoppingSetting>()->sales_country_code = code.view();
    EXPECT_NE(add_one(std::move(c)), 0) << code.str();
  }
}

TEST_F(Reference, ConfigValuesHaveKeys) {
  GetConfigValueRequest request;
  EXPECT_EQ(failure_of(invoke<GetConfigValue>(request)), "InvalidValue");
  request.config_key = "none-such";
  EXPECT_EQ(failure_of(invoke<GetConfigValue>(request)), "InvalidValue");
  request.config_key = "TemporaryFileUrlLifetimeInMinutes";
  const auto answer = invoke<GetConfigValue>(request);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->config_value.str(), std::to_string(files::lifetime / DateTime::ticks_per_second / 60));
}

TEST_F(Reference, SizesCountWhatLiesBelowACampaign) {
  const auto empty = add_one(search_campaign("a")), full = add_one(search_campaign("b"));
  store_row(9001, full, account_id, AdGroup());
  store_row(9002, full, account_id, AdGroup());
  for (int i = 0; i < 3; ++i) store_row(9100 + i, 9001, account_id, Keyword());
  store_row(9200, 9002, account_id, TextAd());
  EXPECT_EQ(sizes({}), "0 6");
  EXPECT_EQ(sizes({full}), "6");
  EXPECT_EQ(sizes({full, empty}), "6 0");
  EXPECT_EQ(sizes({full, 9001}), "CampaignServiceInvalidCampaignId");
  EXPECT_EQ(sizes({}, 0), "CampaignServiceInvalidAccountId");
  EXPECT_EQ(sizes({}, another_account()), "CampaignServiceInvalidAccountId");
}

TEST_F(Reference, MigrationsStandAsTheWorldsClockSays) {
  const auto all = migrations({});
  ASSERT_TRUE(all) << failure_of(all);
  ASSERT_EQ(all->migration_statuses.size(), 1u);
  EXPECT_EQ(*all->migration_statuses[0]->account_id, account_id);
  for (const auto& s : all->migration_statuses[0]->migration_status_infos) EXPECT_EQ(*s->status, MigrationStatus::Completed);
  const text type = all->migration_statuses[0]->migration_status_infos[0]->migration_type;
  const auto status = [&](std::int64_t ticks) {
    world().clock().set(ticks);
    const auto one = migrations(type);
    EXPECT_EQ(one->migration_statuses[0]->migration_status_infos.size(), 1u);
    return *one->migration_statuses[0]->migration_status_infos[0]->status;
  };
  const auto start = (*all->migration_statuses[0]->migration_status_infos[0]->start_time_in_utc).ticks();
  EXPECT_EQ(status(start), MigrationStatus::InProgress);
  EXPECT_EQ(status(start - 1), MigrationStatus::NotStarted);
  EXPECT_EQ(failure_of(migrations("none-such")), "CampaignServiceInvalidMigrationTypeFilter");
  EXPECT_EQ(failure_of(migrations("")), "CampaignServiceInvalidMigrationTypeFilter");
  EXPECT_EQ(failure_of(migrations({}, 0)), "CampaignServiceAccountIdsArrayShouldNotBeNullOrEmpty");
  EXPECT_EQ(failure_of(migrations({}, 1001)), "CampaignServiceAccountIdsLengthExceeded");
  GetAccountMigrationStatusesRequest with_nil;
  with_nil.account_ids.push_back(nil);
  EXPECT_EQ(failure_of(invoke<GetAccountMigrationStatuses>(with_nil)), "CampaignServiceAccountIdsArrayShouldNotBeNullOrEmpty");
}

TEST_F(Reference, StoresAreThoseOfTheCustomer) {
  customer_management::Customer other;
  other.name = "Other";
  store_row(customer_id + 50, 0, 0, other);
  NewStore asked{customer_id, 0, {}, {}};
  EXPECT_EQ(add_store(world(), asked).error(), "a store needs a name");
  asked.store.name = "Tea";
  asked.store.store_url = "https://example.com/tea";
  const auto tea = add_store(world(), asked);
  ASSERT_TRUE(tea) << tea.error();
  asked.id = *tea;
  EXPECT_THAT(add_store(world(), asked).error(), HasSubstr("already"));
  asked.id = 2'000'000;
  asked.store.name = "All";
  asked.store.sub_type = BMCStoreSubType::GlobalStore;
  EXPECT_EQ(add_store(world(), asked), 2'000'000);
  NewStore shared{customer_id + 50, 0, {}, {customer_id}};
  shared.store.name = "Partner";
  const auto partner = add_store(world(), shared);
  ASSERT_TRUE(partner) << partner.error();
  shared.partners = {customer_id + 50};
  EXPECT_THAT(add_store(world(), shared).error(), HasSubstr("its own"));
  shared.partners = {4};
  EXPECT_EQ(add_store(world(), shared).error(), "there is no customer 4");

  EXPECT_EQ(stores(), "Tea|Partner CoOp");
  EXPECT_EQ(stores(BMCStoreAdditionalField::GlobalStore), "Tea|Partner CoOp|All");
  below_the_wire_ = true;               // what is hidden, the encoder alone is told
  constexpr std::size_t store_url = 5;  // its place among the members
  stores(BMCStoreAdditionalField::GlobalStore);
  EXPECT_TRUE(last_call().filter.hidden(BMCStore::type_id)->test(store_url));
  stores(BMCStoreAdditionalField::StoreUrl);
  EXPECT_EQ(last_call().filter.hidden(BMCStore::type_id), nullptr);
  below_the_wire_ = false;

  const auto campaign_of = [&](std::int64_t store) {
    auto c = shopping_campaign("Store " + std::to_string(store));
    c->settings[0].as<ShoppingSetting>()->store_id = store;
    std::vector<box<Campaign>> one;
    one.push_back(std::move(c));
    return errors_of(add(std::move(one)).partial_errors);
  };
  for (const auto id : {*tea, *partner, std::int64_t{2'000'000}}) EXPECT_EQ(campaign_of(id), "");
  shared.partners.clear();
  const auto foreign = add_store(world(), shared);
  EXPECT_EQ(campaign_of(*foreign), "CampaignServiceShoppingCampaignStoreIdInvalid@0");
  EXPECT_EQ(campaign_of(5), "CampaignServiceShoppingCampaignStoreIdInvalid@0");
}

}  // namespace
}  // namespace adsbox::services
