// Texts to search in: names and numbers of accounts.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace adsbox::services {

/// How a name or number is to look. Texts are folded (fold_case).
struct TextTest {
  enum class How : std::uint8_t { equals, contains, begins } how{};
  std::vector<std::string> any_of;
  [[nodiscard]] bool holds(std::string_view folded) const;
};

/// Texts one after the other in one block, so that a look for a part of one is a pass over memory.
class TextColumn {
 public:
  void set(std::uint32_t slot, std::string_view text);
  [[nodiscard]] std::string_view at(std::uint32_t slot) const;
  /// Calls found(slot) for each slot whose text contains the part; it may be empty.
  void containing(std::string_view part, const std::function<void(std::uint32_t)>& found) const;
  void clear();

 private:
  struct Piece {
    std::uint32_t at, slot;
  };
  std::string bytes_;                  // each text ends with a zero byte
  std::vector<Piece> pieces_;          // ascending by `at`; pieces of texts that were set anew stay until pack()
  std::vector<std::uint32_t> places_;  // slot -> piece
  void pack();
};

}  // namespace adsbox::services
