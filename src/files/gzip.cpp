#include <zlib.h>

#include <new>
#include <stdexcept>

#include "files/files.h"

namespace adsbox::files {

std::string gzip(std::string_view text) {
  z_stream stream{};
  // 15 is the largest window; 16 more ask for a gzip frame, which carries no name and no time here.
  if (deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc();
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (result != Z_STREAM_END) throw std::runtime_error("gzip: the text could not be compressed");
  return out;
}

}  // namespace adsbox::files
