#include "net/request_reader.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

namespace adsbox::net {

namespace {

// A chunk's size line with its extensions; far above what any client sends.
constexpr std::size_t kMaxChunkLine = 1024;

enum CharClass : std::uint8_t { kToken = 1, kValue = 2, kTarget = 4, kAuthority = 8 };

constexpr auto kClasses = [] {
  std::array<std::uint8_t, 256> table{};
  for (int c = 0; c < 256; ++c) {
    std::uint8_t bits = 0;
    const bool alnum = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (alnum || (c != 0 && c < 128 && std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) != std::string_view::npos))
      bits |= kToken;
    if ((c >= 0x20 && c != 0x7f) || c == '\t') bits |= kValue;
    if (c > 0x20 && c != 0x7f) bits |= kTarget;
    if (alnum || (c != 0 && c < 128 && std::string_view("-._~:[]%").find(static_cast<char>(c)) != std::string_view::npos))
      bits |= kAuthority;
    table[static_cast<std::size_t>(c)] = bits;
  }
  return table;
}();

bool all(std::string_view s, CharClass wanted) {
  for (char c : s)
    if ((kClasses[static_cast<unsigned char>(c)] & wanted) == 0) return false;
  return true;
}

}  // namespace

void RequestReader::reset() {
  phase_ = Phase::line;
  minor_ = 1;
  keep_alive_ = true;
  chunked_ = has_length_ = has_host_ = expects_ = absolute_ = forwarded_ = encoded_ = false;
  error_status_ = 0;
  position_ = search_ = trailer_bytes_ = body_at_ = body_size_ = 0;
  length_ = 0;
  method_ = target_ = path_ = query_ = host_ = {};
  fields_.clear();
}

RequestReader::Status RequestReader::fail(int status, std::string_view text) {
  phase_ = Phase::failed;
  error_status_ = status;
  error_text_ = text;
  return Status::bad;
}

bool RequestReader::take_expectation() {
  const bool waits = expects_ && head_complete() && phase_ != Phase::done && phase_ != Phase::failed;
  if (waits) expects_ = false;
  return waits;
}

std::size_t RequestReader::wanted(std::size_t size) const {
  if (phase_ == Phase::fixed_body) return body_at_ + length_ - size;
  if (phase_ == Phase::chunk_data && position_ + length_ > size) return position_ + length_ - size;
  return 0;
}

RequestReader::Status RequestReader::advance(char* data, std::size_t& size) {
  if (phase_ == Phase::failed) return Status::bad;
  if (phase_ == Phase::line || phase_ == Phase::fields) {
    const auto status = read_lines(data, size);
    if (status == Status::bad || !head_complete()) return status;
  }
  return read_body(data, size);
}

RequestReader::Status RequestReader::read_lines(char* data, std::size_t size) {
  while (phase_ == Phase::line || phase_ == Phase::fields) {
    const char* lf = size > search_ ? static_cast<const char*>(std::memchr(data + search_, '\n', size - search_)) : nullptr;
    const std::size_t end = lf != nullptr ? static_cast<std::size_t>(lf - data) + 1 : size;
    if (end > limits_.head)
      return phase_ == Phase::line ? fail(414, "The request line is too long.")
                                   : fail(431, "The request's headers are too large.");
    if (lf == nullptr) {
      search_ = size;
      // Other protocols (a TLS hello, above all) need not send a line end before they wait for us.
      if (phase_ == Phase::line && size > position_ && data[position_] != '\r' && !all({data + position_, 1}, kToken))
        return fail(400, "This is not an HTTP request. Does the client speak TLS to a plain port?");
      return Status::need_more;
    }
    if (end - position_ < 2 || data[end - 2] != '\r') return fail(400, "A line of the request's head does not end in CRLF.");
    const std::string_view line(data + position_, end - 2 - position_);
    const bool first = phase_ == Phase::line;
    if (first) {
      // Empty lines before a request are left over by some old clients; RFC 9112 2.2 wants them skipped.
      if (!line.empty() && !request_line(data, line)) return Status::bad;
      if (!line.empty()) phase_ = Phase::fields;
    } else if (line.empty()) {
      position_ = search_ = end;
      if (!end_of_head()) return Status::bad;
      return Status::need_more;
    } else if (!field(data, line)) {
      return Status::bad;
    }
    position_ = search_ = end;
  }
  return Status::need_more;
}

bool RequestReader::request_line(const char* data, std::string_view line) {
  const auto bad = [this](std::string_view why, int status = 400) {
    fail(status, why);
    return false;
  };
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || last == first) return bad("The request line must be: METHOD SP target SP HTTP/1.1.");
  const auto method = line.substr(0, first);
  const auto version = line.substr(last + 1);
  if (method.empty() || method.size() > 32 || !all(method, kToken)) return bad("The method is not a token.");
  if (version.size() != 8 || !version.starts_with("HTTP/") || version[6] != '.' || version[5] < '0' || version[5] > '9' ||
      version[7] < '0' || version[7] > '9')
    return bad("The request line does not end in an HTTP version.");
  if (version[5] != '1') return bad("Only HTTP/1.0 and HTTP/1.1 are spoken here.", 505);
  minor_ = version[7] == '0' ? 0 : 1;
  keep_alive_ = minor_ != 0;
  method_ = {static_cast<std::uint32_t>(method.data() - data), static_cast<std::uint32_t>(method.size())};
  return target(data, line.substr(first + 1, last - first - 1));
}

