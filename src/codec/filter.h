// Which members of which types an encoder leaves out.
#pragma once

#include <bitset>
#include <utility>
#include <vector>

#include "adsbox/values.h"

namespace adsbox::codec {

class FieldFilter {
 public:
  static constexpr std::size_t max_fields = 128;
  using Mask = std::bitset<max_fields>;
  /// Hides member `index` (its position in the type's flattened fields) of exactly this type.
  void hide(TypeId type, std::size_t index) { mask(type).set(index); }
  [[nodiscard]] const Mask* hidden(TypeId type) const {
    for (const auto& [t, m] : hidden_)
      if (t == type) return &m;
    return nullptr;
  }
  [[nodiscard]] bool empty() const { return hidden_.empty(); }

 private:
  Mask& mask(TypeId type) {
    for (auto& [t, m] : hidden_)
      if (t == type) return m;
    return hidden_.emplace_back(type, Mask{}).second;
  }
  std::vector<std::pair<TypeId, Mask>> hidden_;
};

}  // namespace adsbox::codec
