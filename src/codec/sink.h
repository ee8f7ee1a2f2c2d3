// A growing output buffer with raw writes: room is asked for once per value, then bytes are stored without further checks.
#pragma once

#include <cstring>
#include <string>
#include <string_view>

namespace adsbox::codec {

class Sink {
 public:
  explicit Sink(std::string& out) : out_(out), at_(out.size()) { room(256); }
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;
  ~Sink() { out_.resize(at_); }

  /// Makes `n` more bytes writable and returns where.
  char* room(std::size_t n) {
    if (at_ + n > out_.size()) grow(n);
    return out_.data() + at_;
  }
  /// Ends a write that began at room(): everything before `end` is kept.
  void advance(const char* end) { at_ = static_cast<std::size_t>(end - out_.data()); }
  void put(std::string_view s) {
    if (s.empty()) return;
    std::memcpy(room(s.size()), s.data(), s.size());
    at_ += s.size();
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
