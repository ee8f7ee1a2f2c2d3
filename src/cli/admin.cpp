#include "cli/admin.h"

#include <algorithm>

#include "codec/json_tree.h"

namespace adsbox::cli {
namespace {

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

void Admin::add_to(Parser& app) {
  app.add_option("--url", target_.url, "base address of the running server")->envname("ADSBOX_URL")->capture_default_str();
  app.add_option("--ca", target_.ca_file, "PEM file of authorities to trust, such as adsbox's own")->envname("ADSBOX_CA");
  app.add_flag("--insecure", target_.insecure, "do not check the server's certificate");
  app.add_option("--admin-token-file", admin_token_file_, "file with the server's admin token (not needed on its own machine)")
      ->existing_file();
  app.add_option("--world", world_, "sandbox, production, or another world of the server")->capture_default_str();
  app.add_flag("--json", json_, "print the server's answer as JSON");
}

void Admin::add_to_group(Parser& app) {
  add_to(app);
  app.require_subcommand(1);
  app.fallthrough();
}

AdminClient Admin::client() const {
  AdminOptions options{.url = target_.environment().base_url(), .admin_token = {}, .transport = target_.transport()};
  if (!admin_token_file_.empty()) options.admin_token = read_file(admin_token_file_).value_or("");
  return AdminClient(std::move(options));
}

int fail(std::string_view command, const AdminError& error) {
  return fail(command, error.message);
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

int Admin::print(std::string_view command, const AdminClient::Answer& answer, std::string_view list,
                 const std::vector<std::string>& members) const {
  if (!answer) return fail(command, answer.error());
  if (json_)
    out(pretty_json(*answer) + "\n");
  else
    out(list.empty() ? json_lines(*answer, members) : json_table(*answer, list, members));
  return 0;
}

}  // namespace adsbox::cli