bool RequestReader::target(const char* data, std::string_view text) {
  const auto slice = [data](std::string_view s) {
    return Slice{static_cast<std::uint32_t>(s.data() - data), static_cast<std::uint32_t>(s.size())};
  };
  const auto bad = [this](std::string_view why) {
    fail(400, why);
    return false;
  };
  if (text.empty() || !all(text, kTarget)) return bad("The request target has characters that must be escaped.");
  target_ = slice(text);
  const std::string_view method(data + method_.at, method_.size);
  if (method == "CONNECT") {
    if (!all(text, kAuthority)) return bad("CONNECT needs host:port.");
    path_ = slice(text);
    return true;
  }
  std::string_view rest = text;
  if (rest.front() != '/') {
    const auto colon = rest.find("://");
    const auto scheme = rest.substr(0, colon);
    if (colon != std::string_view::npos && (iequals(scheme, "http") || iequals(scheme, "https"))) {
      rest.remove_prefix(scheme.size() + 3);
      const auto host = rest.substr(0, rest.find_first_of("/?"));
      if (host.empty() || !all(host, kAuthority)) return bad("The request target names no valid host.");
      rest.remove_prefix(host.size());
      host_ = slice(host);
      absolute_ = true;
    } else if (text != "*" || method != "OPTIONS") {
      return bad("The request target must begin with '/'.");
    }
  }
  const auto question = rest.find('?');
  path_ = slice(rest.substr(0, question));
  query_ = question == std::string_view::npos ? Slice{} : slice(rest.substr(question + 1));
  return true;
}

bool RequestReader::field(const char* data, std::string_view line) {
  const auto colon = line.find(':');
  if (line.front() == ' ' || line.front() == '\t') {
    fail(400, "A header is folded over several lines.");
    return false;
  }
  if (colon == std::string_view::npos || colon == 0 || !all(line.substr(0, colon), kToken)) {
    fail(400, "A header line has no valid name before a colon.");
    return false;
  }
  const auto name = line.substr(0, colon);
  const auto value = trim(line.substr(colon + 1));
  if (!all(value, kValue)) {
    fail(400, "A header's value has control characters.");
    return false;
  }
  if (fields_.size() == limits_.headers) {
    fail(431, "The request has too many headers.");
    return false;
  }
  const Slice value_slice{static_cast<std::uint32_t>(value.data() - data), static_cast<std::uint32_t>(value.size())};
  fields_.push_back({{static_cast<std::uint32_t>(name.data() - data), static_cast<std::uint32_t>(name.size())}, value_slice});
  return known_field(name, value, value_slice);
}

bool RequestReader::known_field(std::string_view name, std::string_view value, Slice value_slice) {
  const auto bad = [this](int status, std::string_view why) {
    fail(status, why);
    return false;
  };
  // The length sorts out nearly every other header before a comparison.
  switch (name.size()) {
    case 4:
      if (!iequals(name, "Host")) break;
      if (has_host_) return bad(400, "The request has more than one Host header.");
      if (!all(value, kAuthority)) return bad(400, "The Host header is not a host.");
      has_host_ = true;
      if (!absolute_) host_ = value_slice;
      break;
    case 6:
      if (!iequals(name, "Expect")) break;
      if (!iequals(value, "100-continue")) return bad(417, "Only the expectation 100-continue is known.");
      expects_ = minor_ != 0;
      break;
    case 9:
      if (iequals(name, "Forwarded")) forwarded_ = true;
      break;
    case 10:
      if (!iequals(name, "Connection")) break;
      for (std::string_view rest = value; !rest.empty();) {
        const auto comma = rest.find(',');
        const auto option = trim(rest.substr(0, comma));
        if (iequals(option, "close")) keep_alive_ = false;
        if (minor_ == 0 && iequals(option, "keep-alive")) keep_alive_ = true;
        rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
      }
      break;
    case 14: {
      if (!iequals(name, "Content-Length")) break;
      std::uint64_t length = 0;
      if (value.empty()) return bad(400, "Content-Length is not a number.");
      for (char c : value) {
        if (c < '0' || c > '9') return bad(400, "Content-Length is not a number.");
        const auto digit = static_cast<std::uint64_t>(c - '0');
        if (length > (std::numeric_limits<std::uint64_t>::max() - digit) / 10) return bad(413, "The body is too large.");
        length = length * 10 + digit;
      }
      if (has_length_ && length != length_) return bad(400, "The request has two different Content-Length headers.");
      has_length_ = true;
      length_ = length;
      break;
    }
    case 15:
      if (iequals(name, "X-Forwarded-For")) forwarded_ = true;
      break;
    case 16:
      if (iequals(name, "Content-Encoding")) encoded_ = true;
      break;
    case 17:
      if (!iequals(name, "Transfer-Encoding")) break;
      // 400 and not 501: the official .NET SDK takes 501 for a service that is gone.
      if (chunked_ || !iequals(value, "chunked")) return bad(400, "The only transfer coding known is chunked.");
      chunked_ = true;
      break;
    default:
      break;
  }
  return true;
}

