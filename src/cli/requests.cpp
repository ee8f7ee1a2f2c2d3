// `adsbox requests`: what a running server was asked lately, and what it answered.
#include <cstdio>

#include "cli/admin_client.h"
#include "cli/commands.h"
#include "cli/terminal.h"
#include "client/url.h"
#include "codec/json_tree.h"

namespace adsbox::cli {
namespace {

using Query = std::vector<std::pair<std::string, std::string>>;

/// One line a request, in columns wide enough for most.
std::string line_of(const codec::JsonValue& r) {
  const auto& time = r["time"].text();
  const auto clock = time.find('T') + 1;  // the whole text where there is none
  std::string o = std::string(std::string_view(time).substr(clock, 12));
  const auto cell = [&](std::string text, std::size_t width) {
    o += "  ";
    o += text.empty() ? "-" : text;
    if (const auto size = text.empty() ? 1 : text.size(); size < width) o.append(width - size, ' ');
  };
  cell(std::string(r["sequence"].source()), 5);
  cell(r["world"].text(), 10);
  cell(r["protocol"].text(), 4);
  cell(std::string(r["status"].source()), 3);
  cell(r["outcome"].text(), 7);
  const auto us = r["duration_us"].integer().value_or(0);
  cell(std::to_string(us / 1000) + "." + std::to_string(us % 1000 / 100) + "ms", 8);
  cell(r["tracking_id"].text(), 36);
  const auto& what = r["operation"].text();
  cell(what.empty() ? r["method"].text() + " " + r["target"].text() : what, 0);
  for (const auto& e : r["errors"].items()) o += " " + e.text();
  for (const auto& f : r["fired"].items()) o += " (fault " + f.text() + ")";
  return o + "\n";
}

void print(const codec::JsonValue& answer, bool json) {
  for (const auto& r : answer["requests"].items()) out(json ? std::string(r.source()) + "\n" : line_of(r));
}

/// Prints what comes until the server ends or cannot be reached. Returns the exit code.
int follow(const Admin& admin, Query query, std::string after, bool json) {
  constexpr int seconds = 25;
  query.emplace_back("wait", std::to_string(seconds));
  query.emplace_back("after", std::move(after));
  for (;;) {
    const auto answer = admin.fetch("GET", "requests", query, {}, std::chrono::seconds(seconds));
    if (!answer) return fail("requests", answer.error());
    const auto page = codec::parse_json(*answer);
    if (!page || (*page)["last"].is_null()) return fail("requests", "the server's answer is not understood");
    print(*page, json);
    std::fflush(stdout);
    query.back().second = (*page)["last"].source();
  }
}

int save(const std::string& text, const std::string& path) {
  if (path == "-") {
    out(text + "\n");
    return 0;
  }
  FILE* file = std::fopen(path.c_str(), "we");
  const bool written = file != nullptr && std::fwrite(text.data(), 1, text.size(), file) == text.size();
  if ((file != nullptr && std::fclose(file) != 0) || !written) return fail("requests", path + " cannot be written");
  return 0;
}

}  // namespace

int requests(int argc, char** argv) {
  Parser app("Lists what a running server was asked lately. Secrets are hidden.", "requests");
  Admin admin;
  admin.add_to(app);
  Query query;
  const auto filter = [&](const char* option, std::string name, const char* meaning) {
    app.add_option_function(
        option, [&query, name = std::move(name)](const std::string& value) { query.emplace_back(name, value); }, meaning);
  };
  filter("--service", "service", "only of this service: CampaignManagement");
  filter("--operation", "operation", "only of this operation or endpoint: AddCampaigns, token");
  filter("--protocol", "protocol", "only soap, rest or http");
  filter("--user", "user", "only of this user name");
  filter("--text", "text", "only with this text in target, headers or bodies");
  filter("--rule", "rule", "only where this fault rule fired, or this rule refused");
  filter("--status", "status", "only of this HTTP status (404) or class (4xx)");
  filter("--since", "since", "not before this time (2026-03-02T12:00:00Z)");
  filter("--until", "until", "not after this time");
  filter("--after", "after", "only later than this sequence");
  filter("-n,--limit", "limit", "how many (default 100)");
  bool failed = false, following = false, clear = false;
  std::string show, har;
  app.add_flag("--failed", failed, "only where the call or some items were refused");
  auto* following_option = app.add_flag("-f,--follow", following, "print what comes, until interrupted");
  auto* show_option =
      app.add_option("--show", show, "one request with bodies, by sequence or TrackingId")->excludes(following_option);
  auto* har_option = app.add_option("--har", har, "write HAR 1.2 to this file (-: standard output)")
                         ->excludes(following_option)
                         ->excludes(show_option);
  app.add_flag("--clear", clear, "forget all requests")->excludes(following_option)->excludes(show_option)->excludes(har_option);

  if (const auto code = parse(app, argc, argv)) return *code;
  if (failed) query.emplace_back("failed", "true");
  if (const auto world = admin.chosen_world(app); !world.empty()) query.emplace_back("world", world);

  if (clear) {
    const auto answer = admin.fetch("DELETE", "requests", {});
    return answer ? 0 : fail("requests", answer.error());
  }
  if (!show.empty()) {
    std::string path = "requests/";
    client::append_encoded(path, show);
    const auto answer = admin.fetch("GET", path, {});
    if (!answer) return fail("requests", answer.error());
    out(pretty_json(*answer) + "\n");
    return 0;
  }
  const auto answer = admin.fetch("GET", har.empty() ? "requests" : "requests.har", query);
  if (!answer) return fail("requests", answer.error());
  if (!har.empty()) return save(*answer, har);
  const auto page = codec::parse_json(*answer);
  if (!page) return fail("requests", "the server's answer is not understood");
  print(*page, admin.json());
  if (!following) return 0;
  std::fflush(stdout);
  std::erase_if(query, [](const auto& q) { return q.first == "after" || q.first == "limit"; });
  return follow(admin, std::move(query), std::string((*page)["last"].source()), admin.json());
}

}  // namespace adsbox::cli
