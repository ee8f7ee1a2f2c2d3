// What differs between two objects of the contract, and between the states of two worlds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "adsbox/values.h"
#include "world/world.h"

namespace adsbox::migrate {

/// A member that has one value here and another there, both as JSON would write them; `(none)` where it is absent or nil.
struct Difference {
  std::string path;  // "Campaigns[1].BiddingScheme.MaxCpc.Amount"
  std::string a, b;
};

struct Comparison {
  static constexpr std::size_t most_kept = 100;
  std::vector<Difference> differences;  // the first ones
  std::size_t count = 0;                // all of them
  std::vector<std::string> rest_only;   // members with a value for which SOAP has no form: they were left out

  void add(std::string path, std::string a, std::string b);
};

/// Compares member by member. Absent and nil mean the same in an answer. With `over_soap` members that only REST has are not
/// differences.
void compare(const object& a, const object& b, bool over_soap, Comparison& into, const std::string& path = {});

/// A row that differs. `path` is a member of its body, or `(row)`, `(key)`, `(parent)`, `(status)`, `(account)`, `(modified)`.
struct StateDifference {
  std::string kind;  // "Campaign", "Campaign (deleted)", "sequence"
  std::string id;
  Difference what;
};

struct StateComparison {
  std::size_t rows = 0;  // of the first world
  std::size_t count = 0;
  std::vector<StateDifference> differences;  // the first ones
};

/// Compares all rows of both stores, and the next ids of their sequences: it draws these, so both worlds must be copies that are
/// thrown away.
[[nodiscard]] StateComparison compare_states(world::World& a, world::World& b);

}  // namespace adsbox::migrate
