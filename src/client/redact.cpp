#include "codec/redact.h"

#include "adsbox/api_error.h"

namespace adsbox {

std::string redact(std::string_view text) {
  return codec::redact(text, [](std::string_view) { return std::string("***"); });
}

}  // namespace adsbox
