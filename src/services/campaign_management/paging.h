// PageInfo of requests.
#pragma once

#include <expected>

#include "adsbox/campaign_management.h"
#include "services/entity/engine.h"

namespace adsbox::services {

/// The window that a PageInfo asks for: the first thousand without one; the failure of the call when there is no such page.
inline std::expected<Window, Failure> window_of(const box<campaign_management::Paging>& page) {
  constexpr std::int64_t usual_size = 1000;
  if (!page) return Window{0, usual_size};
  std::vector<ErrorValue> found;
  ItemErrors errors(found, -1);
  validate(*page, nullptr, {.mode = Mode::add}, Path{nullptr, "PageInfo"}, errors);
  if (!found.empty()) return std::unexpected(Failure{FaultKind::operation, std::move(found), 0});
  const std::int64_t size = *page->size;
  return Window{*page->index * size, size};
}

}  // namespace adsbox::services
