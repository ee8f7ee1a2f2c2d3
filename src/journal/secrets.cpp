#include "journal/secrets.h"

#include <openssl/sha.h>

#include <algorithm>
#include <array>

#include "codec/redact.h"

namespace adsbox::journal {
namespace {

/// What is shorter is not looked for elsewhere: "abc" stands in many texts by chance.
constexpr std::size_t least_known = 6;
constexpr std::size_t most_known = 256;

/// As the writers of XML and JSON would quote it.
std::string xml_escaped(std::string_view s) {
  std::string out;
  for (const char c : s) {
    if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '&')
      out += "&amp;";
    else
      out += c;
  }
  return out;
}

std::string json_escaped(std::string_view s) {
  std::string out;
  for (const char c : s) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

/// `Bearer xyz`: the scheme is no secret.
std::size_t scheme_length(std::string_view value) {
  for (const std::string_view scheme : {"Bearer ", "Basic "})
    if (value.size() > scheme.size() && net::iequals(value.substr(0, scheme.size()), scheme)) return scheme.size();
  return 0;
}

}  // namespace

std::string mask(std::string_view secret) {
  constexpr std::size_t shown = 4;
  constexpr std::array hex = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(secret.data()), secret.size(), digest.data());
  std::string out = "[secret, " + std::to_string(secret.size()) + " characters, ";
  for (std::size_t i = 0; i < shown; ++i) {
    out += hex[digest[i] >> 4];
    out += hex[digest[i] & 15];
  }
  return out + "]";
}

Secrets::Secrets(const Entry& e, bool bodies) : request_body_(e.request_body()) {
  for (std::size_t i = 0; i < e.request_headers + e.response_headers; ++i) {
    const auto h = e.request_header(i);
    if (codec::is_secret_name(h.name))
      learn(h.value.substr(scheme_length(h.value)));
    else
      learn_from(h.value);
  }
  learn_from(e.target());
  if (bodies) {
    learn_from(e.request_body());
    learn_from(e.response_body());
  }
  std::ranges::sort(known_, [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
}

void Secrets::learn_from(std::string_view text) {
  for (const auto& s : codec::find_secrets(text)) learn(text.substr(s.begin, s.end - s.begin));
}

void Secrets::learn(std::string_view secret) {
  if (secret.size() < least_known || known_.size() >= most_known) return;
  const auto shown = mask(secret);
  const auto add = [&](std::string form) {
    if (form.size() >= least_known && std::ranges::none_of(known_, [&](const auto& k) { return k.first == form; }))
      known_.emplace_back(std::move(form), shown);
  };
  add(std::string(secret));
  add(net::url_decode(secret));
  add(net::url_encode(secret));
  add(xml_escaped(secret));
  add(json_escaped(secret));
}

std::string Secrets::in_sentence(std::string_view text) const {
  std::string out(text);
  for (const auto& [form, shown] : known_)
    for (auto at = out.find(form); at != std::string::npos; at = out.find(form, at + shown.size()))
      out.replace(at, form.size(), shown);
  return out;
}

std::string Secrets::in_text(std::string_view text) const {
  return in_sentence(codec::redact(text, mask));
}

bool Secrets::part_of_secret(std::string_view value) const {
  if (value.size() < least_known) return false;
  for (const auto& [form, shown] : known_)
    if (form.find(value) != std::string::npos) return true;
  const auto spans = codec::find_secrets(request_body_);
  for (auto at = request_body_.find(value); at != std::string_view::npos; at = request_body_.find(value, at + 1))
    for (const auto& s : spans)
      if (s.begin < at + value.size() && at < s.end) return true;
  return false;
}

std::string Secrets::in_value(std::string_view value) const {
  return part_of_secret(value) ? mask(value) : in_text(value);
}

std::string Secrets::in_header(std::string_view name, std::string_view value) const {
  if (!codec::is_secret_name(name)) return in_text(value);
  if (value.empty()) return {};
  const auto scheme = scheme_length(value);
  return std::string(value.substr(0, scheme)) + mask(value.substr(scheme));
}

std::string Secrets::in_parameter(std::string_view name, std::string_view value) const {
  return codec::is_secret_name(name) && !value.empty() ? mask(value) : in_text(value);
}

}  // namespace adsbox::journal
