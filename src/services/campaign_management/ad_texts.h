// The texts of ads as the API measures them, and the dynamic text in them: {KeyWord:default}, {Param1:default}, countdowns, IF
// functions, ad customizers.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adsbox/campaign_management.h"
#include "services/entity/engine.h"

namespace adsbox::services {

struct AdToken {
  std::string kind;  // keyword, param1 to param3, countdown, global_countdown, bare-countdown, if, customizer, feed-customizer,
                     // url-parameter
  std::string text;  // as it stands in the ad, with its braces
  bool has_default = false;
  std::size_t audiences = 0;  // of an IF function
};

/// Why dynamic text does not parse. No error: the one that the member has for texts that are wrong.
struct TokenProblem {
  std::optional<Error> error;
  std::string rule, token, bound, expected;
};

struct MeasuredText {
  std::size_t raw = 0;    // width with the tokens as they are written
  std::size_t width = 0;  // width of what is shown: double-width characters count 2, a countdown 8, a token as its default
  std::size_t words = 0;
  bool wide = false;  // has double-width characters
  bool new_line = false;
  std::string shown;  // with defaults in the places of tokens
  std::vector<AdToken> tokens;
  std::optional<TokenProblem> problem;
};

/// `now`: countdowns must not be over.
[[nodiscard]] MeasuredText measure(std::string_view text, DateTime now);

/// Checks all texts that an add or update brings by the rows ad-text, ad-words, ad-path and ad-tokens of schema/rules.
void check_ad_texts(const Decision& d);

/// Path2 needs Path1; what was emptied becomes nil.
template <class T>
void decide_paths(const Decision& d, T& result, Error error) {
  if (result.path1.empty()) result.path1.set_nil();
  if (result.path2.empty()) result.path2.set_nil();
  if (result.path2 && !result.path1 && !d.broken("Path1"))
    d.refuse(error, "Path2.path1", "Path2", result.path2.str(), "with Path1", "Path1, or no Path2");
}

}  // namespace adsbox::services
