// The admin API, /_adsbox/v1/...: each area (worlds, clock, faults, requests, ...) is a list of routes, and the document that
// describes them is made from the same list.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codec/json_object.h"
#include "codec/json_tree.h"
#include "net/http.h"

namespace adsbox::control {

/// A refusal in words: becomes {"error": "..."} with its status.
struct Refusal {
  int status = 400;
  std::string message;
};

struct Reply {
  std::string body;  // JSON unless content_type says otherwise
  int status = 200;
  std::string_view content_type = "application/json; charset=utf-8";
};

using Result = std::expected<Reply, Refusal>;

inline std::unexpected<Refusal> refuse(int status, std::string message) {
  return std::unexpected(Refusal{status, std::move(message)});
}
inline Reply reply(const codec::JsonObject& json, int status = 200) {
  return {json.str(), status};
}

enum class In : std::uint8_t { path, query, body };
enum class Type : std::uint8_t { string, integer, number, boolean, strings, integers, object, objects, any };

struct Parameter {
  std::string_view name;
  In in = In::body;
  Type type = Type::string;
  std::string_view meaning;
  bool required = false;
};

/// One admin request, taken apart and checked: required parameters are there and have their types.
class Call {
 public:
  const net::Request& request;
  std::map<std::string, std::string, std::less<>> path;   // of `{name}` parts, decoded
  std::map<std::string, std::string, std::less<>> query;  // decoded
  codec::JsonValue body;                                  // an object, or null when there was none

  /// The parameter wherever its route says it comes from; empty or nothing when absent.
  [[nodiscard]] std::string text(std::string_view name) const;
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name) const;
  [[nodiscard]] std::optional<double> number(std::string_view name) const;
  [[nodiscard]] bool flag(std::string_view name, bool otherwise = false) const;
  [[nodiscard]] std::vector<std::string> strings(std::string_view name) const;
  [[nodiscard]] std::vector<std::int64_t> integers(std::string_view name) const;
};

struct Route {
  std::string_view method;
  std::string_view path;     // below /_adsbox/v1: "/worlds/{name}/reset"
  std::string_view summary;  // one sentence
  std::vector<Parameter> parameters;
  std::function<Result(const Call&)> run;
};

}  // namespace adsbox::control
