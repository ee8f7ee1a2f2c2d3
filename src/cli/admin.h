// What commands that administer a running server share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adsbox/testing_admin.h"
#include "cli/arguments.h"
#include "cli/terminal.h"

namespace adsbox::cli {

/// Which server, which world, and how answers are printed: the options of commands that administer.
class Admin {
 public:
  /// --url, --ca, --insecure, --admin-token-file, --world, --json.
  void add_to(Parser& app);
  /// The same, where each call is one of a subcommand.
  void add_to_group(Parser& app);
  /// Of the server that was chosen. Make one a command.
  [[nodiscard]] AdminClient client() const;
  /// --world, where it was given.
  [[nodiscard]] std::string chosen_world(const Parser& app) const { return app.count("--world") != 0 ? world_ : std::string(); }
  [[nodiscard]] const std::string& world() const { return world_; }
  [[nodiscard]] bool json() const { return json_; }
  /// Prints the answer: as it is with --json; else the records of its list `list` as a table of `members`, or (no list) the
  /// members of the object itself as `key value` lines. Returns the exit code.
  int print(std::string_view command, const AdminClient::Answer& answer, std::string_view list,
            const std::vector<std::string>& members) const;

 private:
  Target target_;
  std::string admin_token_file_, world_ = "sandbox";
  bool json_ = false;
};

/// Prints why an admin call failed; returns 1.
int fail(std::string_view command, const AdminError& error);

/// The objects of the array `list` of a JSON object as a table with a head line.
std::string json_table(std::string_view json, std::string_view list, const std::vector<std::string>& members);
/// Members of a JSON object as `key value` lines, `_` in names written as `-`. Absent and empty ones are left out.
std::string json_lines(std::string_view json, const std::vector<std::string>& members);

}  // namespace adsbox::cli
