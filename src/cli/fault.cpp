// `adsbox fault`: what goes wrong in a running server, and whether it did.
#include "cli/fault.h"

#include "cli/admin_client.h"
#include "cli/commands.h"
#include "cli/terminal.h"
#include "client/url.h"
#include "codec/json_object.h"
#include "codec/json_tree.h"

namespace adsbox::cli {
namespace {

const std::vector<std::string> rule_columns = {"id", "matched", "fired", "match", "effect"};

std::expected<std::string, std::string> rule_text(const std::string& argument) {
  if (argument != "-" && !argument.starts_with('@')) return argument;
  auto text = read_file(argument == "-" ? "/dev/stdin" : argument.substr(1));
  if (!text) return std::unexpected("cannot read " + argument);
  return std::move(*text);
}

int add(const Admin& admin, FaultOptions& options) {
  if (!options.json.empty()) {
    auto json = rule_text(options.json);
    if (!json) return fail("fault", json.error());
    options.json = std::move(*json);
  }
  const auto body = options.body_json();
  if (!body) return fail("fault", body.error());
  return admin.print("fault", admin.request("POST", "faults", *body), "", {"ids"});
}

/// Prints the table and fails when a rule did not fire as often as it should.
int check(const Admin& admin, const std::vector<std::string>& ids, std::int64_t times) {
  codec::JsonObject body;
  if (!ids.empty()) body.strings("ids", ids);
  if (times >= 0) body.add("times", times);
  const auto answer = admin.request("POST", "faults/assert", body.str());
  if (const int code = admin.print("fault", answer, "faults", {"id", "matched", "fired", "expected", "ok"}); code != 0)
    return code;
  const auto document = codec::parse_json(*answer);
  return document && (*document)["ok"].source() == "true" ? 0 : 1;
}

}  // namespace

int fault(int argc, char** argv) {
  Parser app("Faults: make a running server fail in chosen ways, and find out whether it did.", "fault");
  Admin admin;
  admin.add_to(app);
  app.require_subcommand(1);
  app.fallthrough();

  FaultOptions options;
  auto* add_rule = app.add_subcommand("add", "add a rule, or those of a preset, and print their ids");
  options.add_to(*add_rule);
  auto* list = app.add_subcommand("list", "list the rules, how often a request fitted, and how often they fired");
  auto* presets = app.add_subcommand("presets", "list the presets");
  std::string id;
  auto* show = app.add_subcommand("show", "show a rule and the TrackingIds that it fired on");
  show->add_option("id", id, "the rule")->required();
  std::vector<std::string> ids;
  auto* clear = app.add_subcommand("clear", "remove rules");
  clear->add_option("id", ids, "the rules (default: all)");
  std::int64_t times = -1;
  auto* assert_fired = app.add_subcommand("assert", "fail unless rules have fired");
  assert_fired->add_option("id", ids, "the rules (default: all)");
  assert_fired->add_option("--times", times, "exactly so often (default: at least once)")
      ->within(0, std::numeric_limits<std::int64_t>::max());

  if (const auto code = parse(app, argc, argv)) return *code;
  const auto path = [](std::string_view rule) {
    std::string p = "faults/";
    client::append_encoded(p, rule);
    return p;
  };
  if (*add_rule) return add(admin, options);
  if (*list) return admin.print("fault", admin.request("GET", "faults"), "faults", rule_columns);
  if (*presets) return admin.print("fault", admin.request("GET", "faults/presets"), "presets", {"name", "summary"});
  if (*show)
    return admin.print("fault", admin.request("GET", path(id)), "",
                       {"id", "match", "effect", "matched", "fired", "tracking_ids"});
  if (*assert_fired) return check(admin, ids, times);
  if (ids.empty()) return admin.print("fault", admin.request("DELETE", "faults"), "", {"removed"});
  for (const auto& each : ids)
    if (const int code = admin.print("fault", admin.request("DELETE", path(each)), "", {}); code != 0) return code;
  return 0;
}

}  // namespace adsbox::cli
