#include "testing/names.h"

#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>

namespace adsbox::test_support {

std::string new_name(std::string_view what) {
  // Process ids alone come round again, and a joined server may be another machine's.
  static const std::uint32_t chance = arc4random();
  static std::atomic<unsigned> next{1};
  return std::string(what) + "-" + std::to_string(getpid()) + "-" + std::to_string(chance) + "-" + std::to_string(next++);
}

}  // namespace adsbox::test_support
