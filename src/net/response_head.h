// The status line and headers of a response as bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "net/http.h"

namespace adsbox::net {

/// `OK` for 200 and so on; `Status` for a number without a name.
std::string_view reason_phrase(int status);

/// 1xx, 204 and 304 never have a body.
constexpr bool may_have_body(int status) {
  return status >= 200 && status != 204 && status != 304;
}

struct HeadOptions {
  std::uint64_t content_length = 0;
  bool keep_alive = true;
  bool http_1_0 = false;
};

/// Appends the head of `response` to `out`, including the empty line. Line breaks in header values become spaces, so that no
/// value can forge a header; Content-Length, Connection, Date and Transfer-Encoding of the response's own list are left out,
/// since only the server knows them.
void append_head(std::string& out, const Response& response, const HeadOptions& options);

/// A complete, closing answer to a message that is not HTTP enough to reach a handler.
std::string refusal(int status, std::string_view text);

}  // namespace adsbox::net
