#include "net/inflate.h"

#include <gtest/gtest.h>
#include <zlib.h>

namespace adsbox::net {
namespace {

std::string deflated(std::string_view text, int window) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, text.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

constexpr int kGzip = 15 + 16;
constexpr int kZlib = 15;

TEST(Inflate, ReadsGzipAndDeflate) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += std::to_string(i);
  std::string out = "before";
  EXPECT_TRUE(inflate("gzip", deflated(text, kGzip), 1'000'000, out));
  EXPECT_TRUE(out == text);
  EXPECT_TRUE(inflate("X-GZIP", deflated(text, kGzip), text.size(), out));
  EXPECT_TRUE(inflate("deflate", deflated(text, kZlib), 1'000'000, out));
  EXPECT_TRUE(out == text);
  EXPECT_TRUE(inflate("gzip", deflated("", kGzip), 10, out));
  EXPECT_EQ(out, "");
}

TEST(Inflate, RefusesTheRest) {
  const std::string gzip = deflated("hello, hello, hello", kGzip);
  std::string out;
  EXPECT_EQ(inflate("br", gzip, 100, out).error(), InflateError::unknown_coding);
  EXPECT_EQ(inflate("gzip", "hello", 100, out).error(), InflateError::malformed);
  EXPECT_EQ(inflate("gzip", "", 100, out).error(), InflateError::malformed);
  EXPECT_EQ(inflate("gzip", gzip.substr(0, gzip.size() - 1), 100, out).error(), InflateError::malformed);
  EXPECT_EQ(inflate("gzip", gzip + "x", 100, out).error(), InflateError::malformed);
  EXPECT_EQ(inflate("deflate", gzip, 100, out).error(), InflateError::malformed);
}

TEST(Inflate, StopsAtTheLimit) {
  const std::string bomb = deflated(std::string(50'000'000, '0'), kGzip);
  EXPECT_LT(bomb.size(), 60'000U);
  std::string out;
  EXPECT_EQ(inflate("gzip", bomb, 100'000, out).error(), InflateError::too_large);
  EXPECT_LE(out.capacity(), 400'000U);
  EXPECT_TRUE(inflate("gzip", deflated("12345", kGzip), 5, out));
  EXPECT_EQ(inflate("gzip", deflated("123456", kGzip), 5, out).error(), InflateError::too_large);
}

}  // namespace
}  // namespace adsbox::net
