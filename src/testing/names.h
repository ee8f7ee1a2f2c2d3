#pragma once

#include <string>
#include <string_view>

namespace adsbox::test_support {

/// A name for a world or a snapshot that no other program on this machine takes: "test-1a2b-7".
[[nodiscard]] std::string new_name(std::string_view what);

}  // namespace adsbox::test_support
