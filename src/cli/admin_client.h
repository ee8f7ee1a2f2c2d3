// The admin API of a running server, for the commands that administer it.
#pragma once

#include <chrono>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adsbox/transport.h"
#include "cli/arguments.h"

namespace adsbox::cli {

/// Members of a JSON object, built in order.
class JsonObject {
 public:
  JsonObject& add(std::string_view name, std::string_view value);
  JsonObject& add_number(std::string_view name, std::int64_t value);
  JsonObject& add_real(std::string_view name, double value);
  JsonObject& add_flag(std::string_view name, bool value);
  JsonObject& add_list(std::string_view name, const std::vector<std::string>& values);
  JsonObject& add_numbers(std::string_view name, const std::vector<std::int64_t>& values);
  [[nodiscard]] std::string text() const { return text_ + "}"; }

 private:
  void name(std::string_view n);
  std::string text_ = "{";
};

class Admin {
 public:
  /// --url, --ca, --insecure, --admin-token-file, --world, --json.
  void add_to(Parser& app);
  /// One call below /_adsbox/v1/; the body of a good answer, or a sentence.
  [[nodiscard]] std::expected<std::string, std::string> request(std::string_view method, std::string_view path,
                                                                std::string body = {}) const;
  /// The same with a query of the caller's own (`world` is not added). `accept`: the wanted media type; `wait`: how much longer
  /// than usual the answer may take.
  [[nodiscard]] std::expected<std::string, std::string> fetch(std::string_view method, std::string_view path,
                                                              const std::vector<std::pair<std::string, std::string>>& query,
                                                              std::string_view accept = {}, std::chrono::seconds wait = {}) const;
  /// --world, where it was given.
  [[nodiscard]] std::string chosen_world(const Parser& app) const { return app.count("--world") != 0 ? world_ : std::string(); }
  [[nodiscard]] bool json() const { return json_; }
  /// The same for addresses that name the world in their path: without the parameter `world`.
  [[nodiscard]] std::expected<std::string, std::string> send_to(std::string_view method, std::string_view path,
                                                                std::string body = {}) const;
  [[nodiscard]] const std::string& world() const { return world_; }
  /// Prints the answer: as it is with --json; else the records of its list `list` as a table of `members`, or (no list) the
  /// members of the object itself as `key value` lines. Returns the exit code.
  int print(std::string_view command, const std::expected<std::string, std::string>& answer, std::string_view list,
            const std::vector<std::string>& members) const;

 private:
  [[nodiscard]] HttpRequest prepare(std::string_view method, std::string_view path, std::string body) const;
  [[nodiscard]] std::expected<std::string, std::string> send(HttpRequest request) const;
  Target target_;
  std::string admin_token_file_, world_ = "sandbox";
  bool json_ = false;
};

/// The objects of the array `list` of a JSON object as a table with a head line.
std::string json_table(std::string_view json, std::string_view list, const std::vector<std::string>& members);
/// Members of a JSON object as `key value` lines, `_` in names written as `-`. Absent and empty ones are left out.
std::string json_lines(std::string_view json, const std::vector<std::string>& members);

}  // namespace adsbox::cli
