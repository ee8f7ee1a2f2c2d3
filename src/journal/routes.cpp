#include "journal/routes.h"

#include <algorithm>
#include <charconv>

#include "codec/codec.h"
#include "journal/explain.h"
#include "journal/har.h"
#include "journal/show.h"
#include "net/blocking.h"

namespace adsbox::journal {
namespace {

using control::In;
using control::Parameter;
using control::Type;

constexpr std::int64_t most_entries = 1000, longest_wait = 60;

std::vector<Parameter> filters() {
  return {
      {"world", In::query, Type::string, "only of this world"},
      {"service", In::query, Type::string, "only of this service: CampaignManagement"},
      {"operation", In::query, Type::string, "only of this operation or endpoint: AddCampaigns, token"},
      {"protocol", In::query, Type::string, "soap, rest or http"},
      {"tracking_id", In::query, Type::string, "only of this TrackingId"},
      {"user", In::query, Type::string, "only of this user name"},
      {"text", In::query, Type::string, "only with this text in target, headers or bodies, as they are shown"},
      {"rule", In::query, Type::string, "only where this fault rule fired, or this rule refused"},
      {"failed", In::query, Type::boolean, "true: only where the call or some items were refused; false: only the others"},
      {"status", In::query, Type::string, "HTTP status (404) or class (4xx)"},
      {"since", In::query, Type::string, "not before this time (ISO 8601, UTC)"},
      {"until", In::query, Type::string, "not after this time"},
      {"after", In::query, Type::integer, "only later than this sequence, the earliest first"},
      {"limit", In::query, Type::integer, "at most so many, 1 to 1000 (default 100); without `after` the latest"},
  };
}

std::expected<Filter, control::Refusal> filter_of(const control::Call& call) {
  Filter f;
  f.world = call.text("world");
  f.service = call.text("service");
  f.operation = call.text("operation");
  f.protocol = call.text("protocol");
  f.tracking_id = call.text("tracking_id");
  f.user = call.text("user");
  f.text = call.text("text");
  f.rule = call.text("rule");
  if (const auto t = call.text("failed"); !t.empty()) f.failed = call.flag("failed");
  if (const auto t = call.text("status"); !t.empty()) {
    const auto [end, error] = std::from_chars(t.data(), t.data() + t.size(), f.status);
    const std::string_view rest(end, static_cast<std::size_t>(t.data() + t.size() - end));
    const bool whole = rest.empty() && f.status >= 100 && f.status <= 599, group = rest == "xx" && f.status >= 1 && f.status <= 5;
    if (error != std::errc() || (!whole && !group)) return control::refuse(400, "status must be like 404 or 4xx");
  }
  for (const auto& [name, target] : {std::pair{"since", &f.since}, std::pair{"until", &f.until}}) {
    const auto t = call.text(name);
    DateTime time;
    if (t.empty()) continue;
    if (!codec::parse_date_time(t, time)) return control::refuse(400, std::string(name) + " must be like 2026-03-02T12:00:00Z");
    *target = time.ticks();
  }
  if (const auto after = call.integer("after")) {
    if (*after < 0) return control::refuse(400, "after must not be negative");
    f.after = static_cast<std::uint64_t>(*after);
  }
  const auto limit = call.integer("limit").value_or(static_cast<std::int64_t>(f.limit));
  if (limit < 1 || limit > most_entries) return control::refuse(400, "limit must be 1 to 1000");
  f.limit = static_cast<std::size_t>(limit);
  return f;
}

control::Result list(const Journal& journal, const control::Call& call) {
  auto filter = filter_of(call);
  if (!filter) return std::unexpected(filter.error());
  const auto wait = call.number("wait").value_or(0);
  if (wait < 0 || wait > static_cast<double>(longest_wait)) return control::refuse(400, "wait must be 0 to 60 seconds");
  Page page;
  if (wait > 0) {
    // Waiting is for what comes: without `after`, for what comes from now on.
    if (!filter->after) filter->after = journal.extent().last;
    net::about_to_block();
    page = journal.follow(std::move(*filter), std::chrono::milliseconds(static_cast<std::int64_t>(wait * 1000)));
  } else {
    page = journal.select(*filter);
  }
  const bool details = call.flag("details");
  std::vector<std::string> entries;
  entries.reserve(page.entries.size());
  for (const auto& e : page.entries) entries.push_back(details ? details_of(*e) : summary_of(*e).str());
  const auto extent = journal.extent();
  return control::reply(codec::JsonObject()
                            .raw("requests", codec::json_array(entries))
                            .add("last", page.last)
                            .add("first_kept", extent.first)
                            .add("kept", extent.entries)
                            .add("kept_bytes", extent.bytes)
                            .add("limit_bytes", extent.limit));
}

control::Result one(const Journal& journal, const control::Call& call) {
  const auto id = call.text("id");
  const auto entry = find_entry(journal, id);
  if (!entry) return control::refuse(404, unknown_id(journal, id));
  return control::Reply{details_of(*entry)};
}

control::Result explained(const Journal& journal, const control::Call& call) {
  const auto id = call.text("tracking_id");
  const auto format = call.text("format");
  if (!format.empty() && format != "text" && format != "json") return control::refuse(400, "format must be json or text");
  auto entry = find_entry(journal, id);
  if (!entry) return control::refuse(404, unknown_id(journal, id));
  const auto x = explain(std::move(entry));
  if (format == "text" || (format.empty() && call.request.header("Accept").starts_with("text/plain")))
    return control::Reply{text_of(x), 200, "text/plain; charset=utf-8"};
  return control::Reply{json_of(x)};
}

}  // namespace

EntryPtr find_entry(const Journal& journal, const std::string& id) {
  std::uint64_t sequence = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), sequence);
  if (error == std::errc() && end == id.data() + id.size())
    if (auto found = journal.find(sequence)) return found;
  return journal.find(std::string_view(id));
}

