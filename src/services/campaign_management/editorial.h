// The editorial review of ads and keywords: a function of texts, policy (schema/rules/editorial_policy.tsv), stored times and the
// world's clock. Nothing runs in the background. docs/editorial.md tells it to users.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adsbox/campaign_management.h"
#include "adsbox/internal.h"
#include "schema/rules.h"
#include "services/entity/engine.h"

namespace adsbox::services {

/// A text that is reviewed, and what a refusal of it is called.
struct ReviewedText {
  std::string field;  // "Headlines[2].Asset.Text"
  std::string_view location;
  std::string text;
  Error error;
  friend bool operator==(const ReviewedText&, const ReviewedText&) = default;
};

struct Finding {
  const schema::EditorialRow* row = nullptr;
  std::size_t text = 0;  // position in the reviewed texts
  std::string term;
  std::vector<std::string_view> countries;  // publisher countries where it counts
};

/// What a member of an ad is called by errors and reasons; empty: it is not reviewed.
[[nodiscard]] std::string_view editorial_location(std::string_view ad_member);
/// The texts of an ad or a keyword, as people see them.
[[nodiscard]] std::vector<ReviewedText> reviewed_texts(const object& entity, DateTime now);
/// What a stage of the policy objects to, in the order of the policy. Objections that count in none of `countries` are left out.
[[nodiscard]] std::vector<Finding> review(const std::vector<ReviewedText>& texts, std::uint8_t where,
                                          schema::EditorialRow::Stage stage, const std::vector<std::string_view>& countries);
/// Whether the policy may object to anything in some country: what is asked of each keyword before its countries are looked up.
[[nodiscard]] bool suspicious(const campaign_management::Keyword& keyword, DateTime now);
/// Where an ad group's ads are published, by its language, else by those of its campaign.
[[nodiscard]] std::vector<std::string_view> publisher_countries(const campaign_management::AdGroup& group,
                                                                const campaign_management::Campaign& campaign);

/// What is known of a review at a moment. Its numbers are those of AdEditorialStatus and KeywordEditorialStatus.
enum class Verdict : std::int32_t { active, disapproved, inactive, active_limited };
struct Outcome {
  Verdict verdict = Verdict::active;
  campaign_management::AppealStatus appeal = campaign_management::AppealStatus::NotAppealable;
  std::vector<ReviewedText> texts;
  std::vector<Finding> findings;  // that stand
  std::vector<std::string_view> countries;
};

/// `kept`: the stored review; nullptr when the entity needed none.
[[nodiscard]] Outcome outcome_of(const object& entity, const internal::AdReview* kept, std::vector<std::string_view> countries,
                                 DateTime now);
/// The same for a list of findings alone: of one asset of an ad.
[[nodiscard]] Verdict verdict_of(const std::vector<Finding>& findings, const std::vector<std::string_view>& countries);

/// Where the reviews of an entity's family are kept.
[[nodiscard]] store::Kind review_kind(const object& entity);
[[nodiscard]] box<internal::AdReview> kept_review(store::Reader& r, store::Kind kind, std::int64_t id);

/// Seconds that this world's decisions take.
struct ReviewTimes {
  std::int64_t review = 0, appeal = 0;
};
[[nodiscard]] ReviewTimes review_times(store::Reader& r);
/// Keeps them from now on; decisions that were announced stay.
void set_review_times(world::World& world, ReviewTimes times);
[[nodiscard]] DateTime after(DateTime now, std::int64_t seconds);

/// Refuses what the first look finds in the texts of an add or update of an ad, a keyword or a BiddableAdGroupCriterion (which is
/// looked at no further), by EditorialErrors.
void check_first_look(const Decision& d);
/// Begins a review when texts are new or changed.
void begin_review(store::Writer& w, const object* before, const object& after, std::int64_t id, DateTime now);
void end_review(store::Writer& w, const object& entity, std::int64_t id);

}  // namespace adsbox::services
