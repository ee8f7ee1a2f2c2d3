// Request bodies with a Content-Encoding.
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

namespace adsbox::net {

enum class InflateError {
  unknown_coding,  // 415
  malformed,       // 400
  too_large,       // 413
};

/// The body behind `coding` (gzip, x-gzip or deflate, any case) in `out`, at most `limit` bytes of it: a small body can stand
/// for a very large one. All of `body` must belong to the stream.
std::expected<void, InflateError> inflate(std::string_view coding, std::string_view body, std::size_t limit, std::string& out);

}  // namespace adsbox::net
