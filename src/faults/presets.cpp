#include "faults/presets.h"

#include <algorithm>
#include <array>

#include "faults/rule_json.h"
#include "journal/suggest.h"

namespace adsbox::faults {
namespace {

constexpr std::array table = {
    Preset{"throttled-then-fine", "117 CallRateExceeded for two calls, then all is well",
           R"([{"match":{"times":2},"effect":{"error":"CallRateExceeded"}}])"},
    Preset{"bulk-concurrency", "4204: no more bulk calls are permitted for a while, three times",
           R"([{"match":{"service":"Bulk","times":3,
                "operation":"DownloadCampaignsByAccountIds,DownloadCampaignsByCampaignIds,GetBulkUploadUrl"},
                "effect":{"error":"BulkServiceNoMoreCallsPermittedForTheTimePeriod"}}])"},
    Preset{"report-concurrency", "207 ConcurrentRequestOverLimit: two report requests find too many unfinished ones",
           R"([{"match":{"service":"Reporting","operation":"SubmitGenerateReport","times":2},
                "effect":{"error":"ConcurrentRequestOverLimit"}}])"},
    Preset{"report-success-without-url", "reports succeed without a download address, as those without data do",
           R"([{"match":{"operation":"PollGenerateReport"},"effect":{"answer_change":"report.no_url"}}])"},
    Preset{
        "data-aged-out", "data is too old: reports lack it, incremental downloads want a full one",
        R"([{"match":{"operation":"SubmitGenerateReport,PollGenerateReport"},"effect":{"answer_change":"report.data_aged_out"}},
               {"match":{"operation":"GetBulkDownloadStatus"},"effect":{"answer_change":"bulk.full_sync_required"}}])"},
    Preset{"refresh-token-revoked", "the next refresh is refused: the user took the consent back",
           R"([{"match":{"operation":"token","times":1},"effect":{"answer_change":"token.revoke_refresh"}}])"},
    Preset{"refresh-token-rotated", "each refresh ends the old refresh token: who does not keep the new one is out",
           R"([{"match":{"operation":"token"},"effect":{"answer_change":"token.rotate_refresh"}}])"},
    Preset{"access-token-expired-midrun", "109: with the third call the access token expires, and stays so until it is refreshed",
           R"([{"match":{"nth":3},"effect":{"answer_change":"token.expire_access"}}])"},
    Preset{"service-down", "every second call is reset, the others get 503",
           R"([{"match":{"every":2},"effect":{"drop":true}},
               {"match":{},"effect":{"status":503,"body":"The service is unavailable."}}])"},
    Preset{"internal-error", "code 0 InternalError, once", R"([{"match":{"times":1},"effect":{"error":"InternalError"}}])"},
    Preset{"half-file", "files end in the middle, though Content-Length says more",
           R"([{"match":{"operation":"file"},"effect":{"cut":{"fraction":0.5}}}])"},
    Preset{"slow-body", "files come with 10 KB a second",
           R"([{"match":{"operation":"file"},"effect":{"bytes_per_second":10000}}])"},
};

}  // namespace

std::span<const Preset> presets() {
  return table;
}

std::expected<std::vector<Rule>, std::string> expand(std::string_view name, std::string_view id, const codec::JsonValue& match) {
  const auto it = std::ranges::find(table, name, &Preset::name);
  if (it == table.end()) {
    std::vector<std::string_view> names;
    for (const auto& p : table) names.push_back(p.name);
    const auto near = journal::nearest(name, names);
    return std::unexpected("there is no preset '" + std::string(name) + "'." +
                           (near.empty() ? std::string() : " Did you mean " + near.front() + "?"));
  }
  const auto document = codec::parse_json(it->rules);
  std::vector<Rule> rules;
  const std::string base(id.empty() ? name : id);
  for (const auto& json : document->items()) {
    auto rule = read_rule(json);
    if (!rule) return std::unexpected(rule.error());
    if (auto ok = read_match(match, rule->match); !ok) return std::unexpected(ok.error());
    if (auto ok = check_match(rule->match); !ok) return std::unexpected(ok.error());
    rule->id = document->items().size() == 1 ? base : base + "." + std::to_string(rules.size() + 1);
    rules.push_back(std::move(*rule));
  }
  return rules;
}

}  // namespace adsbox::faults
