#include <algorithm>

#include "adsbox/testing_fault.h"
#include "codec/json_object.h"

namespace adsbox {
namespace {

using codec::JsonObject;

std::string text_of(std::string_view s) {
  std::string json;
  codec::append_json_string(json, s);
  return json;
}

std::string number(double d) {
  char digits[32];
  return {digits, std::to_chars(digits, std::end(digits), d).ptr};
}

std::string object_of(const auto& members) {
  JsonObject o;
  for (const auto& [name, json] : members) o.raw(name, json);
  return o.str();
}

}  // namespace

FaultRule::FaultRule(std::string_view operations) {
  if (!operations.empty()) operation(operations);
}

FaultRule FaultRule::preset(std::string_view name) {
  FaultRule rule;
  rule.put(rule.own_, "preset", text_of(name));
  return rule;
}

FaultRule& FaultRule::put(Members& to, std::string_view name, std::string json) {
  if (const auto it = std::ranges::find(to, name, [](const auto& m) { return std::string_view(m.first); }); it != to.end())
    it->second = std::move(json);
  else
    to.emplace_back(name, std::move(json));
  return *this;
}

FaultRule& FaultRule::id(std::string_view id) {
  return put(own_, "id", text_of(id));
}

FaultRule& FaultRule::operation(std::string_view operations) {
  return put(match_, "operation", text_of(operations));
}
FaultRule& FaultRule::service(std::string_view name) {
  return put(match_, "service", text_of(name));
}
FaultRule& FaultRule::protocol(Protocol protocol) {
  return this->protocol(protocol == Protocol::soap ? "soap" : "rest");
}
FaultRule& FaultRule::protocol(std::string_view name) {
  return put(match_, "protocol", text_of(name));
}
FaultRule& FaultRule::entity_kind(std::string_view kind) {
  return put(match_, "entity_kind", text_of(kind));
}
FaultRule& FaultRule::nth(std::uint64_t n) {
  return put(match_, "nth", std::to_string(n));
}
FaultRule& FaultRule::every(std::uint64_t n) {
  return put(match_, "every", std::to_string(n));
}
FaultRule& FaultRule::from(std::uint64_t n) {
  return put(match_, "from", std::to_string(n));
}
FaultRule& FaultRule::to(std::uint64_t n) {
  return put(match_, "to", std::to_string(n));
}
FaultRule& FaultRule::times(std::uint64_t n) {
  return put(match_, "times", std::to_string(n));
}
FaultRule& FaultRule::probability(double p) {
  return put(match_, "probability", number(p));
}
FaultRule& FaultRule::probability(double p, std::uint64_t seed) {
  return probability(p).seed(seed);
}
FaultRule& FaultRule::seed(std::uint64_t seed) {
  return put(match_, "seed", std::to_string(seed));
}

FaultRule& FaultRule::error(std::string_view symbol) {
  return put(effect_, "error", text_of(symbol));
}
FaultRule& FaultRule::error(int code) {
  return put(effect_, "error", std::to_string(code));
}
FaultRule& FaultRule::fault(std::string_view kind) {
  return put(effect_, "fault", text_of(kind));
}
FaultRule& FaultRule::details(std::string_view text) {
  return put(effect_, "details", text_of(text));
}
FaultRule& FaultRule::of_items(const std::vector<int>& indexes) {
  std::vector<std::string> texts;
  for (const int i : indexes) texts.push_back(std::to_string(i));
  return put(effect_, "items", codec::json_array(texts));
}
FaultRule& FaultRule::of_every_item(std::uint64_t n) {
  return put(effect_, "every_item", std::to_string(n));
}
FaultRule& FaultRule::status(int status) {
  return put(effect_, "status", std::to_string(status));
}
FaultRule& FaultRule::body(std::string_view text, std::string_view content_type) {
  if (!content_type.empty()) put(effect_, "content_type", text_of(content_type));
  return put(effect_, "body", text_of(text));
}
FaultRule& FaultRule::retry_after(std::chrono::seconds wait) {
  return put(effect_, "retry_after", std::to_string(wait.count()));
}
FaultRule& FaultRule::drop() {
  return put(effect_, "drop", "true");
}
FaultRule& FaultRule::after_commit() {
  return put(effect_, "after_commit", "true");
}

FaultRule& FaultRule::latency(Milliseconds fixed) {
  return put(effect_, "latency_ms", number(fixed.count()));
}
FaultRule& FaultRule::latency_uniform(Milliseconds least, Milliseconds most) {
  return put(effect_, "latency_ms",
             JsonObject().add("distribution", "uniform").add("min", least.count()).add("max", most.count()).str());
}
FaultRule& FaultRule::latency_normal(Milliseconds mean, Milliseconds deviation) {
  return put(effect_, "latency_ms",
             JsonObject().add("distribution", "normal").add("mean", mean.count()).add("deviation", deviation.count()).str());
}
FaultRule& FaultRule::latency_exponential(Milliseconds mean) {
  return put(effect_, "latency_ms", JsonObject().add("distribution", "exponential").add("mean", mean.count()).str());
}
FaultRule& FaultRule::latency_percentiles(const std::vector<std::pair<double, Milliseconds>>& points) {
  JsonObject of_percent;
  for (const auto& [percent, ms] : points) of_percent.add(number(percent), ms.count());
  return put(effect_, "latency_ms", JsonObject().add("distribution", "percentiles").raw("points", of_percent.str()).str());
}
FaultRule& FaultRule::bytes_per_second(std::uint64_t n) {
  return put(effect_, "bytes_per_second", std::to_string(n));
}
FaultRule& FaultRule::cut_at(double fraction) {
  return put(effect_, "cut", JsonObject().add("fraction", fraction).str());
}
FaultRule& FaultRule::cut_after(std::uint64_t bytes) {
  return put(effect_, "cut", JsonObject().add("bytes", bytes).str());
}
FaultRule& FaultRule::answer_change(std::string_view name) {
  return put(effect_, "answer_change", text_of(name));
}

std::string FaultRule::json() const {
  auto members = own_;
  const bool preset = std::ranges::any_of(own_, [](const auto& m) { return m.first == "preset"; });
  if (!match_.empty()) members.emplace_back("match", object_of(match_));
  // A rule without an effect goes to the server all the same: it says what a rule needs.
  if (!preset || !effect_.empty()) members.emplace_back("effect", object_of(effect_));
  return object_of(members);
}

}  // namespace adsbox
