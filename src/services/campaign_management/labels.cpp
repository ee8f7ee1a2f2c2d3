// AddLabels, UpdateLabels, DeleteLabels, GetLabelsByIds.
#include "services/campaign_management/labels.h"

#include <algorithm>
#include <cctype>

#include "services/campaign_management/paging.h"
#include "services/entity/operations.h"
#include "services/services.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

bool is_color(std::string_view s) {
  return s.size() == 7 && s[0] == '#' &&
         std::ranges::all_of(s.substr(1), [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; });
}

std::string any_color(world::World& world) {
  auto bits = world.random().next();
  std::string s = "#";
  for (int i = 0; i < 6; ++i, bits >>= 4) s += "0123456789ABCDEF"[bits & 15];
  return s;
}

void decide_label(Decision& d) {
  const auto& sent = static_cast<const Label&>(d.sent);
  auto& result = static_cast<Label&>(d.result);
  if (sent.name && sent.name.view().find_first_not_of(" \t\r\n") == std::string_view::npos)
    d.refuse(Error::CampaignServiceLabelNameInvalid, "Name.blank", "Name", sent.name.str(), "",
             "a name with a visible character");
  if (sent.color_code && !is_color(sent.color_code.view()))
    d.refuse(Error::CampaignServiceLabelColorCodeInvalid, "ColorCode.form", "ColorCode", sent.color_code.str(), "#RRGGBB",
             "# and six hexadecimal digits; a label always has a colour");
  if (!result.color_code) result.color_code = any_color(d.world);
}

constexpr Description::Limit limits[] = {{"labels-per-account", nullptr, Description::Scope::account}};

const Description& description() {
  static const Description d = {
      .type = Label::type_id,
      .list_name = "Labels",
      .id_sequence = "label",
      .first_id = 10'100'000'001,
      .null_item = Error::CampaignServiceLabelIsNull,
      .unknown_id = Error::CampaignServiceLabelIdInvalid,
      .duplicate_id = Error::CampaignServiceDuplicateLabelId,
      .key_taken_on_add = Error::CampaignServiceLabelNameDuplicate,
      .key_taken_on_update = Error::CampaignServiceLabelNameDuplicate,
      .key = [](const object& o) { return static_cast<const Label&>(o).name.str(); },  // Tea and tea are two labels
      .decide = decide_label,
      .limits = limits,
  };
  return d;
}

Result<GetLabelsByIds> get_labels_by_ids(Call& call, const GetLabelsByIdsRequest& request) {
  const auto window = window_of(request.page_info);
  if (!window) return std::unexpected(window.error());
  return get_or_list<GetLabelsByIds, label_engine, header_account, &GetLabelsByIdsRequest::label_ids,
                     &GetLabelsByIdsResponse::labels>(call, request, *window);
}

}  // namespace

const EntityEngine& label_engine() {
  static const EntityEngine engine(description());
  return engine;
}

void register_labels(Registry& registry) {
  registry.own({"labels",
                {.records = with_deleted(world::kinds_of<Label, internal::LabelAssociationRecord>()),
                 .sequences = {"label", "label_association"},
                 .attached = {"adsbox::services::(anonymous namespace)::OrderedEntities"}}});
  registry.add<AddLabels>(
      add_operation<AddLabels, label_engine, header_account, &AddLabelsRequest::labels, &AddLabelsResponse::label_ids>);
  registry.add<UpdateLabels>(update_operation<UpdateLabels, label_engine, header_account, &UpdateLabelsRequest::labels>);
  registry.add<DeleteLabels>(delete_operation<DeleteLabels, label_engine, header_account, &DeleteLabelsRequest::label_ids>);
  registry.add<GetLabelsByIds>(get_labels_by_ids);
  register_label_associations(registry);
}

}  // namespace adsbox::services
