// The way from bytes to a request. The first byte of the input says how the rest is cut into pieces: however it is, the same
// requests must come out, with all views inside of the buffer.
#include "net/http.h"

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include "net/request_reader.h"
#include "net/response_head.h"

namespace {

using namespace adsbox::net;

void check(bool holds) {
  if (!holds) std::abort();
}

void check_inside(std::string_view view, const char* data, std::size_t size) {
  check(view.empty() || (view.data() >= data && view.data() + view.size() <= data + size) || view == "/");
}

// What a handler can learn, and what the server says to it, as one text.
std::string describe(const RequestReader& reader, char* data, std::size_t size) {
  Request q;
  reader.fill(data, q);
  std::string out;
  for (auto view : {q.method, q.target, q.path, q.query, q.host, q.body}) {
    check_inside(view, data, size);
    out.append(view).append("\n");
  }
  for (const auto& [name, value] : q.headers) {
    check_inside(name, data, size);
    check_inside(value, data, size);
    out.append(name).append(":").append(value).append("\n");
  }
  const std::string url = q.base_url();
  check(url.starts_with("http") && url.find_first_of("\r\n \"<>") == std::string::npos);
  out += url;
  for (const auto& [name, value] : parse_form(q.query)) out += name + "=" + value + "\n";
  for (const auto& [name, value] : parse_form(q.body)) check(url_decode(url_encode(value)) == value);

  // A handler that repeats what it was sent cannot be made to forge a header.
  Response r;
  r.set("X-Echo", std::string(q.body.substr(0, 100)));
  std::string head;
  append_head(head, r, {.content_length = q.body.size(), .keep_alive = reader.keep_alive(), .http_1_0 = reader.http_1_0()});
  check(head.find("\r\n\r\n") == head.size() - 4);
  return out;
}

// A connection's life: requests in a row until the bytes or the patience end.
std::string converse(std::string_view input, std::size_t step) {
  RequestReader reader({.head = 4096, .body = 64 * 1024, .headers = 32});
  std::string out;
  std::string buffer;
  bool more_inside = false;
  while (more_inside || !input.empty()) {
    if (!more_inside) {
      const auto piece = input.substr(0, step);
      input.remove_prefix(piece.size());
      buffer.append(piece);
    }
    more_inside = false;
    // A block of exactly that size: the sanitizer sees every byte read beyond it.
    const auto block = std::make_unique<char[]>(buffer.size());
    std::memcpy(block.get(), buffer.data(), buffer.size());
    std::size_t size = buffer.size();
    const auto status = reader.advance(block.get(), size);
    check(size <= buffer.size());
    if (status == RequestReader::Status::bad) {
      check(reader.error_status() >= 400 && reader.error_status() <= 505 && !reader.error_text().empty());
      return out + "refused " + std::to_string(reader.error_status());
    }
    std::size_t used = 0;
    if (status == RequestReader::Status::complete) {
      used = reader.consumed();
      check(used <= size);
      out += describe(reader, block.get(), size);
      if (!reader.keep_alive()) return out + "closed";
      reader.reset();
      more_inside = used < size;
    }
    buffer.assign(block.get() + used, size - used);
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t step = data[0] == 0 ? 1 : data[0];
  check(converse(input, step) == converse(input, input.size()));
  return 0;
}
