#include "cli/recorder.h"

#include "adsbox/api_error.h"
#include "cli/terminal.h"

namespace adsbox::cli {
namespace {

constexpr std::size_t shown_characters = 320;

std::string prefixed(std::string_view prefix, std::string_view text) {
  std::string o;
  while (!text.empty()) {
    const auto end = text.find('\n');
    o.append(prefix).append(text.substr(0, end)).append("\n");
    if (end == text.npos) break;
    text.remove_prefix(end + 1);
  }
  return o;
}

}  // namespace

std::string show_request(const HttpRequest& request) {
  std::string o = request.method + " " + redact(request.url) + "\n";
  for (const auto& [name, value] : request.headers) o += redact(name + ": " + value) + "\n";
  if (!request.body.empty()) o += redact(request.body);
  return prefixed("  > ", o);
}

std::string show_response(const HttpResponse& response, bool whole) {
  std::string o = "HTTP " + std::to_string(response.status);
  if (const auto id = response.header("TrackingId"); !id.empty()) o.append(", TrackingId ").append(id);
  o += "\n";
  const auto body = redact(response.body);
  if (whole)
    o += body.starts_with('{') ? pretty_json(body) : body;
  else
    o += shorten(body, shown_characters);
  return prefixed("  < ", o);
}

std::expected<HttpResponse, TransportError> Recorder::send(const HttpRequest& request) {
  out(show_request(request));
  auto response = next_->send(request);
  if (response) out(show_response(*response, whole_));
  return response;
}

}  // namespace adsbox::cli
