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

}  // namespace importer
