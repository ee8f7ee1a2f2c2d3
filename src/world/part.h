// Who keeps what in a world. Whatever is part of a world (and so is begun anew by a reset, and kept by a snapshot where it lies
// in the database or in files) belongs to exactly one part of adsbox, which declares it in one place: `part()` beside its
// sources, or Registry::own() where its operations are registered. Tests hold worlds against these declarations.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schema/tables.h"
#include "store/store.h"
#include "world/world.h"

namespace adsbox::world {

struct Possessions {
  std::vector<store::Kind> records;
  std::vector<std::string> sequences;
  std::vector<std::string> tables;    // of the database, besides those of the records
  std::vector<std::string> attached;  // types of World::attached(), with their namespaces: in memory, not part of a snapshot
  std::vector<std::string> files;     // in the world's directory
  std::vector<std::string> data;      // at the top of the server's data directory
};

struct Part {
  std::string_view name;
  Possessions owns;
};

/// The kind of rows that records of these types (the roots of their families) are.
template <class... T>
[[nodiscard]] std::vector<store::Kind> kinds_of() {
  return {schema::type_info(schema::type_info(T::type_id).root).number...};
}

/// What of worlds themselves: their state, the store's own tables and files, the folders of worlds and snapshots.
[[nodiscard]] const Part& part();

/// What is in the world now: records, sequences, attached types, files.
[[nodiscard]] Possessions possessions(World& world);

/// A sentence for each of `found` that no part owns, or several do; sorted.
[[nodiscard]] std::vector<std::string> without_single_owner(std::span<const Part> parts, const Possessions& found);

}  // namespace adsbox::world
