#include <cstdio>
#include <string>

#include "cli/commands.h"
#include "cli/terminal.h"

namespace adsbox::cli {

void print_overview() {
  std::string text = "adsbox " ADSBOX_VERSION
                     ": the Bing Ads API on your own machine\n\n"
                     "Usage: adsbox COMMAND [OPTIONS]    (adsbox COMMAND --help tells more)\n\n";
  for (const auto& c : commands) text.append("  ").append(c.name).append(17 - c.name.size(), ' ').append(c.summary).append("\n");
  text += "\nFirst steps: `adsbox serve` in one terminal, `adsbox quickstart` in another.\n";
  out(text);
}

int dispatch(int argc, char** argv) {
  const std::string_view name = argc > 1 ? argv[1] : "--help";
  if (name == "--help" || name == "-h" || name == "help") {
    print_overview();
    return argc > 1 ? 0 : 2;
  }
  if (name == "--version") {
    out("adsbox " ADSBOX_VERSION "\n");
    return 0;
  }
  for (const auto& c : commands)
    if (c.name == name) return c.run(argc - 1, argv + 1);
  err("adsbox: there is no command '" + std::string(name) + "'. adsbox --help lists them.\n");
  return 2;
}

}  // namespace adsbox::cli
