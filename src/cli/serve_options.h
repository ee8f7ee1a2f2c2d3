// What `adsbox serve` was asked to do, checked.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "world/world.h"

namespace adsbox::cli {

struct ServeOptions {
  std::string address = "127.0.0.1";
  std::optional<std::uint16_t> port = 8080, tls_port = 8443, proxy_port;
  bool proxy_pass_through = false;
  bool memory = false;
  std::string data_directory;  // unused with `memory`
  std::string ca_file;         // where the authority's certificate is written; empty: nowhere else than in the data directory
  std::vector<world::Environment> environments = {world::Environment::sandbox, world::Environment::production};
  std::string seed = "credentials";  // services/seed/seeds.h
  std::optional<std::uint64_t> random_seed;
  bool strict = false, remote = false;
  bool real_limits = false;              // the caps of Microsoft's sandbox hold in sandbox worlds
  bool migrate_check = false;            // every call is made over the other protocol as well, on copies
  std::int64_t soap_end = 0;             // ticks of a world's clock; 0 = SOAP does not end
  schema::ContractVersion contract = 0;  // that answers are for; 0 = each client's
  std::string public_url, admin_token;
  std::size_t journal_bytes = std::size_t{64} << 20;  // what the journal of requests may take; 0 = no journal
  int grace_seconds = 10;
  bool until_input_ends = false;
  unsigned threads = 0;  // 0 = by the machine
};

/// Parses; the exit code where the command ends here.
std::expected<ServeOptions, int> parse_serve(int argc, char** argv);

/// 127.0.0.0/8, ::1 and localhost.
bool is_loopback_address(const std::string& address);
/// $XDG_DATA_HOME/adsbox, else ~/.local/share/adsbox, else ./adsbox-data.
std::string default_data_directory();
/// Host of a URL, without port and brackets; empty when it is none of http or https.
std::string host_of(const std::string& url);

}  // namespace adsbox::cli
