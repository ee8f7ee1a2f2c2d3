// One request and its answer as the journal keeps them: as they came and went, undecoded, secrets and all. What shows an entry
// (show.h, har.h, explain.h) passes every text through Secrets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "exchange/exchange.h"
#include "journal/blocks.h"
#include "net/http.h"

namespace adsbox::journal {

/// Longer bodies are kept up to here: what was read and came back without any error can be read again, and large answers of that
/// kind would push all else out of the journal.
inline constexpr std::size_t most_body_bytes = 256 * 1024, most_read_bytes = 16 * 1024;

class Entry {
 public:
  /// Copies what is kept of both messages into one block out of `blocks`.
  Entry(Exchange exchange, const net::Request& request, const net::Response& response, std::int64_t finished, Blocks& blocks);
  Entry(const Entry&) = delete;
  Entry& operator=(const Entry&) = delete;

  std::uint64_t sequence = 0;  // from 1, given by the journal
  Exchange exchange;
  std::int64_t finished = 0;  // system ticks when the answer was made
  int status = 200;
  bool tls = false;
  std::string_view content_type;  // of the answer
  std::size_t request_size = 0;   // of the whole body
  std::size_t response_size = 0;  // of the whole body, or of the file
  std::uint32_t request_headers = 0, response_headers = 0;

  [[nodiscard]] std::string_view method() const { return part(0); }
  [[nodiscard]] std::string_view target() const { return part(1); }
  [[nodiscard]] std::string_view host() const { return part(2); }
  [[nodiscard]] std::string_view request_body() const { return part(3); }
  [[nodiscard]] std::string_view response_body() const { return part(4); }
  /// Name of the file that was the answer's body; empty when it was none.
  [[nodiscard]] std::string_view file() const { return part(5); }
  /// `i` below request_headers or response_headers.
  [[nodiscard]] net::Header request_header(std::size_t i) const { return {part(fixed + 2 * i), part(fixed + 2 * i + 1)}; }
  [[nodiscard]] net::Header response_header(std::size_t i) const { return request_header(request_headers + i); }
  /// First request header of that name (case-insensitive); empty when absent.
  [[nodiscard]] std::string_view request_header(std::string_view name) const;

  [[nodiscard]] std::string_view path() const { return target().substr(0, target().find('?')); }
  [[nodiscard]] bool request_cut() const { return request_body().size() < request_size; }
  [[nodiscard]] bool response_cut() const { return file().empty() && response_body().size() < response_size; }
  /// Refused as a whole, or answered by an error.
  [[nodiscard]] bool refused() const { return exchange.failure.has_value() || status >= 400; }
  /// Refused, or some items were.
  [[nodiscard]] bool failed() const { return refused() || !exchange.partial_errors.empty(); }
  [[nodiscard]] std::int64_t duration_ticks() const { return finished > exchange.ticks ? finished - exchange.ticks : 0; }
  /// The service that was called, known or not which operation; nullptr for everything else.
  [[nodiscard]] const schema::ServiceInfo* service() const;
  /// Everything that the entry owns, in bytes.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  static constexpr std::size_t fixed = 6;
  [[nodiscard]] std::string_view part(std::size_t i) const;

  std::shared_ptr<char[]> block_;  // ends of the parts as 32-bit numbers, then the parts
  std::uint32_t parts_ = 0;
  std::size_t bytes_ = 0;
};

using EntryPtr = std::shared_ptr<const Entry>;

}  // namespace adsbox::journal
