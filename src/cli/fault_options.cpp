#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "cli/arguments.h"
#include "cli/fault.h"
#include "codec/json_object.h"
#include "codec/json_tree.h"

namespace adsbox::cli {
namespace {

using Json = codec::JsonObject;

bool is_number(std::string_view s) {
  double n = 0;
  const auto [end, bad] = std::from_chars(s.data(), s.data() + s.size(), n);
  return !s.empty() && bad == std::errc() && end == s.data() + s.size() && std::isfinite(n) && s.front() != '.';
}

/// The numbers of `a,b,...`; nothing when one is none.
std::optional<std::vector<std::string>> numbers(std::string_view s) {
  std::vector<std::string> all;
  while (true) {
    const auto comma = s.find(',');
    all.emplace_back(s.substr(0, comma));
    if (!is_number(all.back())) return std::nullopt;
    if (comma == std::string_view::npos) return all;
    s.remove_prefix(comma + 1);
  }
}

/// `200`, `uniform:100,300`, `normal:200,50`, `exponential:200`, `percentiles:50=20,99=900`.
std::optional<std::string> latency_json(std::string_view s) {
  if (is_number(s)) return std::string(s);
  const auto colon = s.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto name = s.substr(0, colon);
  auto rest = s.substr(colon + 1);
  Json o;
  o.add("distribution", name);
  if (name == "percentiles") {
    Json points;
    while (!rest.empty()) {
      const auto pair = rest.substr(0, rest.find(','));
      rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
      const auto is = pair.find('=');
      if (is == std::string_view::npos || !is_number(pair.substr(0, is)) || !is_number(pair.substr(is + 1))) return std::nullopt;
      points.raw(pair.substr(0, is), pair.substr(is + 1));
    }
    return o.raw("points", points.str()).str();
  }
  const auto n = numbers(rest);
  const bool two = name == "uniform" || name == "normal";
  if (!n || n->size() != (two ? 2U : 1U) || (!two && name != "exponential")) return std::nullopt;
  o.raw(name == "uniform" ? "min" : "mean", n->front());
  if (two) o.raw(name == "uniform" ? "max" : "deviation", n->back());
  return o.str();
}

/// `50%` or a number of bytes.
std::optional<std::string> cut_json(std::string_view s) {
  const bool share = s.ends_with('%');
  if (share) s.remove_suffix(1);
  if (!is_number(s)) return std::nullopt;
  if (!share) return Json().raw("bytes", s).str();
  double n = 0;
  std::from_chars(s.data(), s.data() + s.size(), n);
  return Json().raw("fraction", std::to_string(n / 100)).str();
}

}  // namespace

void FaultOptions::add_to(Parser& app) {
  app.add_option("--preset", preset, "the rules of a preset; with conditions to change them. `adsbox fault presets` lists them");
  app.add_option("--rule", json, "a rule as JSON, @FILE or - (standard input); the other options are not for it");
  app.add_option("--id", id, "name of the rule (default: a new one)");
  const std::string which = "Which requests", what = "What goes wrong";
  app.add_option("--operation", operation, "AddCampaigns, Get*, token, authorize, page, file; several with commas")->group(which);
  app.add_option("--service", service, "CampaignManagement, ...")->group(which);
  app.add_option("--protocol", protocol, "soap or rest")->group(which);
  app.add_option("--entity-kind", entity_kind, "what the operation is about: Campaign, Keyword, ...")->group(which);
  app.add_option("--nth", nth, "only the n-th that fits")->group(which);
  app.add_option("--every", every, "every n-th")->group(which);
  app.add_option("--from", from, "from the n-th on")->group(which);
  app.add_option("--to", to, "up to the n-th")->group(which);
  app.add_option("--probability", probability, "0 to 1, drawn by the seed")->group(which);
  app.add_option("--seed", seed, "for probability and latency (default 1)")->group(which);
  app.add_option("--times", times, "at most so often")->group(which);
  app.add_option("--error", error, "a documented error: 117 or CallRateExceeded")->group(what);
  app.add_option("--fault", fault, "ad_api, operation or batch (default: by the error)")->group(what);
  app.add_option("--details", details, "Details of the error")->group(what);
  app.add_option("--items", items, "the error is of these items of the call, from 0: 0,2")->delimiter(',')->group(what);
  app.add_option("--every-item", every_item, "the error is of every n-th item")->group(what);
  app.add_option("--status", status, "HTTP status instead of an answer")->group(what);
  app.add_option("--body", body, "its text")->group(what);
  app.add_option("--content-type", content_type, "its type")->group(what);
  app.add_option("--retry-after", retry_after, "its Retry-After, in seconds")->group(what);
  app.add_flag("--drop", drop, "the connection is reset")->group(what);
  app.add_flag("--after-commit", after_commit, "error, status or drop come after the work was done")->group(what);
  app.add_option("--latency", latency, "ms: 200, uniform:100,300, normal:200,50, exponential:200, percentiles:50=20,99=900")
      ->group(what);
  app.add_option("--bytes-per-second", bytes_per_second, "how fast the body comes")->group(what);
  app.add_option("--cut", cut, "where the body ends: 50% or a number of bytes")->group(what);
  app.add_option("--answer-change", answer_change, "a named change: report.no_url, token.revoke_refresh, ...")->group(what);
}

std::expected<std::string, std::string> FaultOptions::body_json() const {
  if (!json.empty()) return json;
  Json match, effect;
  for (const auto& [name, value] :
       {std::pair{"operation", &operation}, {"service", &service}, {"protocol", &protocol}, {"entity_kind", &entity_kind}})
    if (!value->empty()) match.add(name, *value);
  for (const auto& [name, n] : {std::pair{"nth", nth}, {"every", every}, {"from", from}, {"to", to}, {"times", times}})
    if (n != 0) match.add(name, n);
  for (const auto& [name, value] : {std::pair{"probability", &probability}, {"seed", &seed}}) {
    if (value->empty()) continue;
    if (!is_number(*value)) return std::unexpected(std::string("--") + name + " takes a number");
    match.raw(name, *value);
  }
  if (is_number(error))
    effect.raw("error", error);
  else if (!error.empty())
    effect.add("error", error);
  for (const auto& [name, value] : {std::pair{"fault", &fault},
                                    {"details", &details},
                                    {"body", &body},
                                    {"content_type", &content_type},
                                    {"answer_change", &answer_change}})
    if (!value->empty()) effect.add(name, *value);
  if (!items.empty()) {
    std::vector<std::string> indexes;
    for (const int i : items) indexes.push_back(std::to_string(i));
    effect.raw("items", codec::json_array(indexes));
  }
  if (every_item != 0) effect.add("every_item", every_item);
  if (status != 0) effect.add("status", status);
  if (retry_after >= 0) effect.add("retry_after", retry_after);
  if (drop) effect.add("drop", true);
  if (after_commit) effect.add("after_commit", true);
  if (!latency.empty()) {
    const auto l = latency_json(latency);
    if (!l)
      return std::unexpected("--latency takes 200, uniform:100,300, normal:200,50, exponential:200 or percentiles:50=20,99=900");
    effect.raw("latency_ms", *l);
  }
  if (bytes_per_second != 0) effect.add("bytes_per_second", bytes_per_second);
  if (!cut.empty()) {
    const auto c = cut_json(cut);
    if (!c) return std::unexpected("--cut takes 50% or a number of bytes");
    effect.raw("cut", *c);
  }
  Json o;
  if (!preset.empty()) o.add("preset", preset);
  if (!id.empty()) o.add("id", id);
  if (match.str() != "{}") o.raw("match", match.str());
  if (preset.empty() || effect.str() != "{}") o.raw("effect", effect.str());
  return o.str();
}

}  // namespace adsbox::cli
