#include "faults/rule_json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "codec/json_object.h"
#include "journal/suggest.h"

namespace adsbox::faults {
namespace {

using codec::JsonObject;
using codec::JsonValue;
using Names = std::vector<std::string_view>;

constexpr std::uint64_t most_count = 1'000'000'000'000;
constexpr std::size_t most_items = 1000;
constexpr std::array<std::string_view, 3> protocol_names = {"http", "soap", "rest"};
constexpr std::array<std::string_view, 3> fault_names = {"ad_api", "operation", "batch"};
constexpr std::array<std::string_view, 5> latency_names = {"fixed", "uniform", "normal", "exponential", "percentiles"};
constexpr std::array<std::string_view, 4> content_types = {"text/plain; charset=utf-8", "text/html; charset=utf-8",
                                                           "application/json; charset=utf-8", "text/xml; charset=utf-8"};

std::string did_you_mean(std::string_view written, const Names& names) {
  const auto near = journal::nearest(written, names);
  return near.empty() ? std::string() : " Did you mean " + near.front() + "?";
}

std::string listed(const auto& names) {
  std::string s;
  for (const auto& n : names) s.append(s.empty() ? "" : ", ").append(n);
  return s;
}

/// Reads the members of one object; the first thing that is wrong is kept.
class Members {
 public:
  Members(const JsonValue& o, std::string_view where, std::string& error) : o_(o), where_(where), error_(error) {
    if (!o.is_object()) complain("", "is an object");
  }
  [[nodiscard]] bool has(std::string_view name) { return !value(name).is_null(); }
  void text(std::string_view name, std::string& to) {
    const auto& v = value(name);
    if (v.is_null()) return;
    if (!v.is_string()) return complain(name, "is a text");
    to = v.text();
  }
  template <class T>
  void count(std::string_view name, T& to, std::uint64_t least, std::uint64_t most) {
    if (const auto n = number(value(name), name, static_cast<double>(least), static_cast<double>(most), true))
      to = static_cast<T>(*n);
  }
  std::optional<double> real(std::string_view name, double least, double most) {
    return number(value(name), name, least, most, false);
  }
  void flag(std::string_view name, bool& to) {
    const auto& v = value(name);
    if (v.is_null()) return;
    if (v.kind() != JsonValue::Kind::boolean) return complain(name, "is true or false");
    to = v.source() == "true";
  }
  std::optional<std::size_t> choice(std::string_view name, std::span<const std::string_view> names) {
    std::string s;
    text(name, s);
    if (s.empty()) return std::nullopt;
    const auto it = std::ranges::find(names, s);
    if (it != names.end()) return static_cast<std::size_t>(it - names.begin());
    complain(name, "is one of " + listed(names));
    return std::nullopt;
  }
  const JsonValue& value(std::string_view name) {
    known_.push_back(name);
    return o_[name];
  }
  std::optional<double> number(const JsonValue& v, std::string_view name, double least, double most, bool whole) {
    if (v.is_null()) return std::nullopt;
    double n = 0;
    const auto s = v.source();
    const auto [end, bad] = std::from_chars(s.data(), s.data() + s.size(), n);
    if (v.kind() == JsonValue::Kind::number && bad == std::errc() && end == s.data() + s.size() && n >= least && n <= most &&
        (!whole || n == std::floor(n)))
      return n;
    const auto shown = [](double d) {
      return d == std::floor(d) ? std::to_string(static_cast<std::int64_t>(d)) : std::to_string(d);
    };
    complain(name, std::string(whole ? "is a whole number" : "is a number") + " from " + shown(least) + " to " + shown(most));
    return std::nullopt;
  }
  void complain(std::string_view name, std::string what) {
    if (!error_.empty()) return;
    error_ = std::string(where_) + (where_.empty() || name.empty() ? "" : ".") + std::string(name);
    if (error_.empty()) error_ = "a rule";
    error_ += " " + what;
  }
  /// Refuses members that nothing asked for.
  void end() {
    if (!error_.empty()) return;
    for (const auto& [name, v] : o_.members())
      if (std::ranges::find(known_, name) == known_.end()) {
        error_ = (where_.empty() ? std::string("a rule") : std::string(where_)) + " has no member '" + name + "'.";
        error_ += did_you_mean(name, known_);
        return;
      }
  }

