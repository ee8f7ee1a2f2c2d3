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

  explicit Sink(std::string& out) : out_(out), at_(out.data() + out.size()), end_(at_) { room(256); }
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;
  ~Sink() { out_.resize(size()); }

  /// Makes `n` more bytes writable and returns where.
  char* room(std::size_t n) {
    if (static_cast<std::size_t>(end_ - at_) < n) grow(n);
    return at_;
  }
  /// Ends a write that began at room(): everything before `end` is kept.
  void advance(char* end) { at_ = end; }
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
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(at_ - out_.data()); }

  [[gnu::noinline]] void grow(std::size_t n) {
    const auto used = size();
    auto all = out_.size() * 2;
    if (all < used + n + slack) all = used + n + slack + 256;
    if (all < out_.capacity()) all = out_.capacity();
    out_.resize_and_overwrite(all, [](char*, std::size_t whole) { return whole; });
    at_ = out_.data() + used;
    end_ = out_.data() + all - slack;
  }

  std::string& out_;
  char* at_;
  char* end_;  // of what may be asked for
};

}  // namespace adsbox::codec