std::vector<control::Route> routes(Journal& journal, std::string version) {
  auto listing = filters();
  listing.push_back({"wait", In::query, Type::number, "seconds (at most 60) to wait for a request when there is none yet"});
  listing.push_back({"details", In::query, Type::boolean, "with headers, decoded bodies, timing and explanations"});
  std::vector<control::Route> all;
  all.push_back({"GET", "/requests", "Lists requests that the server answered.", std::move(listing),
                 [&journal](const control::Call& call) { return list(journal, call); }});
  all.push_back({"DELETE", "/requests", "Forgets all requests.", {}, [&journal](const control::Call&) -> control::Result {
                   return control::reply(codec::JsonObject().add("forgotten", journal.clear()));
                 }});
  all.push_back({"GET", "/requests.har", "Requests as HAR 1.2.", filters(),
                 [&journal, version = std::move(version)](const control::Call& call) -> control::Result {
                   const auto filter = filter_of(call);
                   if (!filter) return std::unexpected(filter.error());
                   return control::Reply{har_of(journal.select(*filter).entries, version)};
                 }});
  all.push_back({"GET",
                 "/requests/{id}",
                 "One request with headers, decoded bodies, timing and explanations.",
                 {{"id", In::path, Type::string, "its sequence or TrackingId", true}},
                 [&journal](const control::Call& call) { return one(journal, call); }});
  all.push_back({"GET",
                 "/explain/{tracking_id}",
                 "Says why a request was answered as it was, as JSON, or as text (Accept: text/plain).",
                 {{"tracking_id", In::path, Type::string, "the TrackingId of an answer (or the request's sequence)", true},
                  {"format", In::query, Type::string, "json or text; default: by the Accept header"}},
                 [&journal](const control::Call& call) { return explained(journal, call); }});
  return all;
}

}  // namespace adsbox::journal