 private:
  const JsonValue& o_;
  std::string_view where_;
  std::string& error_;
  Names known_;
};

/// By symbol, or by number: where two errors share one, that of the Customer services has no symbol.
void read_error(Members& m, const Match& match, std::optional<Error>& to) {
  const auto& v = m.value("error");
  if (v.is_null()) return;
  const auto& all = schema::contract.errors;
  const auto is = [&](const schema::ErrorInfo& e) {
    return v.is_string() ? schema::text(e.symbol) == v.text() : v.integer() == std::optional<std::int64_t>(e.code);
  };
  auto it = std::ranges::find_if(all, is);
  if (it == all.end() || (v.is_string() && v.text().empty())) {
    Names symbols;
    for (const auto& e : all) symbols.push_back(schema::text(e.symbol));
    return m.complain("error", "is the code or the symbol of a documented error, not " + std::string(v.source()) + "." +
                                   (v.is_string() ? did_you_mean(v.text(), symbols) : ""));
  }
  const bool numbers_only = match.service.starts_with("Customer");
  for (auto other = it; other != all.end(); ++other)
    if (is(*other) && (other->symbol.size == 0) == numbers_only) {
      it = other;
      break;
    }
  to = static_cast<Error>(it - all.begin());
}

void read_latency(Members& m, std::optional<Latency>& to, std::string& error) {
  const auto& v = m.value("latency_ms");
  if (v.is_null()) return;
  Latency l;
  if (!v.is_object()) {
    l.first = m.number(v, "latency_ms", 0, Latency::most_ms, false).value_or(0);
    to = l;
    return;
  }
  Members o(v, "effect.latency_ms", error);
  const auto kind = o.choice("distribution", latency_names);
  if (!kind) return o.complain("distribution", "is one of " + listed(latency_names));
  l.kind = static_cast<Latency::Kind>(*kind);
  const auto ms = [&](std::string_view name) {
    if (!o.has(name)) o.complain(name, "is missing: milliseconds");
    return o.real(name, 0, Latency::most_ms).value_or(0);
  };
  switch (l.kind) {
    case Latency::Kind::fixed:
      l.first = ms("value");
      break;
    case Latency::Kind::uniform:
      l.first = ms("min");
      l.second = ms("max");
      if (l.second < l.first) o.complain("max", "is not less than min");
      break;
    case Latency::Kind::normal:
      l.first = ms("mean");
      l.second = ms("deviation");
      break;
    case Latency::Kind::exponential:
      l.first = ms("mean");
      break;
    case Latency::Kind::percentiles: {
      const auto& points = o.value("points");
      if (!points.is_object() || points.members().empty()) o.complain("points", R"(is an object as {"50": 20, "99": 900})");
      for (const auto& [percent, value] : points.members()) {
        double at = -1;
        const auto [end, bad] = std::from_chars(percent.data(), percent.data() + percent.size(), at);
        if (bad != std::errc() || end != percent.data() + percent.size() || at < 0 || at > 100)
          o.complain("points", "has percents from 0 to 100 for names, not '" + percent + "'");
        l.percentiles.emplace_back(at, o.number(value, "points." + percent, 0, Latency::most_ms, false).value_or(0));
      }
      std::ranges::sort(l.percentiles);
      for (std::size_t i = 1; i < l.percentiles.size(); ++i)
        if (l.percentiles[i].second < l.percentiles[i - 1].second || l.percentiles[i].first == l.percentiles[i - 1].first)
          o.complain("points", "grow with the percent");
      break;
    }
  }
  o.end();
  to = std::move(l);
}

void read_cut(Members& m, Effect& e, std::string& error) {
  const auto& v = m.value("cut");
  if (v.is_null()) return;
  Members o(v, "effect.cut", error);
  e.cut_fraction = o.real("fraction", 0, 1);
  if (o.has("bytes")) {
    std::uint64_t n = 0;
    o.count("bytes", n, 0, most_count);
    e.cut_bytes = n;
  }
  if (v.is_object() && e.cut_fraction.has_value() == e.cut_bytes.has_value())
    o.complain("", "has a fraction or a number of bytes");
  o.end();
}

/// Whether the rule is about anything that is no operation.
bool names_endpoint(const Match& match) {
  bool found = false;
  for_each_name(match.operation, [&](std::string_view name) {
    found = found || std::ranges::any_of(endpoints(), [&](const Named& e) { return e.name == name; });
  });
  return found;
}

void read_effect(const JsonValue& json, const Match& match, Effect& e, std::string& error) {
  Members m(json, "effect", error);
  read_error(m, match, e.error);
  if (const auto f = m.choice("fault", fault_names)) e.fault = static_cast<FaultKind>(*f);
  m.text("details", e.details);
  const auto& items = m.value("items");
  if (!items.is_null() && (!items.is_array() || items.items().empty() || items.items().size() > most_items))
    m.complain("items", "is a list of at most " + std::to_string(most_items) + " indexes, from 0");
  for (const auto& i : items.items()) e.items.push_back(static_cast<int>(m.number(i, "items", 0, 1'000'000, true).value_or(0)));
  m.count("every_item", e.every_item, 1, 1'000'000);
  m.count("status", e.status, 200, 599);
  m.text("body", e.body);
  const auto type = m.choice("content_type", content_types);
  e.content_type = content_types[type.value_or(0)];
  m.count("retry_after", e.retry_after, 0, 86'400);
  m.flag("drop", e.drop);
  m.flag("after_commit", e.after_commit);
  read_latency(m, e.latency, error);
  m.count("bytes_per_second", e.bytes_per_second, 1, 1'000'000'000);
  read_cut(m, e, error);
  m.text("answer_change", e.answer_change);
  m.end();

  if (!e.answer_change.empty()) {
    Names names;
    for (const auto& c : answer_changes()) names.push_back(c.name);
    if (std::ranges::find(names, e.answer_change) == names.end())
      m.complain("answer_change", "is one of " + listed(names) + "." + did_you_mean(e.answer_change, names));
    if (e.refuses() || e.of_items() || e.latency || e.bytes_per_second != 0 || e.cut_fraction || e.cut_bytes)
      m.complain("answer_change", "stands alone: make further rules for further effects");
  } else if (!e.refuses() && !e.of_items() && !e.latency && e.bytes_per_second == 0 && !e.cut_fraction && !e.cut_bytes) {
    m.complain("", "is empty: give error, status, drop, latency_ms, bytes_per_second, cut or answer_change");
  }
  if (!e.error && (e.fault || !e.details.empty() || e.of_items()))
    m.complain("error", "is missing: fault, details, items and every_item are about it");
  if (e.of_items() && (e.fault || e.status != 0 || e.after_commit))
    m.complain("items", "get their error in the answer of the call: fault, status and after_commit do not go with it");
  if (e.error && !e.of_items() && e.fault == FaultKind::ad_api && schema::text(error_info(*e.error).symbol).empty())
    m.complain("fault", "is operation for errors of the Customer services");
  if (e.error && names_endpoint(match)) m.complain("error", "is of operations: give status for an endpoint");
  if (e.status == 0 && (!e.body.empty() || type || e.retry_after >= 0))
    m.complain("status", "is missing: body, content_type and retry_after are about it");
  if (e.error && e.status != 0 && (!e.body.empty() || type || e.retry_after >= 0))
    m.complain("body", "does not go with error: the service words it");
  if (e.drop && (e.error || e.status != 0)) m.complain("drop", "leaves no answer for an error or status");
  if (e.after_commit && !e.refuses()) m.complain("after_commit", "is about error, status or drop");
}

}  // namespace

std::expected<void, std::string> read_match(const JsonValue& json, Match& match) {
  std::string error;
  if (json.is_null()) return {};
  Members m(json, "match", error);
  m.text("operation", match.operation);
  m.text("service", match.service);
  if (const auto p = m.choice("protocol", protocol_names)) match.protocol = static_cast<Channel>(*p);
  m.text("entity_kind", match.entity_kind);
  m.count("nth", match.nth, 1, most_count);
  m.count("every", match.every, 1, most_count);
  m.count("from", match.from, 1, most_count);
  m.count("to", match.to, 1, most_count);
  if (const auto p = m.real("probability", 0, 1)) match.probability = *p;
  m.count("seed", match.seed, 0, 1ULL << 53);
  m.count("times", match.times, 1, most_count);
  m.end();
  if (match.to != 0 && match.to < match.from) m.complain("to", "is not less than from");
  if (!error.empty()) return std::unexpected(error);
  return {};
}

std::expected<void, std::string> check_match(const Match& match) {
  const auto& c = schema::contract;
  Names services, names;
  for (const auto& s : c.services)
    if (!s.internal) services.push_back(schema::text(s.name));
  if (!match.service.empty() && std::ranges::find(services, match.service) == services.end())
    return std::unexpected("match.service is one of " + listed(services) + ".");
  for (const auto& o : c.operations)
    if (!c.services[o.service].internal) names.push_back(schema::text(o.name));
  for (const auto& e : endpoints()) names.push_back(e.name);
  const bool endpoint = names_endpoint(match);
  std::string unknown;
  for_each_name(match.operation, [&](std::string_view name) {
    const bool known = std::ranges::any_of(names, [&](std::string_view n) {
      return name.ends_with('*') ? n.starts_with(name.substr(0, name.size() - 1)) : n == name;
    });
    if (!known && unknown.empty())
      unknown = "match.operation: there is no operation or endpoint '" + std::string(name) + "'." + did_you_mean(name, names);
  });
  if (!unknown.empty()) return std::unexpected(std::move(unknown));
  const auto operations = operations_of(match);
  if (endpoint && (!match.service.empty() || !match.entity_kind.empty()))
    return std::unexpected("match: an endpoint has no service and no entity_kind");
  if (endpoint || std::ranges::find(operations, true) != operations.end()) return {};
  if (match.entity_kind.empty()) return std::unexpected("match: " + match.service + " has no operation " + match.operation);
  Names types;
  for (const auto& t : c.types) types.push_back(schema::text(t.name));
  return std::unexpected("match.entity_kind: no such operation is about '" + match.entity_kind + "'." +
                         did_you_mean(match.entity_kind, types));
}

std::expected<Rule, std::string> read_rule(const JsonValue& json) {
  std::string error;
  Rule rule;
  Members m(json, "", error);
  m.text("id", rule.id);
  const auto& match = m.value("match");
  const auto& effect = m.value("effect");
  m.end();
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  };
  if (rule.id.size() > 64 || !std::ranges::all_of(rule.id, plain)) m.complain("id", "is at most 64 of letters, digits, - _ .");
  if (rule.id == "presets" || rule.id == "assert" || rule.id == "reset-counters") m.complain("id", "is a word of the admin API");
  if (effect.is_null()) m.complain("effect", "is missing: an object that says what goes wrong");
  if (!error.empty()) return std::unexpected(error);
  if (auto ok = read_match(match, rule.match); !ok) return std::unexpected(ok.error());
  if (auto ok = check_match(rule.match); !ok) return std::unexpected(ok.error());
  read_effect(effect, rule.match, rule.effect, error);
  if (!error.empty()) return std::unexpected(error);
  return rule;
}

namespace {

std::string shown(double d) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, d).ptr};
}

