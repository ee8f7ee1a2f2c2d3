// One HTTP/1.1 request out of a growing buffer: no sockets, no allocation per request, any split of the input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "net/http.h"

namespace adsbox::net {

struct ReaderLimits {
  std::size_t head = 64 * 1024;          // request line + headers, bytes (also trailers of a chunked body)
  std::size_t body = 110 * 1024 * 1024;  // bytes, after decoding of chunks
  std::size_t headers = 256;             // header lines
};

/// Feed it the bytes of a connection:
///
///   switch (reader.advance(data, size)) ...
///
/// `data` must begin with the first byte of the request and hold everything received since. The reader remembers how far it
/// came, as offsets, so the caller may move the bytes between calls. Strict where leniency would let two parties disagree
/// about where a message ends: bare LF, folded headers, space before a colon, Content-Length beside Transfer-Encoding.
class RequestReader {
 public:
  enum class Status : std::uint8_t {
    need_more,  // call again with more bytes
    complete,   // fill() and consumed() are valid
    bad,        // answer error_status() and close
  };

  explicit RequestReader(const ReaderLimits& limits = {}) : limits_(limits) {}
  /// Ready for the next request.
  void reset();

  /// Looks at the bytes. A chunked body is joined in place: `size` shrinks by the framing that went.
  Status advance(char* data, std::size_t& size);

  /// Bytes of the buffer that belong to this request; what follows is the next one.
  [[nodiscard]] std::size_t consumed() const { return position_; }
  /// At least this many more bytes are needed; 0 = unknown.
  [[nodiscard]] std::size_t wanted(std::size_t size) const;
  [[nodiscard]] bool head_complete() const { return phase_ > Phase::fields; }
  /// The client waits for `100 Continue` before it sends the body. True once per request.
  bool take_expectation();
  [[nodiscard]] int error_status() const { return error_status_; }
  [[nodiscard]] std::string_view error_text() const { return error_text_; }
  [[nodiscard]] bool keep_alive() const { return keep_alive_; }
  /// HTTP/1.0 clients want to be told that the connection stays.
  [[nodiscard]] bool http_1_0() const { return minor_ == 0; }
  /// The request has a Content-Encoding header.
  [[nodiscard]] bool encoded() const { return encoded_; }
  /// The head tells of a reverse proxy.
  [[nodiscard]] bool forwarded() const { return forwarded_; }

  /// Views into `data`. Sets all members that come from the message itself. `host` is lower-cased in place.
  void fill(char* data, Request& out) const;

 private:
  enum class Phase : std::uint8_t { line, fields, fixed_body, chunk_line, chunk_data, chunk_end, trailers, done, failed };
  struct Slice {
    std::uint32_t at = 0;
    std::uint32_t size = 0;
  };
  struct Field {
    Slice name;
    Slice value;
  };

  Status fail(int status, std::string_view text);
  Status read_lines(char* data, std::size_t size);
  Status read_body(char* data, std::size_t& size);
  bool request_line(const char* data, std::string_view line);
  bool target(const char* data, std::string_view text);
  bool field(const char* data, std::string_view line);
  bool known_field(std::string_view name, std::string_view value, Slice value_slice);
  bool end_of_head();
  bool chunk_line(std::string_view line);
  static std::string_view text(const char* data, Slice s) { return {data + s.at, s.size}; }

  ReaderLimits limits_;
  Phase phase_ = Phase::line;
  std::uint8_t minor_ = 1;
  bool keep_alive_ = true;
  bool chunked_ = false;
  bool has_length_ = false;
  bool has_host_ = false;
  bool expects_ = false;
  bool absolute_ = false;
  bool forwarded_ = false;
  bool encoded_ = false;
  int error_status_ = 0;
  std::string_view error_text_;
  std::size_t position_ = 0;  // start of the line (or chunk) being read
  std::size_t search_ = 0;    // no line end before this
  std::size_t trailer_bytes_ = 0;
  std::size_t body_at_ = 0;
  std::size_t body_size_ = 0;  // chunked: bytes joined so far
  std::uint64_t length_ = 0;   // Content-Length, or what is left of the chunk
  Slice method_, target_, path_, query_, host_;
  std::vector<Field> fields_;
};

}  // namespace adsbox::net
