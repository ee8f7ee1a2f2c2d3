#include "journal/har.h"

#include <algorithm>

#include "codec/json_object.h"
#include "journal/secrets.h"
#include "journal/show.h"

namespace adsbox::journal {
namespace {

using codec::JsonObject;

/// Everything that may not stand in a URL as %XX, also the brackets and blanks of hidden secrets.
std::string as_url(std::string_view s) {
  static constexpr std::string_view hex = "0123456789ABCDEF", allowed = "-._~:/?#@!$&'()*+,;=%";
  std::string out;
  for (const char c : s) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    const auto u = static_cast<unsigned char>(c);
    if (plain || allowed.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += '%';
      out += hex[u >> 4];
      out += hex[u & 15];
    }
  }
  return out;
}

std::string pair(std::string_view name, std::string_view value) {
  return JsonObject().add("name", name).add("value", value).str();
}

std::string headers(const Entry& e, std::size_t from, std::size_t count, const Secrets& secrets) {
  std::vector<std::string> all;
  for (std::size_t i = from; i < from + count; ++i) {
    const auto h = e.request_header(i);
    all.push_back(pair(h.name, secrets.in_header(h.name, h.value)));
  }
  return codec::json_array(all);
}

/// Of Cookie or Set-Cookie headers: the names; values are secrets.
std::string cookies(const Entry& e, std::size_t from, std::size_t count, std::string_view header) {
  std::vector<std::string> all;
  for (std::size_t i = from; i < from + count; ++i) {
    const auto h = e.request_header(i);
    if (!net::iequals(h.name, header)) continue;
    auto rest = header == "Set-Cookie" ? h.value.substr(0, h.value.find(';')) : h.value;
    while (!rest.empty()) {
      const auto end = rest.find(';');
      auto one = rest.substr(0, end);
      rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
      while (one.starts_with(' ')) one.remove_prefix(1);
      const auto equals = std::min(one.find('='), one.size());
      if (!one.empty()) all.push_back(pair(one.substr(0, equals), mask(one.substr(std::min(equals + 1, one.size())))));
    }
  }
  return codec::json_array(all);
}

std::string query(const Entry& e, const Secrets& secrets) {
  const auto mark = e.target().find('?');
  std::vector<std::string> all;
  if (mark != std::string_view::npos)
    for (const auto& [name, value] : net::parse_form(e.target().substr(mark + 1)))
      all.push_back(pair(name, secrets.in_parameter(name, value)));
  return codec::json_array(all);
}

std::string request_json(const Entry& e, const Secrets& secrets) {
  const std::string origin =
      std::string(e.tls ? "https://" : "http://") + (e.host().empty() ? "localhost" : std::string(e.host()));
  JsonObject o;
  o.add("method", e.method()).add("url", as_url(origin + secrets.in_text(e.target()))).add("httpVersion", "HTTP/1.1");
  o.raw("cookies", cookies(e, 0, e.request_headers, "Cookie"));
  o.raw("headers", headers(e, 0, e.request_headers, secrets));
  o.raw("queryString", query(e, secrets));
  if (e.request_size != 0) {
    const auto type = e.request_header("Content-Type");
    std::string text = e.request_body().find('\0') == std::string_view::npos ? secrets.in_text(e.request_body()) : std::string();
    JsonObject data;
    data.add("mimeType", type).add("text", text);
    if (e.request_cut()) data.add("comment", "cut: " + std::to_string(e.request_size) + " bytes in all");
    o.raw("postData", data.str());
  }
  o.add("headersSize", -1).add("bodySize", static_cast<std::uint64_t>(e.request_size));
  return o.str();
}

std::string response_json(const Entry& e, const Secrets& secrets) {
  const auto from = e.request_headers, count = e.response_headers;
  JsonObject content;
  content.add("size", static_cast<std::uint64_t>(e.response_size)).add("mimeType", e.content_type);
  if (!e.file().empty())
    content.add("comment", "the file " + std::string(e.file()));
  else if (e.content_type.starts_with("text/html") && !e.response_body().empty())
    content.add("comment", "pages are not kept in exports");
  else if (e.response_body().find('\0') == std::string_view::npos)
    content.add("text", secrets.in_text(e.response_body()));
  std::string location;
  for (std::size_t i = from; i < from + count; ++i)
    if (const auto h = e.request_header(i); net::iequals(h.name, "Location")) location = as_url(secrets.in_text(h.value));
  JsonObject o;
  o.add("status", e.status).add("statusText", "").add("httpVersion", "HTTP/1.1");
  o.raw("cookies", cookies(e, from, count, "Set-Cookie")).raw("headers", headers(e, from, count, secrets));
  o.raw("content", content.str()).add("redirectURL", location).add("headersSize", -1);
  o.add("bodySize", static_cast<std::uint64_t>(e.response_size));
  return o.str();
}

std::string milliseconds(std::int64_t ticks) {
  constexpr std::int64_t ticks_per_millisecond = 10'000;
  auto fraction = std::to_string(ticks % ticks_per_millisecond);
  return std::to_string(ticks / ticks_per_millisecond) + "." + std::string(4 - fraction.size(), '0') + fraction;
}

std::string entry_json(const Entry& e) {
  const Secrets secrets(e);
  const auto time = milliseconds(e.duration_ticks());
  JsonObject o;
  o.add("startedDateTime", time_of(e.exchange.ticks)).raw("time", time);
  o.raw("request", request_json(e, secrets)).raw("response", response_json(e, secrets)).raw("cache", "{}");
  o.raw("timings", JsonObject().add("send", 0).raw("wait", time).add("receive", 0).str());
  o.raw("_adsbox", summary_of(e).str());
  return o.str();
}

}  // namespace

std::string har_of(const std::vector<EntryPtr>& entries, std::string_view version) {
  std::vector<std::string> all;
  all.reserve(entries.size());
  for (const auto& e : entries) all.push_back(entry_json(*e));
  JsonObject log;
  log.add("version", "1.2").raw("creator", JsonObject().add("name", "adsbox").add("version", version).str());
  log.raw("entries", codec::json_array(all));
  return JsonObject().raw("log", log.str()).str();
}

}  // namespace adsbox::journal
