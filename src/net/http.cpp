#include "net/http.h"

#include <array>
#include <filesystem>
#include <system_error>

namespace adsbox::net {

namespace {

constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

constexpr int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

constexpr bool is_unreserved(char c) {
  const char l = lower(c);
  return (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
}

// The nearest proxy appends, so the first element is what the client itself used.
std::string_view first_of_list(std::string_view s) {
  return trim(s.substr(0, s.find(',')));
}

// Only what may stand in an authority: the text ends up in WSDLs, redirects and pages.
bool is_authority(std::string_view s) {
  if (s.empty() || s.size() > 255) return false;
  for (char c : s)
    if (!is_unreserved(c) && c != ':' && c != '[' && c != ']') return false;
  return true;
}

std::string_view authority_of(std::string_view url) {
  const auto at = url.find("://");
  if (at == std::string_view::npos) return {};
  url.remove_prefix(at + 3);
  return url.substr(0, url.find('/'));
}

}  // namespace

bool iequals(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i] != b[i] && lower(a[i]) != lower(b[i])) return false;
  return true;
}

std::string_view trim(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
  return s;
}

std::uint64_t Response::body_size() const {
  if (!file) return body.size();
  std::error_code unknown;
  const auto size = std::filesystem::file_size(*file, unknown);
  return unknown ? 0 : file_bytes.value_or(size);
}

std::string_view Request::header(std::string_view name) const {
  for (const auto& h : headers)
    if (iequals(h.name, name)) return h.value;
  return {};
}

bool Request::has_header(std::string_view name) const {
  for (const auto& h : headers)
    if (iequals(h.name, name)) return true;
  return false;
}

std::string Request::base_url() const {
  std::string_view scheme = tls ? "https" : "http";
  const auto proto = first_of_list(header("X-Forwarded-Proto"));
  if (iequals(proto, "https")) scheme = "https";
  if (iequals(proto, "http")) scheme = "http";
  const auto forwarded = first_of_list(header("X-Forwarded-Host"));
  const bool by_proxy = is_authority(forwarded);
  const std::string_view authority = by_proxy ? forwarded : is_authority(host) ? host : local_address;
  std::string url;
  url.reserve(scheme.size() + authority.size() + 9);
  url.append(scheme).append("://").append(authority);
  // A proxy that tells the port beside a host without one.
  const auto port = first_of_list(header("X-Forwarded-Port"));
  const bool has_port = authority.rfind(':') != std::string_view::npos && authority.back() != ']';
  const bool is_number = !port.empty() && port.size() <= 5 && port.find_first_not_of("0123456789") == std::string_view::npos;
  if (by_proxy && is_number && !has_port && port != (scheme == "https" ? "443" : "80")) url.append(":").append(port);
  return url;
}

bool Request::cross_site(std::string_view public_url) const {
  if (method == "GET" || method == "HEAD" || method == "OPTIONS") return false;
  if (const auto site = header("Sec-Fetch-Site"); !site.empty()) return site != "same-origin" && site != "none";
  const auto origin = header("Origin");
  if (origin.empty()) return false;
  // Hosts are compared, not schemes: a proxy may end TLS without saying so.
  const auto from = authority_of(origin);
  return from.empty() ||
         (!iequals(from, host) && !iequals(from, authority_of(base_url())) && !iequals(from, authority_of(public_url)));
}

std::string url_decode(std::string_view s, bool plus_is_space) {
  std::string out;
  out.reserve(s.size());
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] == '+' && plus_is_space) {
      out.push_back(' ');
      continue;
    }
    if (s[i] == '%' && i + 2 < s.size()) {
      const int high = hex_value(s[i + 1]);
      const int low = hex_value(s[i + 2]);
      if (high >= 0 && low >= 0) {
        out.push_back(static_cast<char>(high * 16 + low));
        i += 2;
        continue;
      }
    }
    out.push_back(s[i]);
  }
  return out;
}

std::string url_encode(std::string_view s) {
  static constexpr std::array<char, 17> kHex{"0123456789ABCDEF"};
  std::string out;
  out.reserve(s.size() + s.size() / 4);
  for (char c : s) {
    if (is_unreserved(c)) {
      out.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out.push_back('%');
      out.push_back(kHex[byte >> 4]);
      out.push_back(kHex[byte & 15]);
    }
  }
  return out;
}

std::vector<std::pair<std::string, std::string>> parse_form(std::string_view s) {
  std::vector<std::pair<std::string, std::string>> pairs;
  while (!s.empty()) {
    const auto end = s.find('&');
    const auto piece = s.substr(0, end);
    s.remove_prefix(end == std::string_view::npos ? s.size() : end + 1);
    if (piece.empty()) continue;
    const auto equals = piece.find('=');
    if (equals == std::string_view::npos)
      pairs.emplace_back(url_decode(piece), std::string());
    else
      pairs.emplace_back(url_decode(piece.substr(0, equals)), url_decode(piece.substr(equals + 1)));
  }
  return pairs;
}

}  // namespace adsbox::net
