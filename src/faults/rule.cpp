#include "faults/rule.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace adsbox::faults {
namespace {

constexpr std::array endpoint_table = {
    Named{"token", "the token endpoints of all identity platforms"},
    Named{"authorize", "the first page of a sign-in"},
    Named{"devicecode", "the start of a sign-in by device code"},
    Named{"keys", "the keys that tokens are signed with"},
    Named{"page", "the other pages for people"},
    Named{"file", "files: reports, bulk downloads and uploads"},
};

constexpr std::array change_table = {
    Named{"report.no_url", "PollGenerateReport says Success and gives no ReportDownloadUrl"},
    Named{"report.data_aged_out", "a report lacks what lies longer back than data is kept"},
    Named{"bulk.full_sync_required", "GetBulkDownloadStatus ends with FailedFullSyncRequired"},
    Named{"token.throttled", "a token request is refused as one of too many: 429, AADSTS90055"},
    Named{"token.outage", "the token endpoint says that it is out of order: 503, AADSTS90006"},
    Named{"token.revoke_refresh", "the refresh token that is presented was revoked"},
    Named{"token.rotate_refresh", "a refresh ends the refresh token that was presented; only the new one goes on"},
    Named{"token.expire_access", "the access token of the call expires, for this call and all later ones"},
};

std::uint64_t mix(std::uint64_t x) {  // splitmix64
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

/// The type of a member, or of the elements of a member list; nullptr for what is no object.
const schema::TypeInfo* object_type(const schema::FieldInfo& f) {
  const auto* at = &f;
  while (at->kind == schema::Kind::list) at = &schema::contract.lists[at->type].item;
  return at->kind == schema::Kind::object ? &schema::type_info(at->type) : nullptr;
}

bool holds(TypeId message, std::string_view kind) {
  return std::ranges::any_of(schema::fields_of(schema::type_info(message)), [&](const schema::FieldInfo& f) {
    const auto* type = object_type(f);
    return type != nullptr && (schema::text(type->name) == kind || schema::text(schema::type_info(type->root).name) == kind);
  });
}

/// `name` is `kind`, maybe in the plural, maybe with By... or From... behind it.
bool names_kind(std::string_view name, std::string_view kind) {
  std::string plural(kind);
  if (plural.ends_with('y'))
    plural.replace(plural.size() - 1, 1, "ies");
  else
    plural += 's';
  for (const std::string_view form : {std::string_view(plural), kind}) {
    if (!name.starts_with(form)) continue;
    const auto rest = name.substr(form.size());
    if (rest.empty() || rest.starts_with("By") || rest.starts_with("From") || rest.starts_with("To")) return true;
  }
  return false;
}

}  // namespace

std::span<const Named> endpoints() {
  return endpoint_table;
}
std::span<const Named> answer_changes() {
  return change_table;
}

bool operation_is_about(const schema::OperationInfo& operation, std::string_view kind) {
  if (holds(operation.request, kind) || holds(operation.response, kind)) return true;
  const auto name = schema::text(operation.name);
  const auto second = std::find_if(name.begin() + 1, name.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  return names_kind(name.substr(static_cast<std::size_t>(second - name.begin())), kind);
}

double chance(std::uint64_t seed, std::uint64_t n, std::uint64_t stream) {
  return static_cast<double>(mix(mix(mix(seed) + n) + stream) >> 11) * 0x1p-53;
}

std::chrono::milliseconds Latency::draw(std::uint64_t seed, std::uint64_t n) const {
  const double u = chance(seed, n, 1);
  double ms = first;
  switch (kind) {
    case Kind::fixed:
      break;
    case Kind::uniform:
      ms = first + u * (second - first);
      break;
    case Kind::normal:
      ms = first + second * std::sqrt(-2 * std::log(1 - u)) * std::cos(2 * std::numbers::pi * chance(seed, n, 2));
      break;
    case Kind::exponential:
      ms = -first * std::log(1 - u);
      break;
    case Kind::percentiles: {
      std::pair<double, double> low{0, percentiles.front().second};
      ms = percentiles.back().second;
      for (const auto& point : percentiles) {
        if (u * 100 <= point.first) {
          const double share = point.first == low.first ? 1 : (u * 100 - low.first) / (point.first - low.first);
          ms = low.second + share * (point.second - low.second);
          break;
        }
        low = point;
      }
      break;
    }
  }
  return std::chrono::milliseconds(std::llround(std::clamp(ms, 0.0, most_ms)));
}

}  // namespace adsbox::faults
