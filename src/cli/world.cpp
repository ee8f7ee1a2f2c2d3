// `adsbox world`, `snapshot`, `clock` and `seed`: the worlds of a running server.
#include "cli/admin_client.h"
#include "cli/commands.h"
#include "client/url.h"

namespace adsbox::cli {
namespace {

const std::vector<std::string> columns = {"name", "environment", "seed", "now", "clock_factor", "mark"};

std::string path_of(std::string_view world, std::string_view rest = {}) {
  std::string path = "worlds/";
  client::append_encoded(path, world);
  return path.append(rest);
}

void add_text(JsonObject& body, std::string_view name, const std::string& value) {
  if (!value.empty()) body.add(name, value);
}

}  // namespace

int world(int argc, char** argv) {
  Parser app(
      "Worlds: isolated states on one server. A program is in world NAME by the header Adsbox-World, by the host name\n"
      "NAME.localhost, or by credentials that begin with NAME~ (client id, or mail address at sign-in).",
      "world");
  Admin admin;
  admin.add_to(app);
  app.require_subcommand(1);
  app.fallthrough();
  std::string name, environment, seed, snapshot, time;
  bool frozen = false;
  const auto begins = [&](Parser* c) {
    auto* s = c->add_option("--seed", seed, "what it begins with: none, credentials, demo (default: that of the server)");
    c->add_option("--snapshot", snapshot, "a snapshot that it begins as")->excludes(s);
    c->add_option("--time", time, "what its clock says, e.g. 2026-01-31T12:00:00Z");
    c->add_flag("--frozen", frozen, "its clock stands still");
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
  if (const auto code = parse(app, argc, argv)) return *code;

  if (*list) return admin.print("world", admin.send_to("GET", "worlds"), "worlds", columns);
  if (*drop) return admin.print("world", admin.send_to("DELETE", path_of(name)), "", {});
  JsonObject body;
  if (*create) body.add("name", name);
  add_text(body, "environment", environment);
  add_text(body, "seed", seed);
  add_text(body, "snapshot", snapshot);
  add_text(body, "time", time);
  if (frozen) body.add_flag("frozen", true);
  return admin.print("world", admin.send_to("POST", *create ? "worlds" : path_of(name, "/reset"), body.text()), "", columns);
}

int snapshot(int argc, char** argv) {
  Parser app("Snapshots: a world's state under a name, to go back to (--world says which world).", "snapshot");
  Admin admin;
  admin.add_to(app);
  app.require_subcommand(1);
  app.fallthrough();
  std::string name;
  auto* list = app.add_subcommand("list", "list the snapshots");
  auto* take = app.add_subcommand("take", "keep the world's state");
  auto* restore = app.add_subcommand("restore", "put the world back");
  auto* drop = app.add_subcommand("drop", "forget a snapshot");
  for (auto* c : {take, restore, drop}) c->add_option("name", name, "the snapshot")->required();
  if (const auto code = parse(app, argc, argv)) return *code;

  if (*list) return admin.print("snapshot", admin.send_to("GET", "snapshots"), "snapshots", {"name", "environment", "bytes"});
  if (*drop) {
    std::string path = "snapshots/";
    client::append_encoded(path, name);
    return admin.print("snapshot", admin.send_to("DELETE", path), "", {});
  }
  const auto body = JsonObject().add("snapshot", name).text();
  if (*take)
    return admin.print("snapshot", admin.send_to("POST", path_of(admin.world(), "/snapshots"), body), "",
                       {"name", "environment", "bytes"});
  return admin.print("snapshot", admin.send_to("POST", path_of(admin.world(), "/restore"), body), "", columns);
}

int clock(int argc, char** argv) {
  Parser app("The clock of a world (--world): tokens, dates and delays go by it.", "clock");
  Admin admin;
  admin.add_to(app);
  app.require_subcommand(1);
  app.fallthrough();
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

  const auto path = path_of(admin.world(), "/clock");
  if (*show) return admin.print("clock", admin.send_to("GET", path), "", columns);
  JsonObject body;
  if (*set) body.add("set", moment);
  if (*advance) body.add_real("advance_seconds", amount);
  if (*freeze) body.add_flag("freeze", true);
  if (*run) body.add_real("factor", amount);
  return admin.print("clock", admin.send_to("POST", path, body.text()), "", columns);
}

int seed(int argc, char** argv) {
  Parser app("Begins a world (--world) anew with a seed.", "seed");
  Admin admin;
  admin.add_to(app);
  std::string name;
  app.add_option("seed", name, "none, credentials, demo")->required();
  if (const auto code = parse(app, argc, argv)) return *code;
  return admin.print("seed", admin.send_to("POST", path_of(admin.world(), "/reset"), JsonObject().add("seed", name).text()), "",
                     columns);
}

}  // namespace adsbox::cli
