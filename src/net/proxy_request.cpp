#include "net/proxy_request.h"

#include <algorithm>
#include <array>

#include "net/hosts.h"
#include "net/response_head.h"

namespace adsbox::net {

namespace {

constexpr std::size_t kMaxWorldName = 64;

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

// False when it is no base64. Padding may be missing.
bool decode_base64(std::string_view text, std::string& out) {
  while (text.ends_with('=')) text.remove_suffix(1);
  unsigned bits = 0;
  int have = 0;
  for (const char c : text) {
    const int value = base64_value(c);
    if (value < 0) return false;
    bits = (bits << 6 | static_cast<unsigned>(value)) & 0xffffU;
    have += 6;
    if (have < 8) continue;
    have -= 8;
    out.push_back(static_cast<char>(bits >> have & 0xffU));
  }
  return true;
}

// Meant for the proxy, or said anew by it.
bool is_hop_by_hop(std::string_view name) {
  static constexpr std::array<std::string_view, 5> kNames = {"Connection", "Proxy-Connection", "Keep-Alive",
                                                             "Proxy-Authorization", "Upgrade"};
  return std::ranges::any_of(kNames, [name](std::string_view n) { return iequals(n, name); });
}

}  // namespace

bool is_loopback_name(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  constexpr std::string_view kSuffix = ".localhost";  // RFC 6761: never another machine
  return iequals(host, "localhost") || host == "::1" ||
         (host.size() > kSuffix.size() && iequals(host.substr(host.size() - kSuffix.size()), kSuffix)) ||
         (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos);
}

ProxyRoute proxy_route(std::string_view host, const ProxyRules& rules, bool origin_form) {
  if (is_official_host(host)) return ProxyRoute::here;
  if (is_loopback_name(host)) {
    if (origin_form) return ProxyRoute::here;
    return rules.local_peer ? ProxyRoute::away : ProxyRoute::refuse;
  }
  return rules.pass_through ? ProxyRoute::away : ProxyRoute::refuse;
}

std::string proxy_refusal_text(std::string_view host) {
  return "adsbox's proxy leads to the hosts of the Bing Ads API only, and " + std::string(host) +
         " is none of them. Other hosts are reached with `adsbox exec --pass-through` or `adsbox serve --proxy-pass-through`.";
}

std::string proxy_refusal(std::string_view host) {
  auto answer = refusal(403, proxy_refusal_text(host));
  const auto end = answer.find("\r\n");
  constexpr std::size_t kPhraseAt = std::string_view("HTTP/1.1 403 ").size();
  answer.replace(kPhraseAt, end - kPhraseAt, std::string(host) + " is no host of the Bing Ads API (adsbox: see --pass-through)");
  return answer;
}

std::expected<std::string, std::string_view> proxy_world(const Request& request) {
  std::string_view value = request.header("Proxy-Authorization");
  if (value.empty()) return {};
  constexpr std::string_view kScheme = "Basic ";
  if (!iequals(value.substr(0, kScheme.size()), kScheme)) return std::unexpected("The proxy's credentials must be Basic.");
  value.remove_prefix(kScheme.size());
  while (value.starts_with(' ')) value.remove_prefix(1);
  std::string name;
  if (!decode_base64(value, name)) return std::unexpected("The proxy's credentials are not base64.");
  name.erase(std::min(name.find(':'), name.size()));
  if (name.size() > kMaxWorldName || !std::ranges::all_of(name, is_name_character))
    return std::unexpected("The user of the proxy's credentials must be the name of a world.");
  return name;
}

std::string origin_head(const Request& request, bool http_1_0) {
  std::string out(request.method);
  out.append(" ");
  if (request.path.empty()) out.append("/");
  out.append(request.path);
  if (!request.query.empty()) out.append("?").append(request.query);
  out.append(http_1_0 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
  if (!request.has_header("Host")) out.append("Host: ").append(request.host).append("\r\n");
  for (const auto& h : request.headers)
    if (!is_hop_by_hop(h.name)) out.append(h.name).append(": ").append(h.value).append("\r\n");
  return out.append("Connection: close\r\n\r\n");
}

}  // namespace adsbox::net
