#include "testing/read.h"

namespace adsbox::test_support {
namespace {

std::uint64_t count_of(const codec::JsonValue& v) {
  return static_cast<std::uint64_t>(v.integer().value_or(0));
}

std::string source_of(const codec::JsonValue& v) {
  return std::string(v.source());
}

}  // namespace

AdminResult<Document> object_of(AdminClient::Answer answer) {
  if (!answer) return std::unexpected(std::move(answer.error()));
  auto text = std::make_unique<const std::string>(std::move(*answer));
  auto json = codec::parse_json(*text);
  if (!json || !json->is_object()) return std::unexpected(AdminError{200, "the answer is not adsbox's: " + text->substr(0, 200)});
  return Document(std::move(text), std::move(*json));
}

std::vector<std::string> texts_of(const codec::JsonValue& list) {
  std::vector<std::string> all;
  for (const auto& v : list.items()) all.push_back(v.text());
  return all;
}

JournalEntry entry_of(const codec::JsonValue& v) {
  JournalEntry e;
  e.sequence = count_of(v["sequence"]);
  e.tracking_id = v["tracking_id"].text();
  e.time = v["time"].text();
  e.world = v["world"].text();
  e.protocol = v["protocol"].text();
  e.service = v["service"].text();
  e.operation = v["operation"].text();
  e.user = v["user"].text();
  e.method = v["method"].text();
  e.target = v["target"].text();
  e.status = static_cast<int>(v["status"].integer().value_or(0));
  e.outcome = v["outcome"].text();
  e.duration = std::chrono::microseconds(v["duration_us"].integer().value_or(0));
  e.errors = texts_of(v["errors"]);
  e.fired = texts_of(v["fired"]);
  e.request_body = source_of(v["request"]["body"]);
  e.response_body = source_of(v["response"]["body"]);
  e.json = source_of(v);
  return e;
}

Explanation explanation_of(const codec::JsonValue& v) {
  Explanation x;
  x.summary = v["summary"].text();
  for (const auto& r : v["reasons"].items())
    x.reasons.push_back({.index = static_cast<int>(r["index"].integer().value_or(-1)),
                         .code = static_cast<std::int32_t>(r["code"].integer().value_or(0)),
                         .symbol = r["symbol"].text(),
                         .message = r["message"].text(),
                         .rule = r["rule"].text(),
                         .field = r["field"].text(),
                         .value = r["value"].text(),
                         .bound = r["bound"].text(),
                         .expected = r["expected"].text()});
  x.credentials = texts_of(v["credentials"]);
  x.fired = texts_of(v["fired"]);
  return x;
}

FaultReport report_of(const codec::JsonValue& v) {
  return {v["id"].text(), count_of(v["matched"]), count_of(v["fired"]), texts_of(v["tracking_ids"])};
}

AdminResult<void> done(const AdminClient::Answer& answer) {
  if (!answer) return std::unexpected(answer.error());
  return {};
}

}  // namespace adsbox::test_support
