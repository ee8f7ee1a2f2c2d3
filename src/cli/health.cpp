// `adsbox health`: a probe for scripts and containers. 0 = answers, 1 = does not.
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/terminal.h"

namespace adsbox::cli {

int health(int argc, char** argv) {
  Parser app("Asks a running server whether it is well; the exit code is the answer.", "health");
  Target target;
  target.add_to(app);
  int seconds = 5;
  app.add_option("--timeout", seconds, "seconds to wait for an answer")->within(1, 600)->capture_default_str();
  bool quiet = false;
  app.add_flag("-q,--quiet", quiet, "print nothing");
  if (const auto code = parse(app, argc, argv)) return *code;
  if (!target.is_local()) return fail("health", "only a server of adsbox has a health page: use --url");

  const auto answer = target.transport()->send(
      {.method = "GET", .url = target.environment().base_url() + "/_adsbox/v1/health", .timeout = std::chrono::seconds(seconds)});
  if (!answer) return quiet ? 1 : fail("health", answer.error().message);
  if (answer->status != 200) return quiet ? 1 : fail("health", "HTTP " + std::to_string(answer->status));
  if (!quiet) out(answer->body.ends_with('\n') ? answer->body : answer->body + "\n");
  return 0;
}

}  // namespace adsbox::cli
