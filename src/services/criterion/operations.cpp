// Add, Update, Delete and GetByIds of CampaignCriterions and AdGroupCriterions.
#include "services/entity/operations.h"

#include <charconv>

#include "services/criterion/engine.h"
#include "services/criterion/heard_items.h"
#include "services/entity/additional.h"
#include "services/entity/fields.h"
#include "services/services.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

/// What is wrong inside a list of the criterion, its product or webpage conditions, is an error of that part of the item.
std::vector<ErrorValue> of_parts(std::vector<ErrorValue> errors) {
  constexpr std::string_view inside = ".Criterion.";
  for (auto& e : errors) {
    const auto& field = e.why.field;
    const auto at = field.find(inside);
    const auto open = at == std::string::npos ? at : field.find('[', at);
    if (open != std::string::npos) std::from_chars(field.data() + open + 1, field.data() + field.size(), e.nested_index);
  }
  return errors;
}

template <class Op, CriterionLevel level, auto items, auto ids>
Result<Op> add_criterions(Call& call, const typename Op::Request& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  typename Op::Response response;
  std::vector<ErrorValue> errors;
  const Parent account{0, call.customer_account_id};
  const HeardItems heard(items_of(request.*items), request);
  for (const auto id : criterion_engine(level).add(call, account, heard.items, errors, &request))
    (response.*ids).push_back(id == 0 ? opt<std::int64_t>(nil) : opt(id));
  response.nested_partial_errors = nested_errors<BatchErrorCollection, BatchError>(call, of_parts(std::move(errors)));
  return response;
}

template <class Op, CriterionLevel level, auto items>
Result<Op> update_criterions(Call& call, const typename Op::Request& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  typename Op::Response response;
  std::vector<ErrorValue> errors;
  const Parent account{0, call.customer_account_id};
  const HeardItems heard(items_of(request.*items), request);
  criterion_engine(level).update(call, account, heard.items, errors, &request);
  response.nested_partial_errors = nested_errors<BatchErrorCollection, BatchError>(call, of_parts(std::move(errors)));
  return response;
}

template <CriterionLevel level>
const EntityEngine& engine() {
  return criterion_engine(level);
}

template <class Op, CriterionLevel level, auto parent_id, auto ids>
Result<Op> delete_criterions(Call& call, const typename Op::Request& request) {
  const auto parent = open_request<parent_id>(call, request, engine<level>);
  if (!parent) return std::unexpected(parent.error());
  std::vector<ErrorValue> errors;
  criterion_engine(level).erase(call, *parent, request.*ids, member_name(ids), errors, &request);
  typename Op::Response response;
  put_errors(call, response, std::move(errors));
  return response;
}

/// Kinds whose criterions may go by that name.
std::vector<std::int32_t> statuses_of(std::string_view name) {
  std::vector<std::int32_t> statuses;
  for (const auto* kind : criterion_kinds())
    if (kind->name == name || kind->concrete != nullptr) statuses.push_back(criterion_status(kind->type));
  return statuses;
}

