// GetEditorialReasonsByIds; AppealEditorialRejections is in editorial_appeals.cpp.
#include "services/campaign_management/editorial.h"
#include "services/campaign_management/editorial_subjects.h"
#include "services/partial_errors.h"
#include "services/services.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

box<EditorialReasonCollection> reasons_of(const Reviewed& named) {
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
      const auto named =
          failed ? std::nullopt : find_reviewed(r, *request.entity_type, asked[i], call.customer_account_id, call.now);
      const bool objected = named && named->size() == 1 && !named->front().outcome.findings.empty();
      response.editorial_reasons.push_back(objected ? reasons_of(named->front()) : box<EditorialReasonCollection>(nil));
    }
  });
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
}

}  // namespace adsbox::services
