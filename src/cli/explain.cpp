// `adsbox explain TRACKING_ID`: why a request was answered as it was.
#include "cli/admin.h"
#include "cli/commands.h"
#include "cli/terminal.h"

namespace adsbox::cli {

int explain(int argc, char** argv) {
  Parser app("Says why a request was answered as it was: which rule, which field, what would have been accepted.", "explain");
  Admin admin;
  admin.add_to(app);
  std::string id;
  app.add_option("tracking-id", id, "the TrackingId of an answer, or a sequence that `adsbox requests` shows")->required();
  if (const auto code = parse(app, argc, argv)) return *code;

  const auto answer = admin.client().explain(id, !admin.json());
  if (!answer) return fail("explain", answer.error());
  out(admin.json() ? pretty_json(*answer) + "\n" : *answer);
  return 0;
}

}  // namespace adsbox::cli
