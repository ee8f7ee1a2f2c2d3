// What the engine knows of a call while it works on it. For engine*.cpp only.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "services/entity/engine.h"

namespace adsbox::services {

/// One item of a request on its way into the store.
struct EntityEngine::Item {
  const object* sent;
  box<object> cleaned;  // `sent` without what was refused, when something was
  box<object> result;
  Path path;
  ItemErrors errors;
  std::string key;

  /// The item at a position of the request; nothing where a fault was injected, or, with an error, where it is nil.
  [[nodiscard]] static std::optional<Item> open(const EntityEngine& engine, const Call& call, std::span<const object* const> sent,
                                                std::size_t i, std::vector<ErrorValue>& errors);
  [[nodiscard]] const object& heard() const { return cleaned ? *cleaned : *sent; }
};

/// How many of each limit there are, read once a call and parent.
struct EntityEngine::Counts {
  struct Bound {
    const schema::LimitInfo* row;
    std::int64_t most;                    // in this world
    std::optional<std::int64_t> known;    // how many there are
    std::optional<std::int64_t> at_most;  // of an account's or customer's, where that is enough to know
    std::int64_t grown;                   // by how many the call has made it more, as yet unknown to Counters
  };
  std::vector<Bound> bounds;
};

/// A parent of a call's items, what was read of it, and what the call did below it.
struct EntityEngine::Place {
  Parent parent;
  Ancestors above;
  Counts counts;
  std::vector<Settlement::Done> done;
  /// Natural keys of the call's items, where no other entity can have taken one.
  std::optional<std::unordered_map<std::string_view, std::int64_t>> all_keys;  // texts are the items'
  bool counted = false;

  /// Before the first of many items: programs fill parents that they have just made, and then no key need be looked up.
  void expect_many(store::Reader& r, store::Kind kind) {
    if (std::exchange(counted, true)) return;
    if (r.count_parent(kind, parent.id) == 0) all_keys.emplace();
  }
};

/// The parents of a call's items: the one of the request, or those that the items name. Read in the call's transaction, as one
/// may have gone since the request was opened.
class EntityEngine::Places {
 public:
  Places(const EntityEngine& engine, const Parent& given) : engine_(engine), given_(given) {}
  /// Where an item lives; nullptr, and an error, when that is not there.
  Place* of(store::Reader& r, const Path& path, const object& sent, ItemErrors& errors);
  /// What is there of the limits that all places share.
  [[nodiscard]] Counts& counts() { return counts_; }
  template <class F>
  void each(F&& work) {
    for (auto& [id, place] : known_)
      if (place) work(*place);
  }

 private:
  [[nodiscard]] std::optional<Place> read(store::Reader& r, const Parent& parent) const;

  const EntityEngine& engine_;
  const Parent& given_;
  Counts counts_;
  std::map<std::int64_t, std::optional<Place>> known_;  // by the parent's id
};

}  // namespace adsbox::services
