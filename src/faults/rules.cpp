#include "faults/rules.h"

#include <algorithm>
#include <functional>

namespace adsbox::faults {
namespace {

constexpr std::string_view expire_access = "token.expire_access";
constexpr std::size_t most_expired = 1000;

bool is_endpoint(std::string_view name) {
  return std::ranges::any_of(endpoints(), [&](const Named& e) { return e.name == name; });
}

/// Faults of the caller's standing are AdApiFaults: their codes are the lowest ones.
FaultKind kind_of(Error error) {
  const auto& row = error_info(error);
  return row.code < 127 && row.symbol.size != 0 ? FaultKind::ad_api : FaultKind::operation;
}

Explanation why(const std::string& id, std::uint64_t fired, std::uint64_t matched) {
  return {"fault." + id, "fault", "injected",
          "firing " + std::to_string(fired) + ", request " + std::to_string(matched) + " that fits",
          "anything: the fault rule " + id + " injected this error, whatever was sent"};
}

}  // namespace

std::vector<bool> operations_of(const Match& match) {
  std::vector<bool> chosen(schema::contract.operations.size());
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const auto& o = schema::contract.operations[i];
    const auto& service = schema::contract.services[o.service];
    const auto name = schema::text(o.name);
    if (service.internal || (!match.service.empty() && schema::text(service.name) != match.service)) continue;
    bool named = false;
    for_each_name(match.operation, [&](std::string_view n) {
      named = named || (n.ends_with('*') ? name.starts_with(n.substr(0, n.size() - 1)) : name == n);
    });
    chosen[i] = named && (match.entity_kind.empty() || operation_is_about(o, match.entity_kind));
  }
  return chosen;
}

std::optional<ErrorValue> Decision::item(int index) {
  for (auto& i : items_) {
    const bool hit = (i.every != 0 && static_cast<unsigned>(index) % i.every == i.every - 1) ||
                     std::ranges::find(i.indexes, index) != i.indexes.end();
    if (!hit) continue;
    i.taken = true;
    auto error = i.error;
    error.index = index;
    return error;
  }
  return std::nullopt;
}

std::expected<std::vector<std::string>, std::string> Rules::add(std::vector<Rule> rules) {
  const std::scoped_lock lock(mutex_);
  if (entries_.size() + rules.size() > most_rules)
    return std::unexpected("a world has at most " + std::to_string(most_rules) + " fault rules");
  std::vector<std::string> ids;
  for (auto& r : rules) {
    const auto taken = [&](const std::string& id) { return entry(id) != nullptr || std::ranges::find(ids, id) != ids.end(); };
    if (r.id.empty()) {
      do r.id = "f" + std::to_string(next_++);
      while (taken(r.id));
    } else if (taken(r.id)) {
      return std::unexpected("there is a fault rule '" + r.id + "' already");
    }
    ids.push_back(r.id);
  }
  for (auto& r : rules) {
    auto e = std::make_unique<Entry>();
    e->operations = operations_of(r.match);
    for_each_name(r.match.operation, [&](std::string_view n) {
      if (is_endpoint(n)) e->endpoints.emplace_back(n);
    });
    e->rule = std::move(r);
    entries_.push_back(std::move(e));
  }
  size_.store(entries_.size());
  return ids;
}

Rules::Entry* Rules::entry(std::string_view id) {
  const auto it = std::ranges::find_if(entries_, [&](const auto& e) { return e->rule.id == id; });
  return it == entries_.end() ? nullptr : it->get();
}

Report Rules::report(const Entry& e) {
  return {e.rule, e.matched, e.fired, {e.tracking_ids.begin(), e.tracking_ids.end()}};
}

std::vector<Report> Rules::list() const {
  const std::scoped_lock lock(mutex_);
  std::vector<Report> all;
  for (const auto& e : entries_) all.push_back(report(*e));
  return all;
}

std::optional<Report> Rules::find(std::string_view id) const {
  const std::scoped_lock lock(mutex_);
  for (const auto& e : entries_)
    if (e->rule.id == id) return report(*e);
  return std::nullopt;
}

bool Rules::erase(std::string_view id) {
  const std::scoped_lock lock(mutex_);
  const bool any = std::erase_if(entries_, [&](const auto& e) { return e->rule.id == id; }) != 0;
  size_.store(entries_.size());
  return any;
}

std::size_t Rules::clear() {
  const std::scoped_lock lock(mutex_);
  const auto n = entries_.size();
  entries_.clear();
  size_.store(0);
  return n;
}

void Rules::reset_counters() {
  const std::scoped_lock lock(mutex_);
  for (auto& e : entries_) {
    e->matched = e->fired = 0;
    e->tracking_ids.clear();
    e->expired.clear();
  }
}

bool Rules::fits(const Entry& e, const Query& q) {
  if (e.rule.match.protocol && *e.rule.match.protocol != q.protocol) return false;
  if (q.operation != nullptr) return e.operations[schema::id_of(*q.operation)];
  return std::ranges::find(e.endpoints, q.endpoint) != e.endpoints.end();
}

/// Whether the request that was just counted is one to fire on.
bool Rules::due(const Entry& e) {
  const auto& m = e.rule.match;
  const auto n = e.matched;
  return (m.nth == 0 || n == m.nth) && (m.every == 0 || n % m.every == 0) && n >= m.from && (m.to == 0 || n <= m.to) &&
         (m.times == 0 || e.fired < m.times) && (m.probability >= 1 || chance(m.seed, n) < m.probability);
}

