// Rules that carry the names of what clients of the real API suffer from.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "codec/json_tree.h"
#include "faults/rule.h"

namespace adsbox::faults {

struct Preset {
  std::string_view name;
  std::string_view summary;
  std::string_view rules;  // a JSON list of rules without ids
};

[[nodiscard]] std::span<const Preset> presets();
/// The rules of a preset, named after it (or `id`): NAME, or NAME.1, NAME.2, ... `match` (an object or null) replaces conditions
/// of each of them.
[[nodiscard]] std::expected<std::vector<Rule>, std::string> expand(std::string_view name, std::string_view id,
                                                                   const codec::JsonValue& match);

}  // namespace adsbox::faults
