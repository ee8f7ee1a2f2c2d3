#include "admin/limits.h"

#include <algorithm>

#include "journal/suggest.h"
#include "schema/tables.h"
#include "services/entity/limits.h"

namespace adsbox::admin {
namespace {

constexpr std::int64_t most_of_anything = 1'000'000'000'000;

const schema::LimitInfo* adjustable(std::string_view name) {
  const auto* limit = schema::limit_named(name);
  return limit != nullptr && services::is_adjustable(*limit) ? limit : nullptr;
}

/// What is wrong with a name, and which may have been meant.
std::unexpected<control::Refusal> unknown(const std::string& name) {
  std::vector<std::string_view> names;
  for (const auto& limit : schema::rule_book.limits)
    if (services::is_adjustable(limit)) names.push_back(schema::rule_book.text(limit.name));
  auto near = journal::nearest(name, names);
  std::string message = "there is no limit '" + name + "' that can be set";
  if (schema::limit_named(name) != nullptr) message += ": it does not say how many of something fit somewhere";
  const bool meant = !near.empty();
  if (!meant) near.assign(names.begin(), names.end());
  std::ranges::sort(near);
  message += meant ? "; did you mean " : "; there are ";
  for (std::size_t i = 0; i < near.size(); ++i) message.append(i == 0 ? "" : meant ? " or " : ", ").append(near[i]);
  return refuse(404, std::move(message));
}

codec::JsonObject described(world::World& world, const schema::LimitInfo& limit) {
  codec::JsonObject o;
  o.add("name", schema::rule_book.text(limit.name));
  o.add("value", services::limit_of(world, limit));
  o.add("documented", services::documented_limit(world, limit));
  if (limit.error != schema::no_error) o.add("error", schema::text(schema::contract.errors[limit.error].symbol));
  return o;
}

Result tell(world::World& world, const Call&) {
  std::vector<std::string> all;
  for (const auto& limit : schema::rule_book.limits)
    if (services::is_adjustable(limit)) all.push_back(described(world, limit).str());
  std::ranges::sort(all);
  return reply(JsonObject().raw("limits", codec::json_array(all)));
}

/// All of them or, when one cannot be, none.
Result set(world::World& world, const Call& call) {
  world::Limits::Values values;
  for (const auto& [name, value] : call.body["limits"].members()) {
    if (adjustable(name) == nullptr) return unknown(name);
    const auto number = value.integer();
    if (!number || *number < 0 || *number > most_of_anything)
      return refuse(400, name + " must be a whole number from 0 to " + std::to_string(most_of_anything));
    values.insert_or_assign(name, *number);
  }
  if (values.empty()) return refuse(400, "limits must name at least one limit");
  world.limits().set(values);
  return tell(world, call);
}

Result reset_all(world::World& world, const Call& call) {
  world.limits().reset();
  return tell(world, call);
}

Result reset(world::World& world, const Call& call) {
  const auto name = call.text("name");
  const auto* limit = adjustable(name);
  if (limit == nullptr) return unknown(name);
  world.limits().reset(name);
  return reply(described(world, *limit));
}

}  // namespace

std::vector<control::Route> limit_routes(const FindWorld& find) {
  return {
      {"GET", "/limits", "How many of something fit somewhere, as it is in this world and as it is documented.", in_world(),
       with_world(find, tell)},
      {"POST", "/limits", "Sets some for this world; what is beyond them already stays.",
       in_world({{"limits", In::body, Type::object, "names and numbers: {\"campaigns-per-account\": 3}", true}}),
       with_world(find, set)},
      {"DELETE", "/limits", "Back to the documented ones.", in_world(), with_world(find, reset_all)},
      {"DELETE", "/limits/{name}", "Back to the documented number of one.",
       in_world({{"name", In::path, Type::string, "of the limit", true}}), with_world(find, reset)},
  };
}

}  // namespace adsbox::admin