void Rules::fire(Entry& e, const Query& q, Decision& decision) {
  ++e.fired;
  if (!q.tracking_id.empty()) {
    if (e.tracking_ids.size() == most_tracking_ids) e.tracking_ids.pop_front();
    e.tracking_ids.emplace_back(q.tracking_id);
  }
  decision.fired.push_back(e.rule.id);
}

void Rules::refuse(const Entry& e, Error error, Decision& decision) {
  Failure f{e.rule.effect.fault.value_or(kind_of(error)), {}, e.rule.effect.status};
  f.errors.push_back(
      {error, f.kind == FaultKind::batch ? 0 : -1, {}, e.rule.effect.details, why(e.rule.id, e.fired, e.matched), -1});
  decision.failure = std::move(f);
}

void Rules::add_wire(const Entry& e, Wire& wire) {
  const auto& effect = e.rule.effect;
  if (effect.latency) wire.delay += effect.latency->draw(e.rule.match.seed, e.matched);
  if (effect.bytes_per_second != 0 && (wire.bytes_per_second == 0 || effect.bytes_per_second < wire.bytes_per_second))
    wire.bytes_per_second = effect.bytes_per_second;
  if (effect.cut_fraction) wire.cut_fraction = std::min(*effect.cut_fraction, wire.cut_fraction.value_or(1));
  if (effect.cut_bytes) wire.cut_bytes = std::min(*effect.cut_bytes, wire.cut_bytes.value_or(*effect.cut_bytes));
}

Decision Rules::decide(const Query& q) {
  Decision d;
  const std::hash<std::string_view> hash;
  const std::scoped_lock lock(mutex_);
  for (auto& at : entries_) {
    auto& e = *at;
    const auto& effect = e.rule.effect;
    const bool expires = effect.answer_change == expire_access;
    if (!effect.answer_change.empty() && !expires) continue;
    if (expires && !q.access_token.empty() && e.expired.contains(hash(q.access_token))) {
      if (!d.refused()) refuse(e, Error::AuthenticationTokenExpired, d);
      continue;
    }
    if (!fits(e, q)) continue;
    ++e.matched;
    // What comes after a refusal would not be seen.
    if ((effect.refuses() || effect.of_items() || expires) && d.refused()) continue;
    if (!due(e)) continue;
    fire(e, q, d);
    if (expires) {
      if (e.expired.size() >= most_expired) e.expired.clear();
      if (!q.access_token.empty()) e.expired.insert(hash(q.access_token));
      refuse(e, Error::AuthenticationTokenExpired, d);
      continue;
    }
    add_wire(e, d.wire);
    if (effect.error && effect.of_items()) {
      ErrorValue error{*effect.error, -1, {}, effect.details, why(e.rule.id, e.fired, e.matched), -1};
      d.items_.push_back({e.rule.id, std::move(error), effect.items, effect.every_item});
    } else if (effect.error) {
      refuse(e, *effect.error, d);
    } else if (effect.status != 0) {
      d.plain = Plain{effect.status, effect.body, effect.content_type, effect.retry_after};
    }
    d.wire.drop = d.wire.drop || effect.drop;
    if (effect.refuses()) d.after_commit = effect.after_commit;
  }
  return d;
}

std::optional<std::string> Rules::changes(std::string_view change, const Query& q) {
  Decision d;
  const std::scoped_lock lock(mutex_);
  for (auto& e : entries_) {
    if (e->rule.effect.answer_change != change || !fits(*e, q)) continue;
    ++e->matched;
    if (d.fired.empty() && due(*e)) fire(*e, q, d);
  }
  if (d.fired.empty()) return std::nullopt;
  return std::move(d.fired.front());
}

void Rules::settle(Decision& d, const Query& q) {
  if (d.items_.empty()) return;
  const std::scoped_lock lock(mutex_);
  for (const auto& i : d.items_) {
    if (i.taken) continue;
    std::erase(d.fired, i.id);
    auto* e = entry(i.id);
    if (e == nullptr || e->fired == 0) continue;
    --e->fired;
    const auto at = std::ranges::find(e->tracking_ids, q.tracking_id);
    if (at != e->tracking_ids.end()) e->tracking_ids.erase(at);
  }
  d.items_.clear();
}

void finish(Rules& rules, Decision& d, const Query& q, net::Response& response) {
  if (d.fired.empty() && !d.refused()) return;
  rules.settle(d, q);
  if (d.plain) {
    response.status = d.plain->status;
    response.body = d.plain->body;
    response.content_type = d.plain->content_type;
    response.file.reset();
    if (d.plain->retry_after >= 0) response.set("Retry-After", std::to_string(d.plain->retry_after));
  }
  const auto& wire = d.wire;
  response.delay += wire.delay;
  if (wire.bytes_per_second != 0) response.bytes_per_second = wire.bytes_per_second;
  response.drop = response.drop || wire.drop;
  if (wire.cut_bytes) response.cut_after = wire.cut_bytes;
  if (wire.cut_fraction) {
    const auto cut = static_cast<std::uint64_t>(static_cast<double>(response.body_size()) * *wire.cut_fraction);
    response.cut_after = std::min(cut, response.cut_after.value_or(cut));
  }
}

}  // namespace adsbox::faults
