// `adsbox env`: the environment of `adsbox exec`, for a shell and a server that runs already.
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/exec_environment.h"
#include "cli/exec_files.h"
#include "cli/exec_server.h"
#include "cli/serve_options.h"
#include "cli/terminal.h"
#include "codec/json_object.h"

namespace adsbox::cli {
namespace {

std::optional<std::string> current_variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

void print(const std::vector<Variable>& set, const std::vector<std::string>& unset, bool as_json) {
  if (as_json) {
    codec::JsonObject json;
    for (const auto& v : set) json.add(v.name, v.value);
    for (const auto& name : unset) json.raw(name, "null");
    return out(pretty_json(json.str()) + "\n");
  }
  std::string text;
  for (const auto& v : set) text += "export " + v.name + "=" + shell_quoted(v.value) + "\n";
  for (const auto& name : unset) text += "unset " + name + "\n";
  out(text);
}

/// The server's port is in the name: one directory for each, used again by the next server there.
std::string directory_of(const Connection& c) {
  auto name = c.proxy.substr(c.proxy.find("://") + 3);
  std::replace(name.begin(), name.end(), ':', '-');
  return default_data_directory() + "/programs/" + name;
}

}  // namespace

int env(int argc, char** argv) {
  Parser app("Prints what leads programs of this shell to a running server: eval \"$(adsbox env)\".", "env");
  std::string url = "http://127.0.0.1:8080";
  ProgramSettings settings;
  bool json = false, unset = false, no_preload = false;
  app.add_option("--url", url, "base address of a server that has a proxy port (environment: ADSBOX_URL)")
      ->envname("ADSBOX_URL")
      ->capture_default_str();
  app.add_option("--world", settings.world, "world of the programs' calls");
  app.add_option("--directory", settings.files.directory,
                 "directory for certificates (default: in ~/.local/share/adsbox/programs)");
  app.add_flag("--no-preload", no_preload, "preload no library: clients without a notion of proxies are not led here");
  app.add_flag("--json", json, "a JSON object instead of shell commands; null = unset");
  app.add_flag("--unset", unset, "print what takes it back");
  if (const auto code = parse(app, argc, argv)) return *code;
  if (unset) {
    const auto back = clear_environment(current_variable);
    print(back.set, back.unset, json);
    return 0;
  }
  if (!settings.world.empty() && !is_world_name(settings.world)) {
    fail("env", "'" + settings.world + "' cannot be the name of a world: letters, digits, - _ . and no more than 64");
    return 2;
  }
  auto running = RunningServer::ask(url);
  if (!running) return fail("env", running.error());
  settings.connection = std::move(running->connection);
  settings.pass_through = settings.connection.pass_through;
  settings.redirect = !no_preload;
  if (settings.files.directory.empty()) settings.files.directory = directory_of(settings.connection);
  if (!settings.files.directory.starts_with('/'))
    settings.files.directory = std::filesystem::absolute(settings.files.directory).string();
  if (const auto written = write_program_files(settings.files, running->certificate, settings.pass_through); !written)
    return fail("env", written.error());
  std::vector<std::string> stale;
  if (settings.world.empty() && current_variable("ADSBOX_WORLD")) stale.emplace_back("ADSBOX_WORLD");
  print(program_environment(settings, current_variable), stale, json);
  return 0;
}

}  // namespace adsbox::cli
