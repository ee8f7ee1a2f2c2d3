#include "net/response_head.h"

#include <time.h>

#include <charconv>

namespace adsbox::net {

namespace {

void append_number(std::string& out, std::uint64_t n) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, n).ptr;
  out.append(digits, end);
}

void append_text(std::string& out, std::string_view value) {
  if (value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos) {
    out.append(value);
    return;
  }
  for (char c : value) out.push_back(c == '\r' || c == '\n' || c == '\0' ? ' ' : c);
}

// Formatted once a second and thread.
std::string_view date_line() {
  static thread_local struct {
    time_t second = -1;
    char text[48];
    std::size_t size = 0;
  } cache;
  timespec now{};
  clock_gettime(CLOCK_REALTIME_COARSE, &now);
  if (now.tv_sec != cache.second) {
    tm parts{};
    gmtime_r(&now.tv_sec, &parts);
    cache.second = now.tv_sec;
    cache.size = strftime(cache.text, sizeof cache.text, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &parts);
  }
  return {cache.text, cache.size};
}

bool set_by_server(std::string_view name) {
  return iequals(name, "Content-Length") || iequals(name, "Connection") || iequals(name, "Date") ||
         iequals(name, "Transfer-Encoding");
}

}  // namespace

std::string_view reason_phrase(int status) {
  switch (status) {
    case 100:
      return "Continue";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 411:
      return "Length Required";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 416:
      return "Range Not Satisfiable";
    case 417:
      return "Expectation Failed";
    case 421:
      return "Misdirected Request";
    case 422:
      return "Unprocessable Content";
    case 426:
      return "Upgrade Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Status";
  }
}

void append_head(std::string& out, const Response& response, const HeadOptions& options) {
  if (response.status == 200) {
    out.append("HTTP/1.1 200 OK\r\n");
  } else {
    out.append("HTTP/1.1 ");
    append_number(out, static_cast<std::uint64_t>(response.status));
    out.append(" ").append(reason_phrase(response.status)).append("\r\n");
  }
  out.append(date_line());
  if (may_have_body(response.status)) {
    if (!response.content_type.empty()) {
      out.append("Content-Type: ");
      append_text(out, response.content_type);
      out.append("\r\n");
    }
    out.append("Content-Length: ");
    append_number(out, options.content_length);
    out.append("\r\n");
  }
  for (const auto& [name, value] : response.headers) {
    if (name.empty() || set_by_server(name)) continue;
    append_text(out, name);
    out.append(": ");
    append_text(out, value);
    out.append("\r\n");
  }
  if (!options.keep_alive)
    out.append("Connection: close\r\n");
  else if (options.http_1_0)
    out.append("Connection: keep-alive\r\n");
  out.append("\r\n");
}

std::string refusal(int status, std::string_view text) {
  Response response;
  response.status = status;
  std::string out;
  append_head(out, response, {.content_length = text.size() + 1, .keep_alive = false});
  out.append(text).append("\n");
  return out;
}

}  // namespace adsbox::net
