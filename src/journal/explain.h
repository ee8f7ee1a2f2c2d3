// Why a request was answered as it was: what the rules said of it, in JSON and in words.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "codec/text_position.h"
#include "journal/journal.h"

namespace adsbox::journal {

/// Where malformed input broke off.
struct Place {
  codec::TextPosition position;
  codec::Excerpt excerpt;
};

/// One refusal: of the whole call (index -1) or of an item.
struct Reason {
  int index = -1, nested_index = -1;
  std::int32_t code = 0;
  std::string symbol, message;  // of the catalogue
  Explanation why;              // without secrets
  std::string details;          // what the wire said, where it said something
  std::optional<Place> place;
  std::vector<std::string> did_you_mean;
};

struct IgnoredPart {
  std::string what;  // "AddCampaignsRequest.Campaigns[0]: DailyBudgett"
  std::vector<std::string> did_you_mean;
};

struct Explained {
  EntryPtr entry;
  std::string summary;  // one sentence
  std::vector<Reason> reasons;
  std::vector<IgnoredPart> warnings;
  std::vector<std::string> credential_notes;
  std::vector<std::string> fired;
};

[[nodiscard]] Explained explain(EntryPtr entry);
[[nodiscard]] std::string json_of(const Explained& explained);
[[nodiscard]] std::string text_of(const Explained& explained);
/// For an id that the journal does not have: how far it reaches back.
[[nodiscard]] std::string unknown_id(const Journal& journal, std::string_view tracking_id);

}  // namespace adsbox::journal
