#include "net/inflate.h"

#include <zlib.h>

#include <algorithm>

#include "net/http.h"

namespace adsbox::net {

std::expected<void, InflateError> inflate(std::string_view coding, std::string_view body, std::size_t limit, std::string& out) {
  const bool gzip = iequals(coding, "gzip") || iequals(coding, "x-gzip");
  if (!gzip && !iequals(coding, "deflate")) return std::unexpected(InflateError::unknown_coding);
  z_stream stream{};
  // 15 is the largest window; 16 more ask for a gzip frame instead of a zlib one.
  if (inflateInit2(&stream, gzip ? 15 + 16 : 15) != Z_OK) return std::unexpected(InflateError::malformed);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
  stream.avail_in = static_cast<uInt>(body.size());
  out.clear();
  int result = Z_OK;
  while (result == Z_OK) {
    const std::size_t have = out.size();
    if (have > limit) {
      inflateEnd(&stream);
      return std::unexpected(InflateError::too_large);
    }
    // One byte above the limit, to tell a body that just fits from one that goes on.
    out.resize(std::min(limit + 1, std::max<std::size_t>(have * 2, 16 * 1024)));
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + have);
    stream.avail_out = static_cast<uInt>(out.size() - have);
    result = ::inflate(&stream, Z_NO_FLUSH);
    out.resize(out.size() - stream.avail_out);
  }
  const bool whole = result == Z_STREAM_END && stream.avail_in == 0;
  inflateEnd(&stream);
  if (out.size() > limit) return std::unexpected(InflateError::too_large);
  if (!whole) return std::unexpected(InflateError::malformed);
  return {};
}

}  // namespace adsbox::net
