// What is kept of reviews, and the first look at texts.
#include "services/campaign_management/editorial.h"
#include "services/entity/fields.h"

namespace adsbox::services {

using namespace campaign_management;
using schema::EditorialRow;

namespace {

/// The texts of an ad group's criterion that bids: what a webpage is found by, its name, and the address of a product partition.
/// Exclusions may name whatever they keep away from.
std::vector<ReviewedText> texts_of_criterion(const BiddableAdGroupCriterion& item) {
  std::vector<ReviewedText> out;
  const auto add = [&](std::string field, std::string_view location, const text& t, Error error) {
    if (!t.empty()) out.push_back({std::move(field), location, t.str(), error});
  };
  const auto* webpage = item.criterion.as<Webpage>();
  if (webpage == nullptr) {
    add("DestinationUrl", "DestinationUrl", item.destination_url, Error::CampaignServiceEditorialErrorInAdDestinationUrl);
    return out;
  }
  if (!webpage->parameter) return out;
  constexpr auto error = Error::CampaignServiceEditorialValidationError;
  const auto& conditions = webpage->parameter->conditions;
  for (std::size_t i = 0; i < conditions.size(); ++i)
    if (conditions[i])
      add("Criterion.Parameter.Conditions[" + std::to_string(i) + "].Argument",
          conditions[i]->operand == WebpageConditionOperand::Url ? "DestinationUrl" : "Argument", conditions[i]->argument, error);
  add("Criterion.Parameter.CriterionName", "CriterionName", webpage->parameter->criterion_name, error);
  return out;
}

/// Whether what a text was sent in is kept at all: addresses of ads that have none are not heard.
bool is_kept(const object& result, std::string_view field) {
  const auto* f = schema::find_field(schema::type_info(result.contract_type), field.substr(0, field.find('[')));
  return f != nullptr && state_of(f->kind, member(result, *f)) == presence::value;
}

}  // namespace

store::Kind review_kind(const object& entity) {
  return entity.contract_type == Keyword::type_id ? world::kind_of<internal::KeywordReview>()
                                                  : world::kind_of<internal::AdReview>();
}

box<internal::AdReview> kept_review(store::Reader& r, store::Kind kind, std::int64_t id) {
  const auto row = r.get(kind, id);
  if (!row) return {};
  auto o = world::decode_body(row->view(), kind, internal::AdReview::type_id);
  auto* const review = o.as<internal::AdReview>();
  if (review == nullptr) return {};
  (void)o.release_bits();
  return box<internal::AdReview>(review);
}

DateTime after(DateTime now, std::int64_t seconds) {
  return {now.ticks() + seconds * DateTime::ticks_per_second, true};
}

ReviewTimes review_times(store::Reader& r) {
  ReviewTimes times{schema::find_limit("editorial-review-seconds").value, schema::find_limit("editorial-appeal-seconds").value};
  if (const auto kept = world::load<internal::EditorialSettings>(r, 1)) {
    times.review = kept->value->review_seconds.value_or(times.review);
    times.appeal = kept->value->appeal_seconds.value_or(times.appeal);
  }
  return times;
}

void set_review_times(world::World& world, ReviewTimes times) {
  world.store().write([&](store::Writer& w) {
    internal::EditorialSettings settings;
    settings.review_seconds = times.review;
    settings.appeal_seconds = times.appeal;
    world::save(w, store::RowView{1, 0, 0, 0, world.clock().now().ticks(), {}, {}}, settings);
    return true;
  });
}

void check_first_look(const Decision& d) {
  const bool ad = is_a(d.sent.contract_type, Ad::type_id), criterion = d.sent.contract_type == BiddableAdGroupCriterion::type_id;
  auto texts =
      criterion ? texts_of_criterion(static_cast<const BiddableAdGroupCriterion&>(d.sent)) : reviewed_texts(d.sent, d.now);
  if (ad) std::erase_if(texts, [&](const ReviewedText& t) { return !is_kept(d.result, t.field); });
  if (texts.empty()) return;
  const auto countries = publisher_countries(d.ancestors.of<AdGroup>(), d.ancestors.of<Campaign>());
  for (const auto& f : review(texts, ad ? EditorialRow::ads : EditorialRow::keywords, EditorialRow::Stage::initial, countries)) {
    const auto& t = texts[f.text];
    auto& e = d.refuse(t.error, "editorial." + std::to_string(f.row->reason), t.field, f.term, "editorial policy",
                       "a text without \"" + f.term + "\"");
    e.editorial = EditorialDetail{f.row->reason, f.row->appeal != EditorialRow::Appeal::never, std::string(t.location), f.term,
                                  f.countries.size() == countries.size() ? std::string() : std::string(f.countries.front())};
  }
}

void begin_review(store::Writer& w, const object* before, const object& after_it, std::int64_t id, DateTime now) {
  if (before != nullptr && reviewed_texts(*before, now) == reviewed_texts(after_it, now)) return;
  const auto entity = w.get(kind_of_type(after_it.contract_type), id);
  if (!entity) return;
  internal::AdReview review;
  review.submitted_at = now;
  review.decided_at = after(now, review_times(w).review);
  world::save_object(w, review_kind(after_it), {id, entity->account, id, 0, now.ticks(), {}, {}}, review);
}

void end_review(store::Writer& w, const object& entity, std::int64_t id) {
  w.erase(review_kind(entity), id);
}

}  // namespace adsbox::services
