// Which part of a file a request is answered with: its conditions and its range (RFC 9110), as Azure's blobs hear them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "net/http.h"

namespace adsbox::files {

/// A file as it is now.
struct Version {
  std::string etag;           // with its quotes
  std::int64_t modified = 0;  // seconds since 1970; 0 = not known
  std::uint64_t size = 0;
};

struct Part {
  enum class Answer : std::uint8_t { whole, part, not_modified, condition_failed, unsatisfiable };
  Answer answer = Answer::whole;
  std::uint64_t from = 0, size = 0;  // of a part
};

/// One range only: several, and what is no range, are answered by the whole. `x-ms-range` goes before `Range`.
[[nodiscard]] Part wanted_part(const net::Request& request, const Version& version);

/// "Mon, 02 Mar 2026 12:00:00 GMT"
[[nodiscard]] std::string header_time(std::int64_t seconds);

}  // namespace adsbox::files
