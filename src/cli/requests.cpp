// `adsbox requests`: what a running server was asked lately, and what it answered.
#include <cstdio>

#include "cli/admin.h"
#include "cli/commands.h"
#include "cli/terminal.h"
#include "codec/json_tree.h"

namespace adsbox::cli {
namespace {

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
  if (const auto& m = r["migration"].text(); !m.empty() && m != "same") o += " (migration: " + m + ")";
  for (const auto& f : r["fired"].items()) o += " (fault " + f.text() + ")";
  return o + "\n";
}

void print(const codec::JsonValue& answer, bool json) {
  for (const auto& r : answer["requests"].items()) out(json ? std::string(r.source()) + "\n" : line_of(r));
}

std::uint64_t last_of(const codec::JsonValue& page) {
  return static_cast<std::uint64_t>(page["last"].integer().value_or(0));
}

/// Prints what comes until the server ends or cannot be reached. Returns the exit code.
int follow(const AdminClient& client, JournalFilter filter, bool json) {
  filter.wait = std::chrono::seconds(25);
  for (;;) {
    const auto answer = client.requests(filter);
    if (!answer) return fail("requests", answer.error());
    const auto page = codec::parse_json(*answer);
    if (!page || (*page)["last"].is_null()) return fail("requests", "the server's answer is not understood");
    print(*page, json);
    std::fflush(stdout);
    filter.after = last_of(*page);
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
  JournalFilter f;
  std::uint64_t after = 0;
  int limit = 100;
  app.add_option("--service", f.service, "only of this service: CampaignManagement");
  app.add_option("--operation", f.operation, "only of this operation or endpoint: AddCampaigns, token");
  app.add_option("--protocol", f.protocol, "only soap, rest or http");
  app.add_option("--user", f.user, "only of this user name");
  app.add_option("--text", f.text, "only with this text in target, headers or bodies");
  app.add_option("--rule", f.rule, "only where this fault rule fired, or this rule refused");
  app.add_option("--status", f.status, "only of this HTTP status (404) or class (4xx)");
  app.add_option("--since", f.since, "not before this time (2026-03-02T12:00:00Z)");
  app.add_option("--until", f.until, "not after this time");
  auto* after_option = app.add_option("--after", after, "only later than this sequence");
  auto* limit_option = app.add_option("-n,--limit", limit, "how many (default 100)");
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
  if (failed) f.failed = true;
  if (after_option->count() > 0) f.after = after;
  if (limit_option->count() > 0) f.limit = limit;
  f.world = admin.chosen_world(app);
  const auto client = admin.client();

  if (clear) {
    const auto answer = client.forget_requests();
    return answer ? 0 : fail("requests", answer.error());
  }
  if (!show.empty()) {
    const auto answer = client.request(show);
    if (!answer) return fail("requests", answer.error());
    out(pretty_json(*answer) + "\n");
    return 0;
  }
  const auto answer = har.empty() ? client.requests(f) : client.requests_as_har(f);
  if (!answer) return fail("requests", answer.error());
  if (!har.empty()) return save(*answer, har);
  const auto page = codec::parse_json(*answer);
  if (!page) return fail("requests", "the server's answer is not understood");
  print(*page, admin.json());
  if (!following) return 0;
  std::fflush(stdout);
  f.after = last_of(*page);
  f.limit.reset();
  return follow(client, std::move(f), admin.json());
}

}  // namespace adsbox::cli
