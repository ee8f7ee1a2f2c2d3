// Which members, objects and values an encoder leaves out.
#pragma once

#include <bitset>
#include <limits>
#include <utility>
#include <vector>

#include "schema/tables.h"

namespace adsbox::codec {

class FieldFilter {
 public:
  static constexpr std::size_t max_fields = 128;
  static constexpr schema::ContractVersion newest = std::numeric_limits<schema::ContractVersion>::max();
  using Mask = std::bitset<max_fields>;
  /// Hides member `index` (its position in the type's flattened fields) of exactly this type.
  void hide(TypeId type, std::size_t index) { mask(hidden_, type).set(index); }
  void hide(TypeId type, const Mask& members) { mask(hidden_, type) |= members; }
  [[nodiscard]] const Mask* hidden(TypeId type) const { return find(hidden_, type); }

  /// Leaves out what came after this contract, but for what was asked for.
  void limit(schema::ContractVersion contract) { contract_ = contract; }
  [[nodiscard]] schema::ContractVersion contract() const { return contract_; }
  void ask(TypeId type, std::size_t index) { mask(asked_, type).set(index); }
  void ask(TypeId type) { asked_types_.push_back(type); }
  [[nodiscard]] bool asked(TypeId type, std::size_t index) const {
    const auto* m = find(asked_, type);
    return m != nullptr && m->test(index);
  }
  [[nodiscard]] bool asked(TypeId type) const {
    for (const auto t : asked_types_)
      if (t == type) return true;
    return false;
  }

 private:
  using Masks = std::vector<std::pair<TypeId, Mask>>;
  static const Mask* find(const Masks& masks, TypeId type) {
    for (const auto& [t, m] : masks)
      if (t == type) return &m;
    return nullptr;
  }
  static Mask& mask(Masks& masks, TypeId type) {
    for (auto& [t, m] : masks)
      if (t == type) return m;
    if (masks.empty()) masks.reserve(16);  // few answers hide members of more types
    return masks.emplace_back(type, Mask{}).second;
  }
  Masks hidden_, asked_;
  std::vector<TypeId> asked_types_;
  schema::ContractVersion contract_ = newest;
};

}  // namespace adsbox::codec
