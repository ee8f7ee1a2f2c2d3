// `adsbox migrate-check`: a call over SOAP and over REST, each on a copy of its world, and what differs.
#include <algorithm>
#include <filesystem>

#include "cli/admin.h"
#include "cli/commands.h"
#include "cli/terminal.h"
#include "codec/json_object.h"
#include "codec/json_tree.h"

namespace adsbox::cli {
namespace {

using codec::JsonValue;

std::string_view upper(std::string_view protocol) {
  return protocol == "soap" ? "SOAP" : "REST";
}

/// What becomes of `id`s and messages: the parameters that each check has besides.
struct Asked {
  std::string as, world;
  bool now = false;
};

std::string request_body(std::string_view name, std::string_view value, const Asked& asked) {
  codec::JsonObject body;
  body.add(name, value);
  if (!asked.as.empty()) body.add("as", asked.as);
  if (!asked.world.empty()) body.add("world", asked.world);
  if (asked.now) body.add("now", true);
  return body.str();
}

std::string number(const JsonValue& v) {
  return std::to_string(v.integer().value_or(0));
}

std::string headline(const JsonValue& r) {
  const auto& verdict = r["verdict"].text();
  std::string o = verdict + "  " + r["service"].text() + " " + r["operation"].text() + "  ";
  o.append(upper(r["from"].text())).append(" to ").append(upper(r["to"].text())).append("  ").append(r["tracking_id"].text());
  if (verdict == "impossible") return o + "\n   " + r["reason"].text() + "\n";
  return o + "\n   SOAP: HTTP " + number(r["soap"]["status"]) + ", " + r["soap"]["outcome"].text() + "\n   REST: HTTP " +
         number(r["rest"]["status"]) + ", " + r["rest"]["outcome"].text() + "\n";
}

void put_differences(std::string& o, const JsonValue& part, std::string_view where) {
  const auto count = part["count"].integer().value_or(0);
  if (count == 0) return;
  o.append("\nDifferences in the ").append(where).append(" (").append(std::to_string(count)).append("):\n");
  for (const auto& d : part["differences"].items()) {
    o += " - ";
    if (!d["kind"].is_null()) o += d["kind"].text() + " " + d["id"].text() + " ";
    o += d["path"].text() + "\n     SOAP  " + d["soap"].text() + "\n     REST  " + d["rest"].text() + "\n";
  }
}

/// An element a line, two blanks a level; elements with text stay in one line.
std::string pretty_xml(std::string_view xml) {
  std::string o;
  int depth = 0;
  while (!xml.empty()) {
    const auto end = std::min(xml.find('>'), xml.size() - 1) + 1;
    const auto tag = xml.substr(0, end);
    const bool closes = tag.starts_with("</"), whole = tag.ends_with("/>");
    if (closes) --depth;
    if (!o.empty() && o.back() == '>') o.append("\n").append(static_cast<std::size_t>(std::max(depth, 0)) * 2, ' ');
    o += tag;
    if (!closes && !whole) ++depth;
    xml.remove_prefix(end);
    const auto text = xml.substr(0, std::min(xml.find('<'), xml.size()));
    xml.remove_prefix(text.size());
    if (text.empty()) continue;
    const auto close = std::min(xml.find('>'), xml.size() - 1) + 1;
    o.append(text).append(xml.substr(0, close));
    xml.remove_prefix(close);
    --depth;
  }
  return o;
}

/// The request as it goes over the other protocol: to be read by whoever rewrites the call.
void put_request(std::string& o, const JsonValue& q) {
  if (q.is_null()) return;
  o.append("\nThe call over ").append(upper(q["protocol"].text())).append(":\n\n");
  o += q["method"].text() + " " + q["url"].text() + "\n";
  for (const auto& h : q["headers"].items()) o += h["name"].text() + ": " + h["value"].text() + "\n";
  o += "\n" + (q["protocol"].text() == "soap" ? pretty_xml(q["body"].text()) : pretty_json(q["body"].text())) + "\n";
}

void put_forms(std::string& o, const JsonValue& r) {
  if (!r["forms"].items().empty()) o += "\nMembers that are written in another way:\n";
  for (const auto& f : r["forms"].items()) {
    o += " - " + f["member"].text() + ": " + f["what"].text() + "\n     SOAP  ";
    o += (f["soap"].is_null() ? "no form: it is left out" : f["soap"].text()) + "\n     REST  " + f["rest"].text() + "\n";
  }
  if (!r["not_known"].items().empty()) o += "\nNot in the contract, so in neither form (and ignored):\n";
  for (const auto& n : r["not_known"].items()) o += " - " + n.text() + "\n";
  if (!r["result"]["rest_only"].items().empty()) o += "\nOnly in the answer over REST:\n";
  for (const auto& n : r["result"]["rest_only"].items()) o += " - " + n.text() + "\n";
}

std::string text_of(const JsonValue& r, bool whole) {
  auto o = headline(r);
  if (r["verdict"].text() != "impossible") {
    o += "   compared on copies of the world " + r["world"].text() +
         (r["state_before"].text() == "now" ? " as it is now" : " as it was before the call");
    o += r["state"].is_null() ? "; the call only reads" : ", " + number(r["state"]["rows"]) + " rows each";
    if (!r["run_as"].text().empty()) o += "; with a fresh token of " + r["run_as"].text();
    o += "\n";
  }
  put_differences(o, r["result"], "answer");
  put_differences(o, r["state"], "state");
  if (whole) {
    put_request(o, r["request"]);
    put_forms(o, r);
  }
  return o;
}

/// Prints one check. Returns the exit code.
int check(const Admin& admin, const std::string& body, bool whole) {
  const auto answer = admin.client().call("POST", "migrate-check", {}, body);
  if (!answer) return fail("migrate-check", answer.error());
  const auto report = codec::parse_json(*answer);
  if (!report) return fail("migrate-check", "the server's answer is not understood");
  out(admin.json() ? *answer + "\n" : text_of(*report, whole));
  return (*report)["verdict"].text() == "same" ? 0 : 1;
}

/// TrackingIds of the latest calls of operations, the oldest first.
std::expected<std::vector<std::string>, std::string> latest(const Admin& admin, const std::string& operation,
                                                            const std::string& world, int most) {
  JournalFilter filter;
  filter.operation = operation;
  filter.world = world;
  filter.limit = 1000;
  const auto answer = admin.client().requests(filter);
  if (!answer) return std::unexpected(answer.error().message);
  const auto page = codec::parse_json(*answer);
  if (!page) return std::unexpected("the server's answer is not understood");
  std::vector<std::string> ids;
  for (const auto& r : (*page)["requests"].items())
    if (r["protocol"].text() != "http" && !r["operation"].text().empty()) ids.push_back(r["tracking_id"].text());
  if (std::ssize(ids) > most) ids.erase(ids.begin(), ids.end() - most);
  return ids;
}

}  // namespace

int migrate_check(int argc, char** argv) {
  Parser app(
      "Makes recorded calls over the other protocol as well: both on copies of the world, nothing of which remains. Says what "
      "differs\n"
      "in the answers and in the states, and how the call is written over the other protocol. Ends with 0 when nothing differs.",
      "migrate-check");
  Admin admin;
  admin.add_to(app);
  Asked asked;
  std::vector<std::string> targets;
  std::string operation, record;
  int last = 10;
  auto* targets_option = app.add_option(
      "target", targets,
      "TrackingIds of answers, or files: a SOAP envelope, or an HTTP request with its first line, headers and body (default: the "
      "latest calls)");
  auto* operation_option =
      app.add_option("--operation", operation, "the latest calls of this operation")->excludes(targets_option);
  auto* last_option = app.add_option("--last", last, "how many of the latest calls")
                          ->within(1, 1000)
                          ->excludes(targets_option)
                          ->capture_default_str();
  app.add_option("--as", asked.as, "mail address of who calls where the call's own token is not good any more");
  app.add_flag("--now", asked.now, "on the present state, though a result was kept when the call was made");
  app.add_option("--record", record, "on: check every call from now on and keep the result in the journal; off")
      ->one_of({"on", "off"})
      ->excludes(targets_option)
      ->excludes(operation_option)
      ->excludes(last_option);
  if (const auto code = parse(app, argc, argv)) return *code;
  asked.world = admin.chosen_world(app);
  if (!record.empty())
    return admin.print(
        "migrate-check",
        admin.client().call("POST", "migrate-check/recording", {}, codec::JsonObject().add("on", record == "on").str()), "",
        {"on"});

  int worst = 0;
  if (!targets.empty()) {
    for (const auto& target : targets) {
      std::error_code unknown;
      const auto text = std::filesystem::is_regular_file(target, unknown) ? read_file(target) : std::nullopt;
      worst =
          std::max(worst, check(admin, text ? request_body("message", *text, asked) : request_body("id", target, asked), true));
    }
    return worst;
  }
  const auto ids = latest(admin, operation, asked.world, last);
  if (!ids) return fail("migrate-check", ids.error());
  if (ids->empty()) return fail("migrate-check", "the journal has no such call");
  asked.world.clear();  // each in its own
  for (const auto& id : *ids) worst = std::max(worst, check(admin, request_body("id", id, asked), false));
  return worst;
}

}  // namespace adsbox::cli
