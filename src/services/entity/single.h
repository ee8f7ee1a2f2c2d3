// One object of a call, for operations that add or update a single one and refuse the whole call when something is wrong: rules,
// result and decisions as in the engine (README.md), every error of it in one failure.
//
//   Single item(*request.account, stored, Mode::update, "Account");
//   if (...) item.refuse(Error::Code2192, "AccountLifeCycleStatus.update", "Id", ...);
//   if (!item.good()) return item.failure();
//   world::save(w, row, item.result<AdvertiserAccount>());
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "errors/failure.h"
#include "services/entity/item_errors.h"
#include "services/entity/validate.h"

namespace adsbox::services {

/// Errors of a call that is refused as a whole when there are any.
class Refusals {
 public:
  /// `rules`: what the names of rules begin with, a type or an operation. `member`: of the request, that field paths lie in;
  /// empty: the request itself.
  explicit Refusals(std::string_view rules, std::string_view member = {});
  Refusals(const Refusals&) = delete;
  Refusals& operator=(const Refusals&) = delete;

  /// `rule`: "TimeStamp.current"; `field` below the member.
  ErrorValue& refuse(Error error, std::string_view rule, std::string_view field, std::string value, std::string bound,
                     std::string expected);
  /// Whether a member was refused already: what depends on it cannot be decided.
  [[nodiscard]] bool broken(std::string_view field) const;
  /// Refuses a TimeStamp that is not the stored object's.
  void check_time_stamp(const text& sent, const text& stored);
  /// The failure of a call that was overtaken by another between its check and its write.
  [[nodiscard]] std::unexpected<Failure> overtaken(const text& sent);

  [[nodiscard]] bool good() const { return found_.empty(); }
  /// Everything that is wrong: the failure of the call, or a part of it.
  [[nodiscard]] std::unexpected<Failure> failure();
  [[nodiscard]] std::vector<ErrorValue> take() { return std::move(found_); }

 protected:
  std::string rules_;
  std::vector<ErrorValue> found_;
  Path path_;
  ItemErrors errors_;
};

class Single : public Refusals {
 public:
  /// `member`: of the request, that holds it. `stored`: what an update changes.
  Single(const object& sent, const object* stored, Mode mode, std::string_view member);

  /// As the request says it, without what a rule row has refused.
  template <class T>
  [[nodiscard]] const T& heard() const {
    return static_cast<const T&>(cleaned_ ? *cleaned_ : *sent_);
  }
  /// What will be stored: rules and defaults are applied.
  template <class T>
  [[nodiscard]] T& result() const {
    return static_cast<T&>(*result_);
  }

 private:
  const object* sent_;
  box<object> cleaned_, result_;
};

}  // namespace adsbox::services
