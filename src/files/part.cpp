#include "files/part.h"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <optional>

namespace adsbox::files {
namespace {

constexpr const char* header_time_format = "%a, %d %b %Y %H:%M:%S GMT";

std::optional<std::int64_t> time_of(std::string_view text) {
  std::tm parts{};
  const std::string terminated(text);
  const char* const end = strptime(terminated.c_str(), header_time_format, &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return timegm(&parts);
}

/// Whether a list of entity tags names this one. Weak ones count where `weak`.
bool names(std::string_view tags, std::string_view etag, bool weak) {
  for (std::size_t at = 0; at <= tags.size();) {
    const auto comma = std::min(tags.find(',', at), tags.size());
    auto tag = net::trim(tags.substr(at, comma - at));
    if (weak && tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag == "*" || tag == etag) return true;
    at = comma + 1;
  }
  return false;
}

/// Digits alone; nothing when there are none or they are something else.
std::optional<std::uint64_t> number(std::string_view s) {
  std::uint64_t n = 0;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), n);
  if (s.empty() || error != std::errc() || end != s.data() + s.size()) return std::nullopt;
  return n;
}

/// "bytes=0-499", "bytes=500-", "bytes=-500"
Part part_of(std::string_view range, std::uint64_t size) {
  constexpr std::string_view unit = "bytes=";
  if (range.size() < unit.size() || !net::iequals(range.substr(0, unit.size()), unit)) return {};
  range = net::trim(range.substr(unit.size()));
  const auto dash = range.find('-');
  if (dash == std::string_view::npos) return {};
  const auto first = number(range.substr(0, dash)), last = number(range.substr(dash + 1));
  const bool open = dash + 1 == range.size(), suffix = dash == 0;
  if ((!first && !suffix) || (!last && !open) || (suffix && open) || (first && last && *last < *first)) return {};
  const auto from = first ? *first : size - std::min(*last, size);
  if (from >= size || (suffix && *last == 0)) return {Part::Answer::unsatisfiable};
  const auto end = first && last ? std::min(*last, size - 1) + 1 : size;
  return {Part::Answer::part, from, end - from};
}

/// Of a download that goes on: whether it is still the same file.
bool still_same(std::string_view if_range, const Version& version) {
  if (if_range.empty() || if_range == version.etag) return true;
  const auto time = time_of(if_range);
  return time && version.modified != 0 && *time == version.modified;
}

}  // namespace

std::string header_time(std::int64_t seconds) {
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts{};
  gmtime_r(&time, &parts);
  char text[40];
  return {text, std::strftime(text, sizeof text, header_time_format, &parts)};
}

Part wanted_part(const net::Request& request, const Version& version) {
  const auto changed_after = [&](std::string_view header) {
    const auto time = time_of(request.header(header));
    return time && version.modified != 0 ? std::optional(version.modified > *time) : std::nullopt;
  };
  if (request.has_header("If-Match")) {
    if (!names(request.header("If-Match"), version.etag, false)) return {Part::Answer::condition_failed};
  } else if (changed_after("If-Unmodified-Since").value_or(false)) {
    return {Part::Answer::condition_failed};
  }
  if (request.has_header("If-None-Match")) {
    if (names(request.header("If-None-Match"), version.etag, true)) return {Part::Answer::not_modified};
  } else if (!changed_after("If-Modified-Since").value_or(true)) {
    return {Part::Answer::not_modified};
  }
  if (request.method != "GET" || !still_same(request.header("If-Range"), version)) return {};
  return part_of(request.header(request.has_header("x-ms-range") ? "x-ms-range" : "Range"), version.size);
}

}  // namespace adsbox::files
