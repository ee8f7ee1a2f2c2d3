#include "cli/admin_client.h"

#include <simdjson.h>

#include <algorithm>

#include "cli/terminal.h"
#include "client/url.h"

namespace adsbox::cli {
namespace {

namespace dom = simdjson::dom;

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

std::string cell_text(dom::element e) {
  if (e.is_null()) return "-";
  if (std::string_view s; e.get(s) == simdjson::SUCCESS) return s.empty() ? "-" : std::string(s);
  if (dom::array a; e.get(a) == simdjson::SUCCESS) {
    std::string o;
    for (const auto item : a) o.append(o.empty() ? "" : " ").append(cell_text(item));
    return o.empty() ? "-" : o;
  }
  // A role of a user, an application's secret: what tells them apart.
  if (std::string_view role; e["role"].get(role) == simdjson::SUCCESS) {
    std::int64_t customer = 0;
    const bool named = e["customer_id"].get(customer) == simdjson::SUCCESS;
    return std::string(role) + (named ? "@" + std::to_string(customer) : "");
  }
  if (std::string_view id; e["id"].get(id) == simdjson::SUCCESS) return std::string(id);
  return simdjson::minify(e);
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

void Admin::add_to(CLI::App& app) {
  app.add_option("--url", target_.url, "base address of the running server")->envname("ADSBOX_URL")->capture_default_str();
  app.add_option("--ca", target_.ca_file, "PEM file of authorities to trust, such as adsbox's own")->envname("ADSBOX_CA");
  app.add_flag("--insecure", target_.insecure, "do not check the server's certificate");
  app.add_option("--admin-token-file", admin_token_file_, "file with the server's admin token (not needed on its own machine)");
  app.add_option("--world", world_, "sandbox, production, or another world of the server")->capture_default_str();
  app.add_flag("--json", json_, "print the server's answer as JSON");
}

std::expected<std::string, std::string> Admin::request(std::string_view method, std::string_view path, std::string body) const {
  HttpRequest q;
  q.method = method;
  q.url = target_.environment().base_url() + "/_adsbox/v1/" + std::string(path) + "?";
  client::append_parameter(q.url, "world", world_);
  if (!body.empty()) q.headers.emplace_back("Content-Type", "application/json");
  if (!admin_token_file_.empty()) {
    const auto token = read_file(admin_token_file_);
    if (!token) return std::unexpected("cannot read " + admin_token_file_);
    q.headers.emplace_back("Authorization", "Bearer " + *token);
  }
  q.body = std::move(body);
  auto answer = target_.transport()->send(q);
  if (!answer) return std::unexpected(answer.error().message + ". Is the server running?");
  if (answer->status >= 200 && answer->status < 300) return std::move(answer->body);
  dom::parser parser;
  dom::element document;
  std::string why;
  if (parser.parse(simdjson::padded_string(answer->body)).get(document) == simdjson::SUCCESS) {
    for (const auto* member : {"message", "error_description", "error"}) {
      std::string_view s;
      if (why.empty() && document[member].get(s) == simdjson::SUCCESS) why = s;
    }
  }
  return std::unexpected("HTTP " + std::to_string(answer->status) + (why.empty() ? "" : ": " + why));
}

std::string json_table(std::string_view json, std::string_view list, const std::vector<std::string>& members) {
  dom::parser parser;
  dom::element document;
  dom::array records;
  const simdjson::padded_string padded(json);
  if (parser.parse(padded).get(document) != simdjson::SUCCESS || document[list].get(records) != simdjson::SUCCESS) return std::string(json) + "\n";
  std::vector<std::vector<std::string>> rows{members};
  for (const auto record : records) {
    auto& row = rows.emplace_back();
    for (const auto& m : members) {
      dom::element value;
      row.push_back(record[m].get(value) == simdjson::SUCCESS ? cell_text(value) : "-");
    }
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
  dom::parser parser;
  dom::element document;
  const simdjson::padded_string padded(json);
  if (parser.parse(padded).get(document) != simdjson::SUCCESS) return std::string(json) + "\n";
  std::string o;
  for (const auto& m : members) {
    dom::element value;
    if (document[m].get(value) != simdjson::SUCCESS) continue;
    const auto text = cell_text(value);
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