bool RequestReader::end_of_head() {
  const auto bad = [this](int status, std::string_view why) {
    fail(status, why);
    return false;
  };
  if (minor_ != 0 && !has_host_) return bad(400, "An HTTP/1.1 request needs a Host header.");
  if (chunked_ && has_length_) return bad(400, "The request has both Content-Length and Transfer-Encoding.");
  if (chunked_ && minor_ == 0) return bad(400, "HTTP/1.0 has no transfer codings.");
  body_at_ = position_;
  body_size_ = 0;
  if (chunked_) {
    phase_ = Phase::chunk_line;
    return true;
  }
  if (length_ > limits_.body) return bad(413, "The body is too large.");
  phase_ = Phase::fixed_body;
  return true;
}

bool RequestReader::chunk_line(std::string_view line) {
  std::uint64_t length = 0;
  std::size_t digits = 0;
  for (; digits < line.size(); ++digits) {
    const char c = line[digits];
    const int value = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
    if (value < 0) break;
    if (digits == 15) {
      fail(413, "The body is too large.");
      return false;
    }
    length = length * 16 + static_cast<std::uint64_t>(value);
  }
  const auto extension = trim(line.substr(digits));
  if (digits == 0 || (!extension.empty() && extension.front() != ';') || !all(extension, kValue)) {
    fail(400, "A chunk does not begin with its size.");
    return false;
  }
  if (length > limits_.body || body_size_ + length > limits_.body) {
    fail(413, "The body is too large.");
    return false;
  }
  length_ = length;
  return true;
}

RequestReader::Status RequestReader::read_body(char* data, std::size_t& size) {
  if (phase_ == Phase::done) return Status::complete;
  if (phase_ == Phase::fixed_body) {
    if (size - body_at_ < length_) return Status::need_more;
    body_size_ = length_;
    position_ = body_at_ + body_size_;
    phase_ = Phase::done;
    return Status::complete;
  }
  while (phase_ != Phase::done) {
    if (phase_ == Phase::chunk_data) {
      const std::size_t got = std::min<std::uint64_t>(length_, size - position_);
      if (body_at_ + body_size_ != position_) std::memmove(data + body_at_ + body_size_, data + position_, got);
      body_size_ += got;
      position_ += got;
      length_ -= got;
      if (length_ != 0) break;
      phase_ = Phase::chunk_end;
      search_ = position_;
      continue;
    }
    const char* lf = size > search_ ? static_cast<const char*>(std::memchr(data + search_, '\n', size - search_)) : nullptr;
    const std::size_t end = lf != nullptr ? static_cast<std::size_t>(lf - data) + 1 : size;
    if (phase_ == Phase::trailers) {
      if (trailer_bytes_ + (end - position_) > limits_.head) return fail(431, "The trailers are too large.");
    } else if (end - position_ > (phase_ == Phase::chunk_end ? 2 : kMaxChunkLine)) {
      return fail(400, "A chunk is not framed as its size says.");
    }
    if (lf == nullptr) {
      search_ = size;
      break;
    }
    if (end - position_ < 2 || data[end - 2] != '\r') return fail(400, "A line of the chunked body does not end in CRLF.");
    const std::string_view line(data + position_, end - 2 - position_);
    position_ = search_ = end;
    switch (phase_) {
      case Phase::chunk_line:
        if (!chunk_line(line)) return Status::bad;
        phase_ = length_ == 0 ? Phase::trailers : Phase::chunk_data;
        break;
      case Phase::chunk_end:
        phase_ = Phase::chunk_line;
        break;
      default:  // trailers say nothing that we use
        trailer_bytes_ += line.size() + 2;
        if (line.empty()) phase_ = Phase::done;
        break;
    }
  }
  if (phase_ == Phase::done) return Status::complete;
  // The framing that was read goes, so that the buffer never holds more than the body and one line.
  const std::size_t body_end = body_at_ + body_size_;
  if (position_ != body_end) {
    const std::size_t shift = position_ - body_end;
    std::memmove(data + body_end, data + position_, size - position_);
    size -= shift;
    position_ -= shift;
    search_ -= shift;
  }
  return Status::need_more;
}

void RequestReader::fill(char* data, Request& out) const {
  out.method = text(data, method_);
  out.target = text(data, target_);
  out.path = path_.size == 0 ? std::string_view("/") : text(data, path_);
  out.query = text(data, query_);
  for (std::uint32_t i = 0; i < host_.size; ++i) {
    char& c = data[host_.at + i];
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  out.host = text(data, host_);
  out.headers.clear();
  for (const auto& f : fields_) out.headers.push_back({text(data, f.name), text(data, f.value)});
  out.body = {data + body_at_, body_size_};
}

}  // namespace adsbox::net
