// SetLabelAssociations, DeleteLabelAssociations, GetLabelAssociationsByEntityIds, GetLabelAssociationsByLabelIds.
#include "services/association/engine.h"
#include "services/campaign_management/labels.h"
#include "services/campaign_management/paging.h"
#include "services/entity/operations.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

const AssociationEngine& engine() {
  static const AssociationDescription description = {
      .relation = label_relation(),
      .item_type = "LabelAssociation",
      .list_name = "LabelAssociations",
      .owner_field = "LabelId",
      .entity_field = "EntityId",
      .id_sequence = "label_association",
      .entity_limit = "labels-per-entity",
      .null_item = Error::CampaignServiceLabelAssociationIsNull,
      .unknown_owner = Error::CampaignServiceLabelIdInvalid,
      .unknown_entity = Error::CampaignServiceLabelAssociationEntityIdInvalid,
      .duplicate = Error::CampaignServiceDuplicateLabelAssociation,
      .missing = Error::CampaignServiceLabelAssociationDoesNotExist,
  };
  static const AssociationEngine engine(description);
  return engine;
}

template <class Request>
std::int32_t side_of(const Request& request) {
  return static_cast<std::int32_t>(*request.entity_type);
}

std::vector<std::optional<Association>> items_of(const list<box<LabelAssociation>>& sent) {
  std::vector<std::optional<Association>> items;
  for (const auto& a : sent)
    items.push_back(a ? std::optional(Association{a->label_id.value_or(0), a->entity_id.value_or(0)}) : std::nullopt);
  return items;
}

auto teller(list<box<LabelAssociation>>& out) {
  out.set_empty();
  return [&out](const Association& a) {
    auto item = make<LabelAssociation>();
    item->entity_id = a.entity;
    item->label_id = a.owner;
    out.push_back(std::move(item));
  };
}

using Change = void (AssociationEngine::*)(Call&, std::int32_t, std::span<const std::optional<Association>>,
                                           std::vector<ErrorValue>&) const;
template <class Op, Change change>
Result<Op> change_operation(Call& call, const typename Op::Request& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  std::vector<ErrorValue> errors;
  (engine().*change)(call, side_of(request), items_of(request.label_associations), errors);
  typename Op::Response response;
  put_errors(call, response, std::move(errors));
  return response;
}

Result<GetLabelAssociationsByEntityIds> by_entities(Call& call, const GetLabelAssociationsByEntityIdsRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  GetLabelAssociationsByEntityIdsResponse response;
  std::vector<ErrorValue> errors;
  engine().by_entities(call, side_of(request), request.entity_ids, "EntityIds", errors, teller(response.label_associations));
  put_errors(call, response, std::move(errors));
  return response;
}

Result<GetLabelAssociationsByLabelIds> by_labels(Call& call, const GetLabelAssociationsByLabelIdsRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  const auto window = window_of(request.page_info);
  if (!window) return std::unexpected(window.error());
  GetLabelAssociationsByLabelIdsResponse response;
  std::vector<ErrorValue> errors;
  engine().by_owners(call, side_of(request), request.label_ids, "LabelIds", *window, errors, teller(response.label_associations));
  put_errors(call, response, std::move(errors));
  return response;
}

}  // namespace

void register_label_associations(Registry& registry) {
  registry.add<SetLabelAssociations>(change_operation<SetLabelAssociations, &AssociationEngine::set>);
  registry.add<DeleteLabelAssociations>(change_operation<DeleteLabelAssociations, &AssociationEngine::erase>);
  registry.add<GetLabelAssociationsByEntityIds>(by_entities);
  registry.add<GetLabelAssociationsByLabelIds>(by_labels);
}

}  // namespace adsbox::services
