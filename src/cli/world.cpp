// `adsbox world`, `snapshot`, `clock` and `seed`: the worlds of a running server.
#include "cli/admin.h"
#include "cli/commands.h"
#include "services/seed/seeds.h"

namespace adsbox::cli {
namespace {

const std::vector<std::string> columns = {"name", "environment", "seed", "now", "clock_factor", "mark", "sunset", "contract"};

}  // namespace

int world(int argc, char** argv) {
  Parser app(
      "Worlds: isolated states on one server. A program is in world NAME by the header Adsbox-World, by the host name\n"
      "NAME.localhost, or by credentials that begin with NAME~ (client id, or mail address at sign-in).",
      "world");
  Admin admin;
  admin.add_to_group(app);
  std::string name, environment, when, version;
  WorldStart start;
  const auto begins = [&](Parser* c) {
    auto* s = c->add_option("--seed", start.seed,
                            "what it begins with: " + std::string(services::seed_names) + " (default: that of the server)");
    c->add_option("--snapshot", start.snapshot, "a snapshot that it begins as")->excludes(s);
    c->add_option("--time", start.time, "what its clock says, e.g. 2026-01-31T12:00:00Z");
    c->add_flag("--frozen", start.frozen, "its clock stands still");
  };
  auto* list = app.add_subcommand("list", "list the worlds");
  auto* create = app.add_subcommand("create", "make a world");
  create->add_option("name", name, "lower-case letters, digits and hyphens")->required();
  create->add_option("--environment", environment, "sandbox (default) or production")->one_of({"sandbox", "production"});
  begins(create);
  auto* reset = app.add_subcommand("reset", "begin a world anew");
  reset->add_option("name", name, "the world")->required();
  begins(reset);
  auto* drop = app.add_subcommand("drop", "drop a world");
  drop->add_option("name", name, "the world")->required();
  auto* sunset = app.add_subcommand("sunset", "say when SOAP ends in a world, by its clock");
  sunset->add_option("name", name, "the world")->required();
  sunset->add_option("when", when, "last day of SOAP or moment of its end; never; server (default: 2027-01-31)");
  auto* contract = app.add_subcommand("contract", "say which contract answers in a world are for");
  contract->add_option("name", name, "the world")->required();
  contract->add_option("version", version, "e.g. 13.0.11; newest; client (that of the SDK which calls); server")->required();
  if (const auto code = parse(app, argc, argv)) return *code;

  const auto client = admin.client();
  if (*contract) return admin.print("world", client.set_contract(name, version), "", columns);
  if (*list) return admin.print("world", client.worlds(), "worlds", columns);
  if (*sunset) return admin.print("world", client.end_soap(name, when), "", columns);
  if (*drop) return admin.print("world", client.drop_world(name), "", {});
  return admin.print("world", *create ? client.create_world(name, start, environment) : client.reset_world(name, start), "",
                     columns);
}

int snapshot(int argc, char** argv) {
  Parser app("Snapshots: a world's state under a name, to go back to (--world says which world).", "snapshot");
  Admin admin;
  admin.add_to_group(app);
  std::string name;
  auto* list = app.add_subcommand("list", "list the snapshots");
  auto* take = app.add_subcommand("take", "keep the world's state");
  auto* restore = app.add_subcommand("restore", "put the world back");
  auto* drop = app.add_subcommand("drop", "forget a snapshot");
  for (auto* c : {take, restore, drop}) c->add_option("name", name, "the snapshot")->required();
  if (const auto code = parse(app, argc, argv)) return *code;

  const auto client = admin.client();
  if (*list) return admin.print("snapshot", client.snapshots(), "snapshots", {"name", "environment", "bytes"});
  if (*drop) return admin.print("snapshot", client.drop_snapshot(name), "", {});
  if (*take) return admin.print("snapshot", client.take_snapshot(admin.world(), name), "", {"name", "environment", "bytes"});
  return admin.print("snapshot", client.restore_snapshot(admin.world(), name), "", columns);
}

int clock(int argc, char** argv) {
  Parser app("The clock of a world (--world): tokens, dates and delays go by it.", "clock");
  Admin admin;
  admin.add_to_group(app);
  std::string moment;
  double amount = 1;
  auto* show = app.add_subcommand("show", "what time it is");
  auto* set = app.add_subcommand("set", "jump to a moment");
  set->add_option("moment", moment, "e.g. 2026-01-31T12:00:00Z")->required();
  auto* advance = app.add_subcommand("advance", "jump by a span");
  advance->add_option("seconds", amount, "seconds; negative ones go back; also 90m, 12h, 30d")
      ->required()
      ->units({{"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}});
  auto* freeze = app.add_subcommand("freeze", "stand still");
  auto* run = app.add_subcommand("run", "go on, at a factor");
  run->add_option("factor", amount, "world seconds in a second")->capture_default_str();
  if (const auto code = parse(app, argc, argv)) return *code;

  const auto client = admin.client();
  if (*show) return admin.print("clock", client.clock(admin.world()), "", columns);
  ClockChange change;
  if (*set) change.set = moment;
  if (*advance) change.advance_seconds = amount;
  if (*freeze) change.factor = 0;
  if (*run) change.factor = amount;
  return admin.print("clock", client.change_clock(admin.world(), change), "", columns);
}

int seed(int argc, char** argv) {
  Parser app("Begins a world (--world) anew with a seed.", "seed");
  Admin admin;
  admin.add_to(app);
  std::string name;
  app.add_option("seed", name, std::string(services::seed_names))->required();
  if (const auto code = parse(app, argc, argv)) return *code;
  return admin.print("seed", admin.client().reset_world(admin.world(), {.seed = name}), "", columns);
}

}  // namespace adsbox::cli
