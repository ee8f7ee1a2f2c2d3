// `adsbox exec`: a program that knows nothing of adsbox, led here under the official host names.
#include <unistd.h>

#include <map>

#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/exec_environment.h"
#include "cli/exec_files.h"
#include "cli/exec_process.h"
#include "cli/exec_server.h"
#include "cli/terminal.h"
#include "services/seed/seeds.h"

namespace adsbox::cli {
namespace {

std::optional<std::string> current_variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

/// Ours, and what else is set now.
std::vector<std::string> whole_environment(const std::vector<Variable>& ours) {
  std::map<std::string, std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const auto end = text.find('=');
    if (end != std::string_view::npos) all.emplace(text.substr(0, end), text.substr(end + 1));
  }
  all.erase("ADSBOX_WORLD");
  for (const auto& v : ours) all[v.name] = v.value;
  std::vector<std::string> entries;
  for (const auto& [name, value] : all) entries.push_back(name + "=" + value);
  return entries;
}

int failure(const std::string& why) {
  fail("exec", why);
  return exit_own_failure;
}

}  // namespace

int exec(int argc, char** argv) {
  Parser app("Runs a program with the official host names leading to adsbox: a server of its own, or one that runs already.",
             "exec");
  app.footer("The program comes last: adsbox exec [OPTIONS] -- COMMAND [ARGUMENTS...]");
  std::string url, world, environment = "both";
  ServeOptions options;
  std::uint64_t random_seed = 0;
  ProgramSettings settings;
  bool no_preload = false;
  auto* at = app.add_option("--url", url, "use the server that runs there (it needs a proxy port) instead of an own one");
  auto* data =
      app.add_option("--data", options.data_directory, "directory for what the own server keeps (default: it keeps nothing)");
  app.add_option("--world", world, "world of the program's calls");
  auto* pass = app.add_flag("--pass-through", settings.pass_through, "let the program reach other hosts, too");
  auto* seeding = app.add_option("--seed", options.seed, "what the own server holds: " + std::string(services::seed_names))
                      ->capture_default_str();
  auto* random = app.add_option("--random-seed", random_seed, "make ids and tokens repeatable");
  auto* where = app.add_option("--environment", environment, "of the own server: sandbox, production or both")
                    ->one_of({"sandbox", "production", "both"})
                    ->capture_default_str();
  auto* strict = app.add_flag("--strict", options.strict, "refuse elements and values that the contract does not know");
  app.add_flag("--no-preload", no_preload, "preload no library: clients without a notion of proxies are not led here");
  for (auto* own : std::initializer_list<Option*>{data, seeding, random, where, strict}) at->excludes(own);

  int own_count = argc;
  for (int i = 1; i < argc && own_count == argc; ++i)
    if (std::string_view(argv[i]) == "--") own_count = i;
  if (own_count == argc) app.prefix_command();
  if (const auto code = parse(app, own_count, argv)) return *code;
  std::vector<std::string> command =
      own_count == argc ? app.remaining() : std::vector<std::string>(argv + own_count + 1, argv + argc);
  if (command.empty()) {
    fail("exec", "what shall it run? adsbox exec [OPTIONS] -- COMMAND [ARGUMENTS...]");
    return 2;
  }
  if (!world.empty() && !is_world_name(world)) {
    fail("exec", "'" + world + "' cannot be the name of a world: letters, digits, - _ . and no more than 64");
    return 2;
  }
  options.memory = data->count() == 0;
  options.proxy_pass_through = pass->count() > 0;
  if (auto known = services::check_seed(options.seed); !known) return failure(known.error());
  if (random->count() > 0) options.random_seed = random_seed;
  if (environment == "sandbox") options.environments = {world::Environment::sandbox};
  if (environment == "production") options.environments = {world::Environment::production};

  const HeldSignals signals;
  const ScratchDirectory scratch;
  if (scratch.path().empty()) return failure("no temporary directory can be made");
  std::unique_ptr<OwnServer> own;
  std::string certificate;
  if (url.empty()) {
    auto started = OwnServer::start(std::move(options), world);
    if (!started) return failure(started.error());
    own = std::move(*started);
    auto pem = own->certificate();
    if (!pem) return failure(pem.error());
    certificate = std::move(*pem);
    settings.connection = own->connection();
  } else {
    auto running = RunningServer::ask(url);
    if (!running) return failure(running.error());
    if (settings.pass_through && !running->connection.pass_through)
      return failure("the server's proxy lets nothing pass: start it with `adsbox serve --proxy-pass-through`");
    settings.connection = std::move(running->connection);
    settings.pass_through = settings.connection.pass_through;
    certificate = std::move(running->certificate);
  }
  settings.files.directory = scratch.path();
  settings.world = world;
  settings.redirect = !no_preload;
  if (const auto written = write_program_files(settings.files, certificate, settings.pass_through); !written)
    return failure(written.error());
  return run_program(command, whole_environment(program_environment(settings, current_variable)), signals);
}

}  // namespace adsbox::cli
