// `adsbox ca`: the certificate of a running server's own authority, for trust stores and `curl --cacert`.
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/site.h"
#include "cli/terminal.h"

namespace adsbox::cli {

int ca(int argc, char** argv) {
  Parser app("Prints the certificate (PEM) of the authority that signed for the server's HTTPS.", "ca");
  Target target;
  target.add_to(app);
  if (const auto code = parse(app, argc, argv)) return *code;
  if (!target.is_local()) return fail("ca", "only a server of adsbox has an authority of its own: use --url");

  const auto answer =
      target.transport()->send({.method = "GET", .url = target.environment().base_url() + std::string(ca_address)});
  if (!answer) return fail("ca", answer.error().message);
  if (answer->status == 404) return fail("ca", "that server speaks no HTTPS");
  if (answer->status != 200) return fail("ca", "HTTP " + std::to_string(answer->status) + ": " + answer->body);
  out(answer->body);
  return 0;
}

}  // namespace adsbox::cli
