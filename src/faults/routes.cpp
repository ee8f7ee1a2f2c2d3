#include "faults/routes.h"

#include <algorithm>
#include <utility>

#include "faults/presets.h"
#include "faults/rule_json.h"

namespace adsbox::faults {
namespace {

using codec::JsonObject;
using control::Call;
using control::In;
using control::Result;
using control::Type;

const control::Parameter world{"world", In::query, Type::string, "name of the world; the default one when absent"};
const control::Parameter rule_id{"id", In::path, Type::string, "id of the rule", true};

Result reports(const std::vector<Report>& all) {
  std::vector<std::string> rows;
  for (const auto& r : all) rows.push_back(report_json(r));
  return control::reply(JsonObject().raw("faults", codec::json_array(rows)));
}

std::unexpected<control::Refusal> unknown(std::string_view id) {
  return control::refuse(404, "there is no fault rule '" + std::string(id) + "'");
}

Result add(Rules& rules, const Call& call) {
  const auto& body = call.body;
  const bool one = !body["effect"].is_null(), many = !body["rules"].is_null(), preset = !body["preset"].is_null();
  if (one + many + preset != 1)
    return control::refuse(400, "give one of effect (a rule), rules (a list of rules) and preset (a name)");
  if (many && body.members().size() != 1)
    return control::refuse(400, "rules stands alone: each rule has its own id, match and effect");
  std::vector<Rule> wanted;
  if (preset) {
    auto expanded = expand(call.text("preset"), call.text("id"), body["match"]);
    if (!expanded) return control::refuse(400, expanded.error());
    wanted = std::move(*expanded);
  } else if (one) {
    auto rule = read_rule(body);
    if (!rule) return control::refuse(400, rule.error());
    wanted.push_back(std::move(*rule));
  } else {
    for (const auto& json : body["rules"].items()) {
      auto rule = read_rule(json);
      if (!rule) return control::refuse(400, "rules[" + std::to_string(wanted.size()) + "]: " + rule.error());
      wanted.push_back(std::move(*rule));
    }
  }
  const auto ids = rules.add(std::move(wanted));
  if (!ids) return control::refuse(409, ids.error());
  return control::reply(JsonObject().strings("ids", *ids), 201);
}

Result check(Rules& rules, const Call& call) {
  const auto ids = call.strings("ids");
  const auto times = call.integer("times");
  if (times && *times < 0) return control::refuse(400, "times is not negative");
  std::vector<Report> wanted;
  if (ids.empty()) wanted = rules.list();
  for (const auto& id : ids) {
    auto r = rules.find(id);
    if (!r) return unknown(id);
    wanted.push_back(std::move(*r));
  }
  if (wanted.empty()) return control::refuse(409, "there is no fault rule that could have fired");
  bool all = true;
  std::vector<std::string> rows;
  for (const auto& r : wanted) {
    const bool ok = times ? r.fired == static_cast<std::uint64_t>(*times) : r.fired != 0;
    all = all && ok;
    rows.push_back(JsonObject()
                       .add("id", r.rule.id)
                       .add("matched", r.matched)
                       .add("fired", r.fired)
                       .add("expected", times ? std::to_string(*times) : std::string("at least 1"))
                       .add("ok", ok)
                       .str());
  }
  return control::reply(JsonObject().add("ok", all).raw("faults", codec::json_array(rows)));
}

Result list_presets(const Call&) {
  std::vector<std::string> rows;
  for (const auto& p : presets())
    rows.push_back(JsonObject().add("name", p.name).add("summary", p.summary).raw("rules", p.rules).str());
  return control::reply(JsonObject().raw("presets", codec::json_array(rows)));
}

}  // namespace

std::vector<control::Route> routes(FindRules find) {
  const auto in_world = [find = std::move(find)](auto run) {
    return [find, run](const Call& call) -> Result {
      const auto rules = find(call.text("world"));
      if (rules == nullptr) return control::refuse(404, "there is no world '" + call.text("world") + "'");
      return run(*rules, call);
    };
  };
  const auto done = [](std::string_view name, auto n) { return control::reply(JsonObject().add(name, n)); };
  return {
      {"GET",
       "/faults",
       "The fault rules of a world, with how often each matched and fired and on which requests.",
       {world},
       in_world([](Rules& rules, const Call&) { return reports(rules.list()); })},
      {"POST",
       "/faults",
       "Adds a fault rule, several, or those of a preset.",
       {world,
        {"id", In::body, Type::string, "id of the rule, or what the ids of a preset's rules begin with"},
        {"match", In::body, Type::object, "which requests; for a preset: the conditions to change"},
        {"effect", In::body, Type::object, "what goes wrong"},
        {"rules", In::body, Type::objects, "several rules {id, match, effect}, all or none"},
        {"preset", In::body, Type::string, "name of a preset, see /faults/presets"}},
       in_world(add)},
      {"DELETE", "/faults", "Removes all fault rules of a world.", {world}, in_world([done](Rules& rules, const Call&) -> Result {
         return done("removed", rules.clear());
       })},
      {"GET", "/faults/presets", "The presets and the rules they stand for.", {world}, list_presets},
      {"POST",
       "/faults/reset-counters",
       "Sets what rules have counted back to nothing.",
       {world},
       in_world([done](Rules& rules, const Call&) -> Result {
         rules.reset_counters();
         return done("reset", true);
       })},
      {"POST",
       "/faults/assert",
       "Tells whether rules fired: `ok` is false when one did not.",
       {world,
        {"ids", In::body, Type::strings, "the rules; all when absent"},
        {"times", In::body, Type::integer, "how often each must have fired, exactly; at least once when absent"}},
       in_world(check)},
      {"GET", "/faults/{id}", "One fault rule.", {rule_id, world}, in_world([](Rules& rules, const Call& call) -> Result {
         const auto r = rules.find(call.text("id"));
         if (!r) return unknown(call.text("id"));
         return control::Reply{report_json(*r)};
       })},
      {"DELETE",
       "/faults/{id}",
       "Removes a fault rule.",
       {rule_id, world},
       in_world([done](Rules& rules, const Call& call) -> Result {
         if (!rules.erase(call.text("id"))) return unknown(call.text("id"));
         return done("removed", 1);
       })},
  };
}

}  // namespace adsbox::faults
