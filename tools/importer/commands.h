// The subcommands of adsbox-importer. Each returns the exit code.
#pragma once

#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

namespace importer {

struct ImportOptions {
  std::filesystem::path facts, schema;
  std::string contract;
  bool check = false;
};
/// 0 done, 1 the facts or the schema cannot be read, 2 --check and something would change.
int run_import(const ImportOptions& options, std::ostream& out);

/// Prints every difference between the served WSDL files and the official ones of the same service. 0 none, 1 unreadable, 2 some.
int run_compare(const std::filesystem::path& facts, const std::vector<std::filesystem::path>& served, std::ostream& out);

/// Prints service, kind, name and hash of each declaration, tab-separated, with a header line.
int run_fingerprint(const std::vector<std::filesystem::path>& wsdls, std::ostream& out);

}  // namespace importer
