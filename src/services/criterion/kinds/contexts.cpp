// PlacementCriterion, TopicCriterion, GenreCriterion: where ads of Audience campaigns are shown. Their ids are lists of
// schema/rules, a line `ID NAME` each.
#include <algorithm>

#include "services/campaign_management/campaign_rules.h"
#include "services/criterion/kinds.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

/// The name that a list gives to an id; empty: it has no such id.
std::string_view listed_name(std::string_view list, std::int64_t id) {
  const auto start = std::to_string(id) + ' ';
  for (const auto n : schema::values_of(*schema::find_set(list)))
    if (const auto line = schema::rule_book.text(n); line.starts_with(start)) return line.substr(start.size());
  return {};
}

void check_listed(const CriterionDecision& d, std::string_view list, std::string_view member, const opt<std::int64_t>& id,
                  Error error) {
  if (d.stored != nullptr || !id || !listed_name(list, *id).empty()) return;
  d.refuse(error, std::string(member) + ".exists", member, std::to_string(*id), names_in(*schema::find_set(list)),
           "one of the ids of " + std::string(list));
}

/// The service adjusts no bids by these yet: whatever is sent becomes 0.
void without_adjustment(const CriterionDecision& d) {
  if (!is_a(d.item.result.contract_type, BiddableAdGroupCriterion::type_id)) return;
  auto none = make<BidMultiplier>();
  none->type = schema::text(schema::type_info(BidMultiplier::type_id).json_type);
  none->multiplier = 0;
  static_cast<BiddableAdGroupCriterion&>(d.item.result).criterion_bid = std::move(none);
}

std::string placement(const Criterion& c) {
  return std::to_string(static_cast<const PlacementCriterion&>(c).placement_id.value_or(0));
}
void decide_placement(CriterionDecision& d) {
  check_listed(d, "placements", "PlacementId", static_cast<const PlacementCriterion&>(d.sent).placement_id,
               Error::CampaignServiceInvalidPlacementId);
  without_adjustment(d);
}
void show_placement(Criterion& c, const Showing&) {
  auto& p = static_cast<PlacementCriterion&>(c);
  p.placement_name = listed_name("placements", p.placement_id.value_or(0));
}

std::string topic(const Criterion& c) {
  return std::to_string(static_cast<const TopicCriterion&>(c).topic_id.value_or(0));
}
void decide_topic(CriterionDecision& d) {
  check_listed(d, "topics", "TopicId", static_cast<const TopicCriterion&>(d.sent).topic_id,
               Error::CampaignServiceInvalidTargetId);
  without_adjustment(d);
}
void show_topic(Criterion& c, const Showing&) {
  auto& t = static_cast<TopicCriterion&>(c);
  t.topic_name = listed_name("topics", t.topic_id.value_or(0));
}

std::string genre(const Criterion& c) {
  return std::to_string(static_cast<const GenreCriterion&>(c).genre_id.value_or(0));
}
void decide_genre(CriterionDecision& d) {
  check_listed(d, "genres", "GenreId", static_cast<const GenreCriterion&>(d.sent).genre_id,
               Error::CampaignServiceInvalidTargetId);
}

}  // namespace

extern const CriterionKind placement_kind, topic_kind, genre_kind;
const CriterionKind placement_kind{.type = PlacementCriterion::type_id,
                                   .name = "Placement",
                                   .value = placement,
                                   .decide = decide_placement,
                                   .show = show_placement};
const CriterionKind topic_kind{
    .type = TopicCriterion::type_id, .name = "Topic", .value = topic, .decide = decide_topic, .show = show_topic};
const CriterionKind genre_kind{.type = GenreCriterion::type_id, .name = "Genre", .value = genre, .decide = decide_genre};

}  // namespace adsbox::services
