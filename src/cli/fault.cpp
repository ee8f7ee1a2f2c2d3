// `adsbox fault`: what goes wrong in a running server, and whether it did.
#include "cli/fault.h"

#include "cli/admin.h"
#include "cli/commands.h"
#include "cli/terminal.h"
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
  auto body = options.json.empty() ? options.rule_json() : rule_text(options.json);
  if (!body) return fail("fault", body.error());
  return admin.print("fault", admin.client().add_faults(admin.world(), std::move(*body)), "", {"ids"});
}

/// Prints the table and fails when a rule did not fire as often as it should.
int check(const Admin& admin, const std::vector<std::string>& ids, std::optional<std::uint64_t> times) {
  const auto answer = admin.client().check_faults(admin.world(), ids, times);
  if (const int code = admin.print("fault", answer, "faults", {"id", "matched", "fired", "expected", "ok"}); code != 0)
    return code;
  const auto document = codec::parse_json(*answer);
  return document && (*document)["ok"].source() == "true" ? 0 : 1;
}

}  // namespace

int fault(int argc, char** argv) {
  Parser app("Faults: make a running server fail in chosen ways, and find out whether it did.", "fault");
  Admin admin;
  admin.add_to_group(app);

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
  std::uint64_t times = 0;
  auto* assert_fired = app.add_subcommand("assert", "fail unless rules have fired");
  assert_fired->add_option("id", ids, "the rules (default: all)");
  auto* exactly = assert_fired->add_option("--times", times, "exactly so often (default: at least once)");

  if (const auto code = parse(app, argc, argv)) return *code;
  if (*add_rule) return add(admin, options);
  if (*assert_fired) return check(admin, ids, exactly->count() > 0 ? std::optional(times) : std::nullopt);
  const auto client = admin.client();
  const auto& world = admin.world();
  if (*list) return admin.print("fault", client.faults(world), "faults", rule_columns);
  if (*presets) return admin.print("fault", client.fault_presets(), "presets", {"name", "summary"});
  if (*show)
    return admin.print("fault", client.fault(world, id), "", {"id", "match", "effect", "matched", "fired", "tracking_ids"});
  if (ids.empty()) return admin.print("fault", client.remove_faults(world), "", {"removed"});
  for (const auto& each : ids)
    if (const int code = admin.print("fault", client.remove_fault(world, each), "", {}); code != 0) return code;
  return 0;
}

}  // namespace adsbox::cli
