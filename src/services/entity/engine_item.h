// What the engine knows of a call while it works on it. For engine*.cpp only.
#pragma once

#include <map>
#include <optional>
#include <string>
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

  [[nodiscard]] const object& heard() const { return cleaned ? *cleaned : *sent; }
};

/// How many of each limit there are, read once a call and parent.
struct EntityEngine::Counts {
  std::vector<std::optional<std::int64_t>> known;
};

/// A parent of a call's items, what was read of it, and what the call did below it.
struct EntityEngine::Place {
  Parent parent;
  Ancestors above;
  Counts counts;
  std::vector<Settlement::Done> done;
};

/// The parents of a call's items: the one of the request, or those that the items name. Read in the call's transaction, as one
/// may have gone since the request was opened.
class EntityEngine::Places {
 public:
  Places(const EntityEngine& engine, const Parent& given) : engine_(engine), given_(given) {}
  /// Where an item lives; nullptr, and an error, when that is not there.
  Place* of(store::Reader& r, const Path& path, const object& sent, ItemErrors& errors);
  template <class F>
  void each(F&& work) {
    for (auto& [id, place] : known_)
      if (place) work(*place);
  }

 private:
  [[nodiscard]] std::optional<Place> read(store::Reader& r, const Parent& parent) const;

  const EntityEngine& engine_;
  const Parent& given_;
  std::map<std::int64_t, std::optional<Place>> known_;  // by the parent's id
};

}  // namespace adsbox::services
