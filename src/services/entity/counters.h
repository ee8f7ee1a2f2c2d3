// How many entities an account or a customer may have at most by now: counting millions of rows on every call would cost more
// than the call.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string_view>
#include <utility>

namespace adsbox::services {

/// Upper bounds of counts, per limit and account. A bound was counted once and grows with each entity that the engine adds; what
/// is deleted, or rolled back, is noticed when the bound reaches the limit and the rows are counted again. Only the engine adds
/// rows of its kinds, so a bound is never too low. Thread-safe.
class Counters {
 public:
  /// `count()` reads the exact number.
  template <class Count>
  std::int64_t at_most(std::string_view limit, std::int64_t scope, std::int64_t most, Count&& count) {
    const std::scoped_lock lock(mutex_);
    auto [it, fresh] = bounds_.try_emplace({limit, scope}, 0);
    if (fresh || it->second >= most) it->second = count();
    return it->second;
  }
  void grow(std::string_view limit, std::int64_t scope, std::int64_t by = 1) {
    const std::scoped_lock lock(mutex_);
    if (const auto it = bounds_.find({limit, scope}); it != bounds_.end()) it->second += by;
  }

 private:
  std::mutex mutex_;
  std::map<std::pair<std::string_view, std::int64_t>, std::int64_t> bounds_;  // names are the descriptions' own
};

}  // namespace adsbox::services
