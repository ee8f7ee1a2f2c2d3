#include "journal/entry.h"

#include <algorithm>
#include <cstring>

namespace adsbox::journal {
namespace {

std::size_t owned(const std::string& s) {
  return s.capacity() > 15 ? s.capacity() + 1 : 0;
}

std::size_t owned(const std::vector<std::string>& list) {
  std::size_t n = list.capacity() * sizeof(std::string);
  for (const auto& s : list) n += owned(s);
  return n;
}

std::size_t owned(const std::vector<ErrorValue>& errors) {
  std::size_t n = errors.capacity() * sizeof(ErrorValue);
  for (const auto& e : errors)
    n += owned(e.field_path) + owned(e.details) + owned(e.why.rule) + owned(e.why.field) + owned(e.why.value) +
         owned(e.why.bound) + owned(e.why.expected);
  return n;
}

std::size_t owned(const Exchange& e) {
  return owned(e.tracking_id) + owned(e.world) + owned(e.endpoint) + owned(e.user_name) + owned(e.partial_errors) +
         owned(e.warnings) + owned(e.fired) + owned(e.credential_notes) + (e.failure ? owned(e.failure->errors) : 0) +
         (e.migration ? owned(e.migration->verdict) + owned(e.migration->report) : 0);
}

bool starts_with_ignoring_case(std::string_view s, std::string_view prefix) {
  return s.size() >= prefix.size() && net::iequals(s.substr(0, prefix.size()), prefix);
}

}  // namespace

Entry::Entry(Exchange e, const net::Request& request, const net::Response& response, std::int64_t when, Blocks& blocks)
    : exchange(std::move(e)),
      finished(when),
      status(response.status),
      tls(request.tls),
      content_type(response.content_type),
      request_size(request.body.size()),
      response_size(response.body_size()),
      request_headers(static_cast<std::uint32_t>(request.headers.size())),
      response_headers(static_cast<std::uint32_t>(response.headers.size())) {
  std::string_view file_name;
  if (response.file) {
    file_name = *response.file;
    if (const auto slash = file_name.rfind('/'); slash != std::string_view::npos) file_name.remove_prefix(slash + 1);
  }
  const bool repeatable = status == 200 && exchange.operation != nullptr && reads_only(*exchange.operation) &&
                          exchange.partial_errors.empty() && exchange.fired.empty();
  const auto most_response = repeatable ? most_read_bytes : most_body_bytes;
  const auto each = [&](const auto& visit) {
    visit(request.method);
    visit(request.target);
    visit(request.host);
    visit(request.body.substr(0, most_body_bytes));
    visit(response.file ? std::string_view() : std::string_view(response.body).substr(0, most_response));
    visit(file_name);
    for (const auto& h : request.headers) {
      visit(h.name);
      visit(h.value);
    }
    for (const auto& [name, value] : response.headers) {
      visit(std::string_view(name));
      visit(std::string_view(value));
    }
  };
  parts_ = static_cast<std::uint32_t>(fixed + 2 * (request.headers.size() + response.headers.size()));
  std::size_t size = parts_ * sizeof(std::uint32_t);
  each([&](std::string_view s) { size += s.size(); });
  const auto taken = blocks.take(size);
  block_ = taken.bytes;
  char* index = block_.get();
  char* to = index + parts_ * sizeof(std::uint32_t);
  each([&](std::string_view s) {
    if (!s.empty()) std::memcpy(to, s.data(), s.size());
    to += s.size();
    const auto end = static_cast<std::uint32_t>(to - block_.get());
    std::memcpy(index, &end, sizeof end);
    index += sizeof end;
  });
  constexpr std::size_t overhead = 64;  // of allocations, and the journal's own places
  bytes_ = sizeof(Entry) + taken.taken + owned(exchange) + overhead;
}

std::string_view Entry::part(std::size_t i) const {
  std::uint32_t begin = parts_ * sizeof(std::uint32_t), end = 0;
  if (i > 0) std::memcpy(&begin, block_.get() + (i - 1) * sizeof begin, sizeof begin);
  std::memcpy(&end, block_.get() + i * sizeof end, sizeof end);
  return {block_.get() + begin, end - begin};
}

std::string_view Entry::request_header(std::string_view name) const {
  for (std::size_t i = 0; i < request_headers; ++i)
    if (const auto h = request_header(i); net::iequals(h.name, name)) return h.value;
  return {};
}

const schema::ServiceInfo* Entry::service() const {
  if (exchange.operation != nullptr) return &schema::contract.services[exchange.operation->service];
  const auto p = path();
  const auto file = p.substr(p.rfind('/') + 1);
  for (const auto& s : schema::contract.services) {
    if (s.internal) continue;
    const auto base = schema::text(s.rest_base), soap = schema::text(s.soap_path);
    // Any version of the service: what another version is called is refused, but belongs here.
    if (starts_with_ignoring_case(p, base.substr(0, base.rfind('/') + 2)) ||
        (starts_with_ignoring_case(p, "/Api/") && net::iequals(file, soap.substr(soap.rfind('/') + 1))))
      return &s;
  }
  return nullptr;
}

}  // namespace adsbox::journal
