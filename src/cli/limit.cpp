// `adsbox limit`: how many of something fit somewhere, in a world of a running server.
#include "cli/admin.h"
#include "cli/commands.h"

namespace adsbox::cli {
namespace {

const std::vector<std::string> columns = {"name", "value", "documented", "error"};

}  // namespace

int limit(int argc, char** argv) {
  Parser app(
      "Limits of a world (--world): how many campaigns an account may have, keywords an ad group, and so on. Lower ones let\n"
      "a test reach them.",
      "limit");
  Admin admin;
  admin.add_to_group(app);
  std::string name;
  std::int64_t value = 0;
  auto* list = app.add_subcommand("list", "list them, with the documented numbers");
  auto* set = app.add_subcommand("set", "set one");
  set->add_option("name", name, "e.g. campaigns-per-account")->required();
  set->add_option("value", value, "at most so many")->required();
  auto* reset = app.add_subcommand("reset", "go back to the documented number");
  reset->add_option("name", name, "the limit (default: all)");
  if (const auto code = parse(app, argc, argv)) return *code;

  const auto client = admin.client();
  if (*list) return admin.print("limit", client.limits(admin.world()), "limits", columns);
  if (*set) return admin.print("limit", client.set_limits(admin.world(), {{name, value}}), "", {});
  return admin.print("limit", client.reset_limits(admin.world(), name), "", {});
}

}  // namespace adsbox::cli
