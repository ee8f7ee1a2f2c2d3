#include "adsbox/testing_admin.h"
#include "client/url.h"
#include "codec/json_object.h"
#include "codec/json_tree.h"

namespace adsbox {
namespace {

using codec::JsonObject;

/// "worlds", "t 1", "reset": "worlds/t%201/reset".
std::string path_of(std::string_view area, std::string_view name, std::string_view rest = {}) {
  std::string path(area);
  path += "/";
  client::append_encoded(path, name);
  if (!rest.empty()) path.append("/").append(rest);
  return path;
}

void add_text(JsonObject& to, std::string_view name, std::string_view value) {
  if (!value.empty()) to.add(name, value);
}

JsonObject& add_start(JsonObject& to, const WorldStart& start) {
  add_text(to, "seed", start.seed);
  add_text(to, "snapshot", start.snapshot);
  add_text(to, "time", start.time);
  if (start.frozen) to.add("frozen", true);
  return to;
}

QueryParameters in_world(std::string_view world) {
  if (world.empty()) return {};
  return {{"world", std::string(world)}};
}

QueryParameters query_of(const JournalFilter& f) {
  QueryParameters q;
  const auto text = [&](const char* name, const std::string& value) {
    if (!value.empty()) q.emplace_back(name, value);
  };
  text("world", f.world);
  text("service", f.service);
  text("operation", f.operation);
  text("protocol", f.protocol);
  text("tracking_id", f.tracking_id);
  text("user", f.user);
  text("text", f.text);
  text("rule", f.rule);
  text("status", f.status);
  text("since", f.since);
  text("until", f.until);
  if (f.failed) q.emplace_back("failed", *f.failed ? "true" : "false");
  if (f.after) q.emplace_back("after", std::to_string(*f.after));
  if (f.limit) q.emplace_back("limit", std::to_string(*f.limit));
  return q;
}

AdminError refusal(const HttpResponse& answer) {
  const auto problem = codec::parse_json(answer.body).value_or(codec::JsonValue());
  std::string why;
  for (const auto* member : {"message", "error_description", "error"})
    if (why.empty()) why = problem[member].text();
  return {answer.status, "HTTP " + std::to_string(answer.status) + (why.empty() ? "" : ": " + why)};
}

}  // namespace

AdminClient::AdminClient(AdminOptions options) : options_(std::move(options)) {
  while (options_.url.ends_with('/')) options_.url.pop_back();
  if (!options_.transport) options_.transport = make_transport();
}

AdminClient::Answer AdminClient::call(std::string_view method, std::string_view path, const QueryParameters& query,
                                      std::string body, std::chrono::seconds wait) const {
  HttpRequest q;
  q.method = method;
  q.url = options_.url + "/_adsbox/v1/" + std::string(path);
  if (!query.empty()) q.url += "?";
  for (const auto& [name, value] : query) client::append_parameter(q.url, name, value);
  if (!body.empty()) q.headers.emplace_back("Content-Type", "application/json");
  if (!options_.admin_token.empty()) q.headers.emplace_back("Authorization", "Bearer " + options_.admin_token);
  q.body = std::move(body);
  q.timeout += wait;
  auto answer = options_.transport->send(q);
  if (!answer) return std::unexpected(AdminError{0, answer.error().message + ". Is the server running?"});
  if (answer->status < 200 || answer->status >= 300) return std::unexpected(refusal(*answer));
  return std::move(answer->body);
}

AdminClient::Answer AdminClient::worlds() const {
  return call("GET", "worlds");
}
AdminClient::Answer AdminClient::world(std::string_view name) const {
  return call("GET", path_of("worlds", name));
}
AdminClient::Answer AdminClient::create_world(std::string_view name, const WorldStart& start,
                                              std::string_view environment) const {
  JsonObject body;
  body.add("name", name);
  add_text(body, "environment", environment);
  return call("POST", "worlds", {}, add_start(body, start).str());
}
AdminClient::Answer AdminClient::reset_world(std::string_view name, const WorldStart& start) const {
  JsonObject body;
  return call("POST", path_of("worlds", name, "reset"), {}, add_start(body, start).str());
}
AdminClient::Answer AdminClient::drop_world(std::string_view name) const {
  return call("DELETE", path_of("worlds", name));
}
AdminClient::Answer AdminClient::end_soap(std::string_view world, std::string_view when) const {
  JsonObject body;
  add_text(body, "when", when);
  return call("POST", path_of("worlds", world, "sunset"), {}, body.str());
}

AdminClient::Answer AdminClient::set_contract(std::string_view world, std::string_view version) const {
  JsonObject body;
  add_text(body, "version", version);
  return call("POST", path_of("worlds", world, "contract"), {}, body.str());
}

AdminClient::Answer AdminClient::limits(std::string_view world) const {
  return call("GET", "limits", in_world(world));
}
AdminClient::Answer AdminClient::set_limits(std::string_view world, const LimitValues& values) const {
  JsonObject numbers;
  for (const auto& [name, value] : values) numbers.add(name, value);
  return call("POST", "limits", in_world(world), JsonObject().raw("limits", numbers.str()).str());
}
AdminClient::Answer AdminClient::reset_limits(std::string_view world, std::string_view name) const {
  return call("DELETE", name.empty() ? "limits" : path_of("limits", name), in_world(world));
}

AdminClient::Answer AdminClient::snapshots() const {
  return call("GET", "snapshots");
}
AdminClient::Answer AdminClient::take_snapshot(std::string_view world, std::string_view snapshot) const {
  return call("POST", path_of("worlds", world, "snapshots"), {}, JsonObject().add("snapshot", snapshot).str());
}
AdminClient::Answer AdminClient::restore_snapshot(std::string_view world, std::string_view snapshot) const {
  return call("POST", path_of("worlds", world, "restore"), {}, JsonObject().add("snapshot", snapshot).str());
}
AdminClient::Answer AdminClient::drop_snapshot(std::string_view snapshot) const {
  return call("DELETE", path_of("snapshots", snapshot));
}

AdminClient::Answer AdminClient::clock(std::string_view world) const {
  return call("GET", path_of("worlds", world, "clock"));
}
AdminClient::Answer AdminClient::change_clock(std::string_view world, const ClockChange& change) const {
  JsonObject body;
  add_text(body, "set", change.set);
  if (change.advance_seconds) body.add("advance_seconds", *change.advance_seconds);
  if (change.factor) body.add("factor", *change.factor);
  return call("POST", path_of("worlds", world, "clock"), {}, body.str());
}

AdminClient::Answer AdminClient::add_faults(std::string_view world, std::string rule) const {
  return call("POST", "faults", in_world(world), std::move(rule));
}
AdminClient::Answer AdminClient::faults(std::string_view world) const {
  return call("GET", "faults", in_world(world));
}
AdminClient::Answer AdminClient::fault(std::string_view world, std::string_view id) const {
  return call("GET", path_of("faults", id), in_world(world));
}
AdminClient::Answer AdminClient::fault_presets() const {
  return call("GET", "faults/presets");
}
AdminClient::Answer AdminClient::remove_fault(std::string_view world, std::string_view id) const {
  return call("DELETE", path_of("faults", id), in_world(world));
}
AdminClient::Answer AdminClient::remove_faults(std::string_view world) const {
  return call("DELETE", "faults", in_world(world));
}
AdminClient::Answer AdminClient::reset_fault_counters(std::string_view world) const {
  return call("POST", "faults/reset-counters", in_world(world));
}
AdminClient::Answer AdminClient::check_faults(std::string_view world, const std::vector<std::string>& ids,
                                              std::optional<std::uint64_t> times) const {
  JsonObject body;
  if (!ids.empty()) body.strings("ids", ids);
  if (times) body.add("times", *times);
  return call("POST", "faults/assert", in_world(world), body.str());
}

AdminClient::Answer AdminClient::requests(const JournalFilter& filter) const {
  auto query = query_of(filter);
  if (filter.details) query.emplace_back("details", "true");
  if (filter.wait.count() > 0) query.emplace_back("wait", std::to_string(filter.wait.count()));
  return call("GET", "requests", query, {}, filter.wait);
}
AdminClient::Answer AdminClient::requests_as_har(const JournalFilter& filter) const {
  return call("GET", "requests.har", query_of(filter));
}
AdminClient::Answer AdminClient::request(std::string_view id) const {
  return call("GET", path_of("requests", id));
}
AdminClient::Answer AdminClient::forget_requests() const {
  return call("DELETE", "requests");
}
AdminClient::Answer AdminClient::explain(std::string_view id, bool as_text) const {
  return call("GET", path_of("explain", id), {{"format", as_text ? "text" : "json"}});
}

}  // namespace adsbox