std::string latency_json(const Latency& l) {
  JsonObject o;
  o.add("distribution", latency_names[static_cast<std::size_t>(l.kind)]);
  JsonObject points;
  switch (l.kind) {
    case Latency::Kind::fixed:
      return shown(l.first);
    case Latency::Kind::uniform:
      return o.raw("min", shown(l.first)).raw("max", shown(l.second)).str();
    case Latency::Kind::normal:
      return o.raw("mean", shown(l.first)).raw("deviation", shown(l.second)).str();
    case Latency::Kind::exponential:
      return o.raw("mean", shown(l.first)).str();
    case Latency::Kind::percentiles:
      for (const auto& [percent, ms] : l.percentiles) points.raw(shown(percent), shown(ms));
      return o.raw("points", points.str()).str();
  }
  return {};
}

std::string effect_json(const Effect& e) {
  JsonObject o;
  if (e.error) {
    const auto& row = error_info(*e.error);
    if (row.symbol.size == 0)
      o.add("error", row.code);
    else
      o.add("error", schema::text(row.symbol));
  }
  if (e.fault) o.add("fault", fault_names[static_cast<std::size_t>(*e.fault)]);
  if (!e.details.empty()) o.add("details", e.details);
  if (!e.items.empty()) {
    std::vector<std::string> indexes;
    for (const int i : e.items) indexes.push_back(std::to_string(i));
    o.raw("items", codec::json_array(indexes));
  }
  if (e.every_item != 0) o.add("every_item", e.every_item);
  if (e.status != 0) o.add("status", e.status);
  if (!e.body.empty()) o.add("body", e.body);
  if (e.status != 0 && !e.error) o.add("content_type", e.content_type);
  if (e.retry_after >= 0) o.add("retry_after", e.retry_after);
  if (e.drop) o.add("drop", true);
  if (e.after_commit) o.add("after_commit", true);
  if (e.latency) o.raw("latency_ms", latency_json(*e.latency));
  if (e.bytes_per_second != 0) o.add("bytes_per_second", e.bytes_per_second);
  if (e.cut_fraction) o.raw("cut", JsonObject().raw("fraction", shown(*e.cut_fraction)).str());
  if (e.cut_bytes) o.raw("cut", JsonObject().add("bytes", *e.cut_bytes).str());
  if (!e.answer_change.empty()) o.add("answer_change", e.answer_change);
  return o.str();
}

