#include "world/part.h"

#include <algorithm>
#include <filesystem>

#include "adsbox/internal.h"

namespace adsbox::world {
namespace {

std::string name_of_kind(store::Kind kind) {
  const auto& types = schema::contract.types;
  for (std::size_t i = 0; i < types.size(); ++i)
    if (types[i].number == kind && types[i].root == i) return std::string(schema::text(types[i].name));
  return "unknown type";
}

/// Appends what is wrong with the owners of each item; `list` is the member of Possessions that they stand in.
template <class T, class Words>
void judge(std::span<const Part> parts, const Possessions& found, std::vector<T> Possessions::* list, const Words& words,
           std::vector<std::string>& problems) {
  for (const auto& item : found.*list) {
    std::string owners;
    int count = 0;
    for (const auto& p : parts)
      if (std::ranges::find(p.owns.*list, item) != (p.owns.*list).end()) {
        owners.append(count++ == 0 ? "" : " and ").append(p.name);
      }
    if (count == 1) continue;
    problems.push_back(words(item) +
                       (count == 0 ? " has no owner: declare it in the part that keeps it" : " is owned by " + owners));
  }
}

}  // namespace

const Part& part() {
  static const Part p = {"world",
                         {.records = kinds_of<internal::WorldState, internal::WorldLimits>(),
                          .sequences = {"world.openings"},
                          .tables = {"sequence", "tally"},
                          .files = {"store.db", "store.db-shm", "store.db-wal"},
                          .data = {"snapshots", "worlds"}}};
  return p;
}

Possessions possessions(World& world) {
  Possessions found;
  found.records = world.store().kinds();
  found.sequences = world.store().sequences();
  found.attached = world.attached_types();
  if (!world.directory().empty())
    for (const auto& entry : std::filesystem::directory_iterator(world.directory()))
      found.files.push_back(entry.path().filename().string());
  return found;
}

std::vector<std::string> without_single_owner(std::span<const Part> parts, const Possessions& found) {
  std::vector<std::string> problems;
  const auto named = [](std::string_view what) { return [what](const std::string& item) { return std::string(what) + item; }; };
  judge(
      parts, found, &Possessions::records,
      [](store::Kind k) { return "record " + name_of_kind(k) + " (" + std::to_string(k) + ")"; }, problems);
  judge(parts, found, &Possessions::sequences, named("sequence "), problems);
  judge(parts, found, &Possessions::tables, named("table "), problems);
  judge(parts, found, &Possessions::attached, named("attached "), problems);
  judge(parts, found, &Possessions::files, named("file "), problems);
  judge(parts, found, &Possessions::data, named("data "), problems);
  std::ranges::sort(problems);
  return problems;
}

}  // namespace adsbox::world
