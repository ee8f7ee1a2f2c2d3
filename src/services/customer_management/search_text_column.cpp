#include "services/customer_management/search_text_column.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace adsbox::services {

bool TextTest::holds(std::string_view folded) const {
  return std::ranges::any_of(any_of, [&](const std::string& wanted) {
    return how == How::equals ? folded == wanted : how == How::begins ? folded.starts_with(wanted) : folded.contains(wanted);
  });
}

void TextColumn::set(std::uint32_t slot, std::string_view text) {
  if (places_.size() <= slot) places_.resize(std::size_t{slot} + 1, 0xffffffff);
  if (places_[slot] != 0xffffffff && at(slot) == text) return;
  if (pieces_.size() > 64 && pieces_.size() > 2 * places_.size()) pack();
  places_[slot] = static_cast<std::uint32_t>(pieces_.size());
  pieces_.push_back({static_cast<std::uint32_t>(bytes_.size()), slot});
  bytes_ += text;
  bytes_ += '\0';
}

std::string_view TextColumn::at(std::uint32_t slot) const {
  const auto piece = places_[slot];
  const auto end = piece + 1 < pieces_.size() ? pieces_[piece + 1].at : bytes_.size();
  return {bytes_.data() + pieces_[piece].at, end - pieces_[piece].at - 1};
}

void TextColumn::containing(std::string_view part, const std::function<void(std::uint32_t)>& found) const {
  const char* const begin = bytes_.data();
  std::size_t piece = 0;
  for (std::size_t from = 0; from < bytes_.size();) {
    const void* hit = memmem(begin + from, bytes_.size() - from, part.data(), part.size());
    if (hit == nullptr) return;
    const auto at = static_cast<std::size_t>(static_cast<const char*>(hit) - begin);
    while (piece + 1 < pieces_.size() && pieces_[piece + 1].at <= at) ++piece;
    if (places_[pieces_[piece].slot] == piece) found(pieces_[piece].slot);
    from = piece + 1 < pieces_.size() ? pieces_[piece + 1].at : bytes_.size();
  }
}

void TextColumn::clear() {
  *this = {};
}

void TextColumn::pack() {
  TextColumn packed;
  for (std::uint32_t slot = 0; slot < places_.size(); ++slot)
    if (places_[slot] != 0xffffffff) packed.set(slot, at(slot));
  packed.places_.resize(places_.size(), 0xffffffff);
  *this = std::move(packed);
}

}  // namespace adsbox::services
