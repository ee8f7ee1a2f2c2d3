#include "cli/admin_client.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "cli/terminal.h"
#include "client/url.h"
#include "codec/json_tree.h"

namespace adsbox::cli {
namespace {

std::string quoted_json(std::string_view s) {
  std::string o = "\"";
  for (const char c : s) {
    if (c == '"' || c == '\\') {
      o += '\\';
      o += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(c)));
      o += escape;
    } else {
      o += c;
    }
  }
  return o + "\"";
}

std::string cell_text(const codec::JsonValue& v) {
  using Kind = codec::JsonValue::Kind;
  switch (v.kind()) {
    case Kind::null:
      return "-";
    case Kind::string:
      return v.text().empty() ? "-" : v.text();
    case Kind::array: {
      std::string o;
      for (const auto& item : v.items()) o.append(o.empty() ? "" : " ").append(cell_text(item));
      return o.empty() ? "-" : o;
    }
    case Kind::object:
      // A role of a user, an application's secret: what tells them apart.
      if (v["role"].is_string()) return v["role"].text() + "@" + std::to_string(v["customer_id"].integer().value_or(0));
      if (v["id"].is_string()) return v["id"].text();
      break;
    default:
      break;
  }
  return std::string(v.source());
}

}  // namespace

void JsonObject::name(std::string_view n) {
  if (text_.size() > 1) text_ += ",";
  text_ += quoted_json(n) + ":";
}

JsonObject& JsonObject::add(std::string_view n, std::string_view value) {
  name(n);
  text_ += quoted_json(value);
  return *this;
}

JsonObject& JsonObject::add_number(std::string_view n, std::int64_t value) {
  name(n);
  text_ += std::to_string(value);
  return *this;
}

JsonObject& JsonObject::add_real(std::string_view n, double value) {
  name(n);
  char digits[32];
  text_.append(digits, std::to_chars(digits, std::end(digits), value).ptr);
  return *this;
}

JsonObject& JsonObject::add_flag(std::string_view n, bool value) {
  name(n);
  text_ += value ? "true" : "false";
  return *this;
}

JsonObject& JsonObject::add_list(std::string_view n, const std::vector<std::string>& values) {
  name(n);
  text_ += "[";
  for (std::size_t i = 0; i < values.size(); ++i) text_ += (i == 0 ? "" : ",") + quoted_json(values[i]);
  text_ += "]";
  return *this;
}

JsonObject& JsonObject::add_numbers(std::string_view n, const std::vector<std::int64_t>& values) {
  name(n);
  text_ += "[";
  for (std::size_t i = 0; i < values.size(); ++i) text_ += (i == 0 ? "" : ",") + std::to_string(values[i]);
  text_ += "]";
  return *this;
}

void Admin::add_to(Parser& app) {
  app.add_option("--url", target_.url, "base address of the running server")->envname("ADSBOX_URL")->capture_default_str();
  app.add_option("--ca", target_.ca_file, "PEM file of authorities to trust, such as adsbox's own")->envname("ADSBOX_CA");
  app.add_flag("--insecure", target_.insecure, "do not check the server's certificate");
  app.add_option("--admin-token-file", admin_token_file_, "file with the server's admin token (not needed on its own machine)");
  app.add_option("--world", world_, "sandbox, production, or another world of the server")->capture_default_str();
  app.add_flag("--json", json_, "print the server's answer as JSON");
}

HttpRequest Admin::prepare(std::string_view method, std::string_view path, std::string body) const {
  HttpRequest q;
  q.method = method;
  q.url = target_.environment().base_url() + "/_adsbox/v1/" + std::string(path);
  if (!body.empty()) q.headers.emplace_back("Content-Type", "application/json");
  q.body = std::move(body);
  return q;
}

std::expected<std::string, std::string> Admin::request(std::string_view method, std::string_view path, std::string body) const {
  auto q = prepare(method, path, std::move(body));
  q.url += "?";
  client::append_parameter(q.url, "world", world_);
  return send(std::move(q));
}

std::expected<std::string, std::string> Admin::send_to(std::string_view method, std::string_view path, std::string body) const {
  return send(prepare(method, path, std::move(body)));
}

std::expected<std::string, std::string> Admin::fetch(std::string_view method, std::string_view path,
                                                     const std::vector<std::pair<std::string, std::string>>& query,
                                                     std::string_view accept, std::chrono::seconds wait) const {
  auto q = prepare(method, path, {});
  if (!query.empty()) q.url += "?";
  for (const auto& [name, value] : query) client::append_parameter(q.url, name, value);
  if (!accept.empty()) q.headers.emplace_back("Accept", accept);
  q.timeout += wait;
  return send(std::move(q));
}

std::expected<std::string, std::string> Admin::send(HttpRequest q) const {
  if (!admin_token_file_.empty()) {
    const auto token = read_file(admin_token_file_);
    if (!token) return std::unexpected("cannot read " + admin_token_file_);
    q.headers.emplace_back("Authorization", "Bearer " + *token);
  }
  auto answer = target_.transport()->send(q);
  if (!answer) return std::unexpected(answer.error().message + ". Is the server running?");
  if (answer->status >= 200 && answer->status < 300) return std::move(answer->body);
  const auto problem = codec::parse_json(answer->body).value_or(codec::JsonValue());
  std::string why;
  for (const auto* member : {"message", "error_description", "error"})
    if (why.empty()) why = problem[member].text();
  return std::unexpected("HTTP " + std::to_string(answer->status) + (why.empty() ? "" : ": " + why));
}

std::string json_table(std::string_view json, std::string_view list, const std::vector<std::string>& members) {
  const auto document = codec::parse_json(json);
  if (!document || !(*document)[list].is_array()) return std::string(json) + "\n";
  std::vector<std::vector<std::string>> rows{members};
  for (const auto& record : (*document)[list].items()) {
    auto& row = rows.emplace_back();
    for (const auto& m : members) row.push_back(cell_text(record[m]));
  }
  std::vector<std::size_t> widths(members.size());
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  std::string o;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) line += row[i] + std::string(widths[i] - row[i].size() + 2, ' ');
    while (line.ends_with(' ')) line.pop_back();
    o += line + "\n";
  }
  return o;
}

std::string json_lines(std::string_view json, const std::vector<std::string>& members) {
  const auto document = codec::parse_json(json);
  if (!document) return std::string(json) + "\n";
  std::string o;
  for (const auto& m : members) {
    const auto text = cell_text((*document)[m]);
    if (text == "-") continue;
    std::string key = m;
    std::ranges::replace(key, '_', '-');
    o += key + " " + text + "\n";
  }
  return o;
}

int Admin::print(std::string_view command, const std::expected<std::string, std::string>& answer, std::string_view list,
                 const std::vector<std::string>& members) const {
  if (!answer) return fail(command, answer.error());
  if (json_)
    out(pretty_json(*answer) + "\n");
  else
    out(list.empty() ? json_lines(*answer, members) : json_table(*answer, list, members));
  return 0;
}

}  // namespace adsbox::cli