/// One entry an id, nil where the entity has no criterion of that id and type; without ids all of the type.
template <class Op, CriterionLevel level, auto parent_id, auto ids, auto items>
Result<Op> get_criterions(Call& call, const typename Op::Request& request) {
  const auto parent = open_request<parent_id>(call, request, engine<level>);
  if (!parent) return std::unexpected(parent.error());
  static const auto flags = field_of(Op::Request::type_id, "ReturnAdditionalFields").type;
  hide_unasked(call.filter, flags,
               static_cast<std::uint64_t>(request.return_additional_fields.value_or(CriterionAdditionalField{})));
  const auto type = criterion_type(request);
  const auto is_of_type = [&](const object& item) {
    const auto* criterion = criterion_in(item);
    return criterion != nullptr && criterion_name(*criterion) == type;
  };
  typename Op::Response response;
  auto& answer = response.*items;
  using Item = typename list_item<std::decay_t<decltype(answer)>>::type;
  answer.set_empty();
  std::vector<ErrorValue> errors;
  if ((request.*ids).empty()) {
    const auto statuses = statuses_of(type);
    criterion_engine(level).all(call, *parent,
                                [&](box<object> o) {
                                  if (is_of_type(*o)) answer.push_back(downcast<Item>(std::move(o)));
                                },
                                {.statuses = statuses});
  } else {
    std::vector<box<Item>> found((request.*ids).size());
    criterion_engine(level).get(call, *parent, request.*ids, member_name(ids), errors, [&](int i, box<object> o) {
      const auto at = static_cast<std::size_t>(i);
      if (is_of_type(*o)) return void(found[at] = downcast<Item>(std::move(o)));
      ItemErrors(errors, i).add(level_info(level).other_kind, std::string(level_info(level).list_name) + ".Id.type",
                                Path{nullptr, member_name(ids), i}.text(), std::to_string((request.*ids)[at].value_or(0)),
                                std::string(type), "the id of a criterion of that type");
    });
    for (auto& o : found) answer.push_back(o ? std::move(o) : box<Item>(nil));
  }
  // GetAdGroupCriterionsByIds tells by the nil entries alone what it has not found.
  if constexpr (level == CriterionLevel::campaign) put_errors(call, response, std::move(errors));
  return response;
}

}  // namespace

void register_criterion_trees(Registry& registry);  // tree/apply.cpp

void register_criterions(Registry& registry) {
  registry.own({"criterions",
                {.records = with_deleted(world::kinds_of<CampaignCriterion, AdGroupCriterion>()),
                 .sequences = {"campaign_criterion", "ad_group_criterion"}}});
  constexpr auto campaign = CriterionLevel::campaign, ad_group = CriterionLevel::ad_group;
  registry.add<AddCampaignCriterions>(
      add_criterions<AddCampaignCriterions, campaign, &AddCampaignCriterionsRequest::campaign_criterions,
                     &AddCampaignCriterionsResponse::campaign_criterion_ids>);
  registry.add<UpdateCampaignCriterions>(
      update_criterions<UpdateCampaignCriterions, campaign, &UpdateCampaignCriterionsRequest::campaign_criterions>);
  registry.add<DeleteCampaignCriterions>(
      delete_criterions<DeleteCampaignCriterions, campaign, &DeleteCampaignCriterionsRequest::campaign_id,
                        &DeleteCampaignCriterionsRequest::campaign_criterion_ids>);
  registry.add<GetCampaignCriterionsByIds>(
      get_criterions<GetCampaignCriterionsByIds, campaign, &GetCampaignCriterionsByIdsRequest::campaign_id,
                     &GetCampaignCriterionsByIdsRequest::campaign_criterion_ids,
                     &GetCampaignCriterionsByIdsResponse::campaign_criterions>);
  registry.add<AddAdGroupCriterions>(
      add_criterions<AddAdGroupCriterions, ad_group, &AddAdGroupCriterionsRequest::ad_group_criterions,
                     &AddAdGroupCriterionsResponse::ad_group_criterion_ids>);
  registry.add<UpdateAdGroupCriterions>(
      update_criterions<UpdateAdGroupCriterions, ad_group, &UpdateAdGroupCriterionsRequest::ad_group_criterions>);
  registry.add<DeleteAdGroupCriterions>(
      delete_criterions<DeleteAdGroupCriterions, ad_group, &DeleteAdGroupCriterionsRequest::ad_group_id,
                        &DeleteAdGroupCriterionsRequest::ad_group_criterion_ids>);
  registry.add<GetAdGroupCriterionsByIds>(
      get_criterions<GetAdGroupCriterionsByIds, ad_group, &GetAdGroupCriterionsByIdsRequest::ad_group_id,
                     &GetAdGroupCriterionsByIdsRequest::ad_group_criterion_ids,
                     &GetAdGroupCriterionsByIdsResponse::ad_group_criterions>);
  register_criterion_trees(registry);
}

}  // namespace adsbox::services
