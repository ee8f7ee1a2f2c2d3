#include "admin/worlds.h"

#include <cmath>
#include <utility>

#include "codec/codec.h"
#include "schema/contract_version.h"
#include "world/soap_end.h"

namespace adsbox::admin {
namespace {

using world::Environment;
using world::Manager;

std::string time_text(std::int64_t ticks) {
  std::string out;
  codec::append_date_time(out, DateTime(ticks, true));
  return out;
}

JsonObject json_of(const world::WorldInfo& w) {
  JsonObject o;
  o.add("name", w.name).add("environment", world::name_of(w.environment)).add("default", !w.created).add("seed", w.seed);
  o.add("created_at", time_text(w.created_at)).add("now", time_text(w.now));
  o.add("clock_factor", w.clock_factor);
  o.add("sunset", w.soap_end == 0 ? std::string() : time_text(w.soap_end)).add("own_sunset", w.own_soap_end);
  o.add("contract", w.contract == 0 ? std::string() : schema::contract_text(w.contract)).add("own_contract", w.own_contract);
  // What a program takes for its credentials so that it is in this world without knowing of worlds.
  if (w.created) o.add("mark", w.name + "~");
  return o;
}

JsonObject json_of(const world::SnapshotInfo& s) {
  return JsonObject()
      .add("name", s.name)
      .add("environment", world::name_of(s.environment))
      .add("bytes", static_cast<std::int64_t>(s.bytes));
}

control::Refusal refusal(const world::Problem& p) {
  using Kind = world::Problem::Kind;
  const int status = p.kind == Kind::unknown ? 404 : p.kind == Kind::exists ? 409 : p.kind == Kind::failed ? 500 : 400;
  return {status, p.message};
}

template <class T>
Result answer(const world::Outcome<T>& outcome, int status = 200) {
  if (!outcome) return std::unexpected(refusal(outcome.error()));
  if constexpr (std::is_void_v<T>)
    return control::Reply{"{}", status};
  else
    return reply(json_of(*outcome), status);
}

/// "2026-01-31T12:00:00Z": ticks.
std::expected<std::optional<std::int64_t>, control::Refusal> moment(const Call& call, std::string_view name) {
  const auto text = call.text(name);
  if (text.empty()) return std::nullopt;
  DateTime parsed;
  if (!codec::parse_date_time(text, parsed))
    return refuse(400, std::string(name) + " is a moment like 2026-01-31T12:00:00Z, not '" + text + "'");
  return parsed.ticks();
}

std::expected<world::Beginning, control::Refusal> beginning(const Call& call) {
  auto time = moment(call, "time");
  if (!time) return std::unexpected(time.error());
  return world::Beginning{
      .seed = call.text("seed"), .snapshot = call.text("snapshot"), .time = *time, .frozen = call.flag("frozen")};
}

}  // namespace

std::vector<control::Route> world_routes(Manager& manager, std::string_view seeds) {
  static std::string seed_meaning;
  seed_meaning = "what it begins with: " + std::string(seeds);
  const Parameter name{"name", In::path, Type::string, "name of the world", true};
  const std::vector<Parameter> begin = {
      {"seed", In::body, Type::string, seed_meaning, false},
      {"snapshot", In::body, Type::string, "name of the snapshot that it begins as, instead of a seed", false},
      {"time", In::body, Type::string, "moment that its clock is set to (ISO 8601, UTC)", false},
      {"frozen", In::body, Type::boolean, "whether its clock stands still", false},
  };
  const auto with_begin = [&](std::vector<Parameter> more) {
    more.insert(more.end(), begin.begin(), begin.end());
    return more;
  };
  auto* const m = &manager;
  return {
      {"GET",
       "/worlds",
       "All worlds.",
       {},
       [m](const Call&) -> Result {
         std::vector<std::string> all;
         for (const auto& w : m->list()) all.push_back(json_of(w).str());
         return reply(JsonObject().raw("worlds", codec::json_array(all)));
       }},
      {"POST", "/worlds", "Makes a world.",
       with_begin({{"name", In::body, Type::string, "its name: lower-case letters, digits, hyphens", true},
                   {"environment", In::body, Type::string, "sandbox (as without) or production", false}}),
       [m](const Call& call) -> Result {
         const auto environment = call.text("environment");
         if (!environment.empty() && environment != "sandbox" && environment != "production")
           return refuse(400, "environment is sandbox or production");
         auto b = beginning(call);
         if (!b) return std::unexpected(b.error());
         return answer(
             m->create(call.text("name"), environment == "production" ? Environment::production : Environment::sandbox, *b), 201);
       }},
      {"GET", "/worlds/{name}", "One world.", {name}, [m](const Call& call) { return answer(m->info(call.text("name"))); }},
      {"DELETE",
       "/worlds/{name}",
       "Drops a world. Default ones can only be reset.",
       {name},
       [m](const Call& call) { return answer(m->drop(call.text("name"))); }},
      {"POST", "/worlds/{name}/reset", "Begins a world anew: as its own seed says, another one, or a snapshot.",
       with_begin({name}),
       [m](const Call& call) -> Result {
         auto b = beginning(call);
         if (!b) return std::unexpected(b.error());
         return answer(m->reset(call.text("name"), *b));
       }},
      {"POST",
       "/worlds/{name}/snapshots",
       "Keeps the world's present state under a name.",
       {name, {"snapshot", In::body, Type::string, "name of the snapshot", true}},
       [m](const Call& call) { return answer(m->take_snapshot(call.text("name"), call.text("snapshot")), 201); }},
      {"POST",
       "/worlds/{name}/restore",
       "Puts the world back to a snapshot.",
       {name, {"snapshot", In::body, Type::string, "name of the snapshot", true}},
       [m](const Call& call) { return answer(m->reset(call.text("name"), {.snapshot = call.text("snapshot")})); }},
      {"GET",
       "/worlds/{name}/clock",
       "What time it is in the world.",
       {name},
       [m](const Call& call) { return answer(m->info(call.text("name"))); }},
      {"POST",
       "/worlds/{name}/clock",
       "Sets, moves or paces the world's clock.",
       {name,
        {"set", In::body, Type::string, "moment to jump to (ISO 8601, UTC)", false},
        {"advance_seconds", In::body, Type::number, "seconds to jump by; negative ones go back", false},
        {"freeze", In::body, Type::boolean, "true: stand still; false: run again", false},
        {"factor", In::body, Type::number, "world seconds in a second; 0 = frozen", false}},
       [m](const Call& call) -> Result {
         auto set = moment(call, "set");
         if (!set) return std::unexpected(set.error());
         world::ClockChange change{.set = *set};
         if (const auto seconds = call.number("advance_seconds")) {
           if (std::abs(*seconds) > 1e12) return refuse(400, "advance_seconds is out of range");
           change.advance = std::llround(*seconds * DateTime::ticks_per_second);
         }
         if (!call.text("freeze").empty()) change.factor = call.flag("freeze") ? 0.0 : 1.0;
         if (const auto factor = call.number("factor")) change.factor = factor;
         return answer(m->change_clock(call.text("name"), change));
       }},
      {"POST",
       "/worlds/{name}/sunset",
       "Says when SOAP ends in the world, by its clock: SOAP calls are refused from then on.",
       {name,
        {"when", In::body, Type::string,
         "the last day of SOAP (2027-01-31, the documented one and the default), or the moment of its end (ISO 8601, UTC); "
         "`never`; or "
         "`server`: as the server's --sunset says",
         false}},
       [m](const Call& call) -> Result {
         const auto when = call.text("when");
         if (when == "server") return answer(m->end_soap(call.text("name"), {.own = false}));
         if (when == "never") return answer(m->end_soap(call.text("name"), {}));
         const auto end = world::soap_end_of(when);
         if (!end) return refuse(400, "when is " + std::string(world::soap_end_form) + ", never, or server");
         return answer(m->end_soap(call.text("name"), {.ticks = *end}));
       }},
      {"POST",
       "/worlds/{name}/contract",
       "Says which contract answers in the world are for: what came after it is left out, unless it is asked for.",
       {name,
        {"version", In::body, Type::string,
         "a version like 13.0.11; `newest`; `client`: that of the official SDK which calls, else the newest; or `server`: as the "
         "server's --contract says"}},
       [m](const Call& call) -> Result {
         const auto version = call.text("version");
         if (version == "server") return answer(m->set_contract(call.text("name"), std::nullopt));
         if (version == "client") return answer(m->set_contract(call.text("name"), schema::ContractVersion{0}));
         const auto known = version == "newest" ? schema::newest_contract() : schema::contract_version(version);
         if (!known)
           return refuse(
               400, "version is 13.0.1 to " + schema::contract_text(schema::newest_contract()) + ", newest, client or server");
         return answer(m->set_contract(call.text("name"), *known));
       }},
      {"GET",
       "/snapshots",
       "All snapshots.",
       {},
       [m](const Call&) -> Result {
         std::vector<std::string> all;
         for (const auto& s : m->snapshots()) all.push_back(json_of(s).str());
         return reply(JsonObject().raw("snapshots", codec::json_array(all)));
       }},
      {"DELETE",
       "/snapshots/{name}",
       "Forgets a snapshot.",
       {name},
       [m](const Call& call) { return answer(m->drop_snapshot(call.text("name"))); }},
  };
}

}  // namespace adsbox::admin
