// GetEditorialReasonsByIds, AppealEditorialRejections.
#include <algorithm>

#include "services/campaign_management/ads.h"
#include "services/campaign_management/editorial.h"
#include "services/campaign_management/keywords.h"
#include "services/entity/limits.h"
#include "services/partial_errors.h"
#include "services/services.h"

namespace adsbox::services {

using namespace campaign_management;
using schema::EditorialRow;

namespace {

/// An ad or keyword that a request names, with what its review came to.
struct Named {
  store::Row row;
  box<object> entity;
  box<internal::AdReview> kept;
  Outcome outcome;
};

/// Nothing when the association names none of the account's.
std::optional<Named> find(store::Reader& r, EntityType type, const box<EntityIdToParentIdAssociation>& at, std::int64_t account,
                          DateTime now) {
  if (!at) return std::nullopt;
  const auto& engine = type == EntityType::Ad ? ad_engine() : keyword_engine();
  auto row = r.get(engine.kind(), at->entity_id.value_or(0));
  if (!row || row->account != account || row->parent != at->parent_id.value_or(0)) return std::nullopt;
  Named named{std::move(*row), {}, {}, {}};
  named.entity = world::decode_body(named.row.view(), engine.kind(), type == EntityType::Ad ? Ad::type_id : Keyword::type_id);
  const auto above = engine.ancestors(r, named.row.parent);
  const auto* group = above.find<AdGroup>();
  const auto* campaign = above.find<Campaign>();
  if (group == nullptr || campaign == nullptr) return std::nullopt;
  named.kept = kept_review(r, review_kind(*named.entity), named.row.id);
  named.outcome = outcome_of(*named.entity, named.kept.get(), publisher_countries(*group, *campaign), now);
  return named;
}

box<EditorialReasonCollection> reasons_of(const Named& named) {
  auto c = make<EditorialReasonCollection>();
  c->ad_group_id = named.row.parent;
  c->ad_or_keyword_id = named.row.id;
  c->appeal_status = named.outcome.appeal;
  for (const auto& f : named.outcome.findings) {
    auto reason = make<EditorialReason>();
    reason->location = named.outcome.texts[f.text].location;
    for (const auto country : f.countries) reason->publisher_countries.push_back(text(country));
    reason->reason_code = f.row->reason;
    reason->term = f.term;
    c->reasons.push_back(std::move(reason));
  }
  return c;
}

Result<GetEditorialReasonsByIds> get_editorial_reasons_by_ids(Call& call, const GetEditorialReasonsByIdsRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  GetEditorialReasonsByIdsResponse response;
  std::vector<ErrorValue> errors;
  call.world.store().read([&](store::Reader& r) {
    const auto& asked = request.entity_id_to_parent_id_associations;
    for (std::size_t i = 0; i < asked.size(); ++i) {
      const bool failed = call.inject(static_cast<int>(i), errors);
      const auto named = failed ? std::nullopt : find(r, *request.entity_type, asked[i], call.customer_account_id, call.now);
      const bool objected = named && !named->outcome.findings.empty();
      response.editorial_reasons.push_back(objected ? reasons_of(*named) : box<EditorialReasonCollection>(nil));
    }
  });
  response.partial_errors = partial_errors<BatchError>(call, std::move(errors));
  return response;
}

/// The quotas of appeals: the failure of the whole call.
std::expected<void, Failure> check_quotas(Call& call, store::Reader& r, std::int64_t wanted, const ReviewTimes& times) {
  constexpr std::int64_t day = 86'400;
  std::int64_t today = 0, pending = 0;
  const auto since = [&](std::int64_t seconds) { return call.now.ticks() - seconds * DateTime::ticks_per_second; };
  r.scan_account(world::kind_of<internal::EditorialAppeal>(), call.customer_account_id, std::min(since(day), since(times.appeal)),
                 [&](const store::RowView& row) {
                   today += row.modified > since(day) ? 1 : 0;
                   pending += row.modified > since(times.appeal) ? 1 : 0;
                   return true;
                 });
  const auto check = [&](std::string_view name, std::int64_t have) -> std::expected<void, Failure> {
    const auto& limit = schema::find_limit(name);
    const auto most = limit_of(call.world, limit);
    if (have + wanted <= most) return {};
    return fail(FaultKind::operation, static_cast<Error>(limit.error),
                {"limit." + std::string(name), "EntityIdToParentIdAssociations",
                 std::to_string(have) + " and " + std::to_string(wanted) + " more", std::to_string(most), "fewer appeals"});
  };
  if (auto ok = check("editorial-appeals-per-day", today); !ok) return ok;
  return check("editorial-appeals-pending", pending);
}

/// An appeal of each that was objected to; healthy ones are passed over.
std::expected<std::vector<Named>, Failure> to_appeal(Call& call, store::Reader& r,
                                                     const AppealEditorialRejectionsRequest& request,
                                                     std::vector<ErrorValue>& errors) {
  std::vector<Named> out;
  const auto type = *request.entity_type;
  const auto& asked = request.entity_id_to_parent_id_associations;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const int index = static_cast<int>(i);
    if (call.inject(index, errors)) continue;
    const auto field = "EntityIdToParentIdAssociations[" + std::to_string(i) + "]";
    ItemErrors item(errors, index);
    const auto id = asked[i] ? asked[i]->entity_id.value_or(0) : 0;
    auto named = find(r, type, asked[i], call.customer_account_id, call.now);
    if (!named) {
      item.add(type == EntityType::Ad ? Error::CampaignServiceInvalidAdId : Error::CampaignServiceInvalidKeywordId,
               "Appeal.EntityId.exists", field, std::to_string(id), "",
               "ids of an ad or keyword of the account and of its ad group");
      continue;
    }
    const auto& outcome = named->outcome;
    if (outcome.findings.empty()) continue;
    if (outcome.appeal != AppealStatus::NotAppealable) {
      out.push_back(std::move(*named));
      continue;
    }
    if (named->kept && named->kept->appealed_at)
      item.add(Error::CampaignServiceEditorialAppealEntityAlreadyAppealed, "Appeal.final", field, std::to_string(id),
               "one decision after an appeal", "an entity whose appeal was not decided; change it and it is reviewed again");
    else
      return fail(FaultKind::operation, Error::CampaignServiceEditorialValidationError,
                  {"Appeal.appealable", field, std::to_string(id), "AppealStatus Appealable",
                   "only entities whose AppealStatus is Appealable"});
  }
  return out;
}

Result<AppealEditorialRejections> appeal_editorial_rejections(Call& call, const AppealEditorialRejectionsRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  if (request.justification_text.view().find_first_not_of(" \t\r\n") == std::string_view::npos)
    return fail(FaultKind::operation, Error::CampaignServiceJustificationTextMissingForInlineAppeal,
                {"AppealEditorialRejectionsRequest.JustificationText.blank", "JustificationText", "(blank)", "1..1000",
                 "a reason in words"});
  std::vector<ErrorValue> errors;
  std::expected<void, Failure> done;
  call.world.store().write([&](store::Writer& w) {
    auto appeals = to_appeal(call, w, request, errors);
    if (!appeals) {
      done = std::unexpected(std::move(appeals.error()));
      return false;
    }
    const auto times = review_times(w);
    done = check_quotas(call, w, static_cast<std::int64_t>(appeals->size()), times);
    if (!done || appeals->empty()) return false;
    for (auto& named : *appeals) {
      named.kept->appealed_at = call.now;
      named.kept->appeal_decided_at = after(call.now, times.appeal);
      named.kept->justification_text = request.justification_text;
      const auto id = named.row.id;
      world::save_object(w, review_kind(*named.entity), {id, named.row.account, id, 0, call.now.ticks(), {}, {}}, *named.kept);
      internal::EditorialAppeal appeal;
      appeal.entity_id = id;
      world::save(
          w, store::RowView{w.next_id("editorial_appeal", 1), named.row.account, named.row.account, 0, call.now.ticks(), {}, {}},
          appeal);
    }
    return true;
  });
  if (!done) return std::unexpected(std::move(done.error()));
  AppealEditorialRejectionsResponse response;
  response.partial_errors = partial_errors<BatchError>(call, std::move(errors));
  return response;
}

}  // namespace

void register_editorial(Registry& registry) {
  registry.own(
      {"editorial review",
       {.records = with_deleted(world::kinds_of<Ad, internal::EditorialSettings, internal::AdReview, internal::KeywordReview,
                                                internal::TextAssetRecord, internal::EditorialAppeal>()),
        .sequences = {"ad", "asset", "editorial_appeal"},
        .attached = {"adsbox::services::(anonymous namespace)::ParamsOfSoleAd"}}});
  registry.add<GetEditorialReasonsByIds>(get_editorial_reasons_by_ids);
  registry.add<AppealEditorialRejections>(appeal_editorial_rejections);
}

}  // namespace adsbox::services
