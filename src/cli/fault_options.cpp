#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include "adsbox/testing_fault.h"
#include "cli/arguments.h"
#include "cli/fault.h"

namespace adsbox::cli {
namespace {

std::optional<double> number(std::string_view s) {
  double n = 0;
  const auto [end, bad] = std::from_chars(s.data(), s.data() + s.size(), n);
  if (s.empty() || bad != std::errc() || end != s.data() + s.size() || !std::isfinite(n)) return std::nullopt;
  return n;
}

template <class Integer>
std::optional<Integer> integer(std::string_view s) {
  Integer n = 0;
  const auto [end, bad] = std::from_chars(s.data(), s.data() + s.size(), n);
  if (s.empty() || bad != std::errc() || end != s.data() + s.size()) return std::nullopt;
  return n;
}

/// The parts of `a,b,...`.
std::vector<std::string_view> parts_of(std::string_view s) {
  std::vector<std::string_view> all;
  for (;;) {
    const auto comma = s.find(',');
    all.push_back(s.substr(0, comma));
    if (comma == std::string_view::npos) return all;
    s.remove_prefix(comma + 1);
  }
}

/// `200`, `uniform:100,300`, `normal:200,50`, `exponential:200`, `percentiles:50=20,99=900`. False: it is none of these.
bool put_latency(FaultRule& rule, std::string_view s) {
  using Milliseconds = FaultRule::Milliseconds;
  if (const auto fixed = number(s)) {
    rule.latency(Milliseconds(*fixed));
    return true;
  }
  const auto colon = s.find(':');
  if (colon == std::string_view::npos) return false;
  const auto name = s.substr(0, colon);
  const auto parts = parts_of(s.substr(colon + 1));
  if (name == "percentiles") {
    std::vector<std::pair<double, Milliseconds>> points;
    for (const auto part : parts) {
      const auto is = std::min(part.find('='), part.size());
      const auto percent = number(part.substr(0, is)), ms = number(part.substr(std::min(is + 1, part.size())));
      if (!percent || !ms) return false;
      points.emplace_back(*percent, *ms);
    }
    rule.latency_percentiles(points);
    return true;
  }
  const auto first = number(parts.front()), second = number(parts.back());
  if (!first || !second || parts.size() != (name == "exponential" ? 1U : 2U)) return false;
  if (name == "exponential")
    rule.latency_exponential(Milliseconds(*first));
  else if (name == "uniform")
    rule.latency_uniform(Milliseconds(*first), Milliseconds(*second));
  else if (name == "normal")
    rule.latency_normal(Milliseconds(*first), Milliseconds(*second));
  else
    return false;
  return true;
}

/// `50%` or a number of bytes.
bool put_cut(FaultRule& rule, std::string_view s) {
  if (s.ends_with('%')) {
    const auto percent = number(s.substr(0, s.size() - 1));
    if (percent) rule.cut_at(*percent / 100);
    return percent.has_value();
  }
  const auto bytes = integer<std::uint64_t>(s);
  if (bytes) rule.cut_after(*bytes);
  return bytes.has_value();
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

std::expected<std::string, std::string> FaultOptions::rule_json() const {
  auto rule = preset.empty() ? FaultRule() : FaultRule::preset(preset);
  const auto given = [&](const std::string& text, FaultRule& (FaultRule::*put)(std::string_view)) {
    if (!text.empty()) (rule.*put)(text);
  };
  const auto counted = [&](std::uint64_t n, FaultRule& (FaultRule::*put)(std::uint64_t)) {
    if (n != 0) (rule.*put)(n);
  };
  given(id, &FaultRule::id);
  given(operation, &FaultRule::operation);
  given(service, &FaultRule::service);
  given(protocol, &FaultRule::protocol);
  given(entity_kind, &FaultRule::entity_kind);
  counted(nth, &FaultRule::nth);
  counted(every, &FaultRule::every);
  counted(from, &FaultRule::from);
  counted(to, &FaultRule::to);
  counted(times, &FaultRule::times);
  if (!probability.empty()) {
    const auto p = number(probability);
    if (!p) return std::unexpected("--probability takes a number");
    rule.probability(*p);
  }
  if (!seed.empty()) {
    const auto n = integer<std::uint64_t>(seed);
    if (!n) return std::unexpected("--seed takes a whole number");
    rule.seed(*n);
  }
  if (const auto code = integer<int>(error))
    rule.error(*code);
  else
    given(error, &FaultRule::error);
  given(fault, &FaultRule::fault);
  given(details, &FaultRule::details);
  if (!items.empty()) rule.of_items(items);
  counted(every_item, &FaultRule::of_every_item);
  if (status != 0) rule.status(status);
  if (!body.empty() || !content_type.empty()) rule.body(body, content_type);
  if (retry_after >= 0) rule.retry_after(std::chrono::seconds(retry_after));
  if (drop) rule.drop();
  if (after_commit) rule.after_commit();
  if (!latency.empty() && !put_latency(rule, latency))
    return std::unexpected("--latency takes 200, uniform:100,300, normal:200,50, exponential:200 or percentiles:50=20,99=900");
  counted(bytes_per_second, &FaultRule::bytes_per_second);
  if (!cut.empty() && !put_cut(rule, cut)) return std::unexpected("--cut takes 50% or a number of bytes");
  given(answer_change, &FaultRule::answer_change);
  return rule.json();
}

}  // namespace adsbox::cli
