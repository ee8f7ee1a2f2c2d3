// What the service tells of itself and of accounts: GetBSCCountries, GetConfigValue, GetCampaignSizesByAccountId,
// GetAccountMigrationStatuses.
#include <charconv>
#include <chrono>

#include "adsbox/campaign_management.h"
#include "schema/rules.h"
#include "services/entity/engine.h"
#include "services/partial_errors.h"
#include "services/services.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

std::vector<std::string_view> rows_of(std::string_view set) {
  std::vector<std::string_view> rows;
  for (const auto& v : schema::values_of(*schema::find_set(set))) rows.push_back(schema::rule_book.text(v));
  return rows;
}

/// Takes a word off the front.
std::string_view word(std::string_view& row) {
  const auto space = std::min(row.find(' '), row.size());
  const auto first = row.substr(0, space);
  row.remove_prefix(std::min(row.size(), space + 1));
  return first;
}

Result<GetBSCCountries> get_bsc_countries(Call&, const GetBSCCountriesRequest&) {
  GetBSCCountriesResponse response;
  response.country_codes.set_empty();
  for (const auto code : rows_of("sales-countries")) response.country_codes.push_back(text(code));
  return response;
}

Result<GetConfigValue> get_config_value(Call& call, const GetConfigValueRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  std::string keys;
  for (auto row : rows_of("config-values")) {
    const auto key = word(row);
    keys.append(keys.empty() ? "" : "|").append(key);
    if (key != request.config_key.view()) continue;
    GetConfigValueResponse response;
    response.config_value = row;
    return response;
  }
  return fail(FaultKind::operation, Error::InvalidValue,
              {"GetConfigValueRequest.ConfigKey.known", "ConfigKey", request.config_key.str(), keys, "a key of the service"});
}

/// How many entities lie below one, at every depth.
std::int64_t below(store::Reader& r, TypeId parent, std::int64_t id) {
  std::int64_t count = 0;
  for (const auto& row : schema::rule_book.children) {
    if (row.parent != parent) continue;
    const auto kind = kind_of_type(row.child);
    bool deeper = false;
    for (const auto& next : schema::rule_book.children) deeper = deeper || next.parent == row.child;
    count += r.count_parent(kind, id);
    if (!deeper) continue;
    std::vector<std::int64_t> ids;
    r.scan_parent(kind, id, [&](const store::RowView& child) {
      ids.push_back(child.id);
      return true;
    });
    for (const auto child : ids) count += below(r, row.child, child);
  }
  return count;
}

Result<GetCampaignSizesByAccountId> get_campaign_sizes(Call& call, const GetCampaignSizesByAccountIdRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  GetCampaignSizesByAccountIdResponse response;
  response.campaign_sizes.set_empty();
  std::optional<Failure> refused;
  call.world.store().read([&](store::Reader& r) {
    const auto kind = world::kind_of<Campaign>();
    std::vector<std::int64_t> ids;
    int index = 0;
    for (const auto& id : request.campaign_ids) {
      const auto row = r.get(kind, id.value_or(0));
      if (!row || row->account != *request.account_id) {
        const auto expected = "the id of a campaign of the account";
        refused = fail(FaultKind::operation, Error::CampaignServiceInvalidCampaignId,
                       {"GetCampaignSizesByAccountIdRequest.CampaignIds.exists", "CampaignIds[" + std::to_string(index) + "]",
                        std::to_string(id.value_or(0)), expected, expected})
                      .error();
        return;
      }
      ids.push_back(row->id);
      ++index;
    }
    if (request.campaign_ids.empty())
      r.scan_parent(kind, *request.account_id, [&](const store::RowView& row) {
        ids.push_back(row.id);
        return true;
      });
    for (const auto id : ids) {
      auto size = make<CampaignSize>();
      size->campaign_id = id;
      size->size = below(r, Campaign::type_id, id);
      response.campaign_sizes.push_back(std::move(size));
    }
  });
  if (refused) return std::unexpected(std::move(*refused));
  return response;
}

/// "2026-11-29"
std::int64_t ticks_of(std::string_view day) {
  int year = 0;
  unsigned month = 0, date = 0;
  std::from_chars(day.data(), day.data() + 4, year);
  std::from_chars(day.data() + 5, day.data() + 7, month);
  std::from_chars(day.data() + 8, day.data() + 10, date);
  const auto days =
      std::chrono::sys_days(std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(date)).time_since_epoch();
  return days.count() * 86'400LL * DateTime::ticks_per_second;
}

/// A migration that all accounts went through, as it stands at a moment.
box<MigrationStatusInfo> status_of(std::string_view type, std::string_view row, DateTime now) {
  const auto begins = ticks_of(word(row)), ends = ticks_of(word(row));
  auto info = make<MigrationStatusInfo>();
  info->migration_type = type;
  info->status = now.ticks() < begins ? MigrationStatus::NotStarted
                 : now.ticks() < ends ? MigrationStatus::InProgress
                                      : MigrationStatus::Completed;
  if (now.ticks() >= begins) info->start_time_in_utc = DateTime(begins, true);
  return info;
}

Result<GetAccountMigrationStatuses> get_account_migration_statuses(Call& call,
                                                                   const GetAccountMigrationStatusesRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  list<box<MigrationStatusInfo>> infos;
  infos.set_empty();
  std::string types;
  for (auto row : rows_of("account-migrations")) {
    const auto type = word(row);
    types.append(types.empty() ? "" : "|").append(type);
    if (!request.migration_type || type == request.migration_type.view()) infos.push_back(status_of(type, row, call.now));
  }
  if (infos.empty())
    return fail(FaultKind::operation, Error::CampaignServiceInvalidMigrationTypeFilter,
                {"GetAccountMigrationStatusesRequest.MigrationType.known", "MigrationType", request.migration_type.str(), types,
                 "a type of migration, or none for all"});
  GetAccountMigrationStatusesResponse response;
  response.migration_statuses.set_empty();
  for (const auto& id : request.account_ids) {
    auto statuses = make<AccountMigrationStatusesInfo>();
    statuses->account_id = *id;
    statuses->migration_status_infos = infos;
    response.migration_statuses.push_back(std::move(statuses));
  }
  return response;
}

}  // namespace

void register_account_facts(Registry& registry) {
  registry.add<GetBSCCountries>(get_bsc_countries);
  registry.add<GetConfigValue>(get_config_value);
  registry.add<GetCampaignSizesByAccountId>(get_campaign_sizes);
  registry.add<GetAccountMigrationStatuses>(get_account_migration_statuses);
}

}  // namespace adsbox::services
