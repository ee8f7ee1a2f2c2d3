// The items of an add or update as they are heard: what is sent where it means nothing is dropped before anybody looks at it.
#pragma once

#include <vector>

#include "services/entity/engine.h"

namespace adsbox::services {

struct HeardItems {
  /// Of items whose request says its CriterionType.
  HeardItems(std::vector<const object*> sent, const object& request);

  std::vector<const object*> items;

 private:
  std::vector<box<object>> copies_;  // of those that say more than is heard
};

}  // namespace adsbox::services
