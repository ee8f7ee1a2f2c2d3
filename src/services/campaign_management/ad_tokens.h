// Reads one piece of dynamic text, without its braces.
#pragma once

#include "services/campaign_management/ad_texts.h"

namespace adsbox::services {

struct ReadToken {
  AdToken token;
  std::optional<TokenProblem> problem;
  std::vector<std::string> becomes;  // what may stand in its place; the widest counts
  bool fixed_width = false;          // a countdown: always as wide as limit countdown-width
};

[[nodiscard]] ReadToken read_token(std::string_view inside, DateTime now);

}  // namespace adsbox::services
