// A growing output buffer with raw writes: room is asked for once per value, then bytes are stored without further checks.
#pragma once

#include <emmintrin.h>

#include <cstring>
#include <string>
#include <string_view>

namespace adsbox::codec {

class Sink {
 public:
  /// Bytes beyond what was asked of room() that may be overwritten: copies go in blocks.
  static constexpr std::size_t slack = 32;

  explicit Sink(std::string& out) : out_(out), at_(out.size()) { room(256); }
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;
  ~Sink() { out_.resize(at_); }

  /// Makes `n` more bytes writable and returns where.
  char* room(std::size_t n) {
    if (at_ + n + slack > out_.size()) grow(n + slack);
    return out_.data() + at_;
  }
  /// Ends a write that began at room(): everything before `end` is kept.
  void advance(const char* end) { at_ = static_cast<std::size_t>(end - out_.data()); }
  void put(std::string_view s) {
    if (s.empty()) return;
    std::memcpy(room(s.size()), s.data(), s.size());
    at_ += s.size();
  }
  /// Appends a text of the contract's string table, which is readable for `slack` bytes beyond any of its texts.
  void put_literal(const char* s, std::size_t n) {
    copy_literal(room(n), s, n);
    at_ += n;
  }
  /// Copies in blocks of 16: up to 15 bytes beyond `to + n` are overwritten. Returns to + n.
  static char* copy_literal(char* to, const char* s, std::size_t n) {
    for (std::size_t i = 0; i < n; i += 16)
      _mm_storeu_si128(reinterpret_cast<__m128i*>(to + i), _mm_loadu_si128(reinterpret_cast<const __m128i*>(s + i)));
    return to + n;
  }
  void put(char c) {
    *room(1) = c;
    ++at_;
  }

 private:
  void grow(std::size_t n) {
    std::size_t size = out_.size() * 2;
    if (size < at_ + n) size = at_ + n + 256;
    if (size < out_.capacity()) size = out_.capacity();
    out_.resize_and_overwrite(size, [](char*, std::size_t all) { return all; });
  }

  std::string& out_;
  std::size_t at_;
};

}  // namespace adsbox::codec
