// `adsbox hosts`: the official host names as lines of /etc/hosts, for what neither a proxy nor a preloaded library leads here.
#include "net/hosts.h"

#include <arpa/inet.h>

#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/terminal.h"
#include "codec/json_object.h"

namespace adsbox::cli {

int hosts(int argc, char** argv) {
  Parser app("Prints the official host names as lines for /etc/hosts.", "hosts");
  std::string address = "127.0.0.1", environment = "both";
  bool json = false;
  app.add_option("--address", address, "where they shall lead")->capture_default_str();
  app.add_option("--environment", environment, "those of sandbox, production or both")
      ->one_of({"sandbox", "production", "both"})
      ->capture_default_str();
  app.add_flag("--json", json, "a JSON object instead");
  if (const auto code = parse(app, argc, argv)) return *code;
  unsigned char bytes[sizeof(in6_addr)];
  if (inet_pton(AF_INET, address.c_str(), bytes) != 1 && inet_pton(AF_INET6, address.c_str(), bytes) != 1) {
    fail("hosts", "'" + address + "' is no IP address");
    return 2;
  }
  using net::HostEnvironment;
  std::vector<std::string> names;
  for (const auto& host : net::official_hosts()) {
    if (environment == "sandbox" && host.environment == HostEnvironment::production) continue;
    if (environment == "production" && host.environment == HostEnvironment::sandbox) continue;
    names.emplace_back(host.name);
  }
  if (json) {
    out(pretty_json(codec::JsonObject().add("address", address).strings("hosts", names).str()) + "\n");
    return 0;
  }
  std::string text =
      "# adsbox: lines for /etc/hosts. Programs then come to port 443: adsbox serve --tls-port 443.\n"
      "# They must trust its authority, too: adsbox ca.\n";
  for (const auto& name : names) text += address + " " + name + "\n";
  out(text);
  return 0;
}

}  // namespace adsbox::cli