std::string match_json(const Match& m) {
  JsonObject o;
  o.add("operation", m.operation);
  if (!m.service.empty()) o.add("service", m.service);
  if (m.protocol) o.add("protocol", protocol_names[static_cast<std::size_t>(*m.protocol)]);
  if (!m.entity_kind.empty()) o.add("entity_kind", m.entity_kind);
  const std::pair<std::string_view, std::uint64_t> counts[] = {
      {"nth", m.nth}, {"every", m.every}, {"from", m.from}, {"to", m.to}, {"times", m.times}};
  for (const auto& [name, n] : counts)
    if (n != 0) o.add(name, n);
  if (m.probability < 1) o.raw("probability", shown(m.probability));
  if (m.seed != 1) o.add("seed", m.seed);
  return o.str();
}

JsonObject rule_members(const Rule& rule) {
  JsonObject o;
  o.add("id", rule.id).raw("match", match_json(rule.match)).raw("effect", effect_json(rule.effect));
  return o;
}

}  // namespace

std::string rule_json(const Rule& rule) {
  return rule_members(rule).str();
}

std::string report_json(const Report& report) {
  auto o = rule_members(report.rule);
  o.add("matched", report.matched).add("fired", report.fired).strings("tracking_ids", report.tracking_ids);
  return o.str();
}

}  // namespace adsbox::faults
