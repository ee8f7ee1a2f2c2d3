// Numbers that a world has other than the documented limits (rows `limit` of schema/rules): tests fill an account with three
// campaigns instead of 10,000. They lie in the database, so that snapshots have them and restarts keep them.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "store/store.h"

namespace adsbox::world {

class Limits {
 public:
  using Values = std::map<std::string, std::int64_t, std::less<>>;

  /// Reads those that were set in an earlier run. Throws StorageFailure.
  explicit Limits(store::Store& store);
  Limits(const Limits&) = delete;
  Limits& operator=(const Limits&) = delete;

  /// Asked for every item of a request: without a lock while nothing was set.
  [[nodiscard]] std::optional<std::int64_t> find(std::string_view name) const;
  [[nodiscard]] Values all() const;
  /// Sets these and keeps the others. Not inside Store::write, as is reset().
  void set(const Values& values);
  /// Back to the documented value; all of them when the name is empty.
  void reset(std::string_view name = {});

 private:
  void change(const std::function<void(Values&)>& how);

  store::Store& store_;
  std::mutex changes_;  // one change at a time; never held by who only asks
  mutable std::mutex mutex_;
  std::atomic<bool> any_{false};
  Values values_;
};

}  // namespace adsbox::world
