#include "services/criterion/engine.h"

#include <algorithm>
#include <deque>

#include "schema/rules.h"
#include "services/entity/fields.h"
#include "services/entity/merge.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

/// Texts and lists that a Description points into.
struct Limits {
  std::vector<Description::Limit> rows;
  std::deque<std::vector<std::int32_t>> statuses;
};

std::string_view name_in(const object& item) {
  const auto* criterion = criterion_in(item);
  return criterion == nullptr ? std::string_view() : criterion_name(*criterion);
}

constexpr TypeId campaign_rows[] = {CampaignCriterion::type_id};
constexpr TypeId ad_group_rows[] = {AdGroupCriterion::type_id};

/// A row `limit NAME-criterions-per-campaign` for each kind that has one, or flag of kinds with several; those of accounts, of
/// kinds; and the customer's.
Limits limits_of(const CriterionLevelInfo& info) {
  constexpr std::string_view middle = "-criterions-per-", of_accounts = "-criterions-per-account";
  const auto end = std::string(middle) + std::string(info.name);
  const auto& together = info.level == CriterionLevel::campaign ? ad_group_rows : campaign_rows;
  Limits limits;
  for (const auto& row : schema::rule_book.limits) {
    const auto text = schema::rule_book.text(row.name);
    const bool account = text.ends_with(of_accounts);
    if (!account && !text.ends_with(end)) continue;
    const auto name = text.substr(0, text.find(middle));
    auto& statuses = limits.statuses.emplace_back();
    const auto kinds = criterion_kinds();
    const auto kind = std::ranges::find(kinds, name, [](const auto* k) { return k->name; });
    if (kind != kinds.end()) {
      statuses.push_back(criterion_status((*kind)->type));
      limits.rows.push_back({.name = text, .statuses = statuses});
      if (account) {
        limits.rows.back().scope = Description::Scope::account;
        limits.rows.back().together = together;
      }
    } else {
      for (const auto* k : criterion_kinds())
        if (k->concrete != nullptr) statuses.push_back(criterion_status(k->type));
      limits.rows.push_back({.name = text, .statuses = statuses, .group = name_in, .of = name});
    }
  }
  auto& targets = limits.statuses.emplace_back();
  for (const auto* k : criterion_kinds())
    if (schema::contains(*schema::find_set("criterion-targets"), k->name)) targets.push_back(criterion_status(k->type));
  limits.rows.push_back({.name = "target-criterions-per-customer",
                         .scope = Description::Scope::customer,
                         .together = together,
                         .statuses = targets});
  return limits;
}

const CriterionKind* kind_in(const object& item) {
  const auto* criterion = criterion_in(item);
  return criterion == nullptr ? nullptr : find_criterion_kind(criterion->contract_type);
}

std::string key(const object& item) {
  const auto* kind = kind_in(item);
  if (kind == nullptr || kind->value == nullptr) return {};
  const auto value = kind->value(*criterion_in(item));
  return value.empty() ? std::string() : criterion_key(kind->type, value, is_exclusion(item));
}

Error key_error(const object& item, bool twice) {
  const auto& kind = *kind_in(item);  // what has a key has a kind
  if (!twice) return kind.taken;
  if (kind.taken_in_call) return *kind.taken_in_call;
  return kind.taken == Error::CampaignServiceEntityAlreadyExists ? level_info(level_of(item)).twice : kind.taken;
}

void show(object& item, const Showing& s) {
  const auto* kind = kind_in(item);
  if (kind != nullptr && kind->show != nullptr) kind->show(const_cast<Criterion&>(*criterion_in(item)), s);
}

void refuse_erase(Erasure& e) {
  const auto& info = level_info(level_of(e.stored));
  const auto type = e.request == nullptr ? std::string_view() : criterion_type(*e.request);
  if (e.request != nullptr && !type_includes(type, name_in(e.stored))) {
    e.errors.add(info.other_kind, std::string(schema::text(schema::type_info(criterion_family(info.level)).name)) + ".Id.type",
                 std::string(e.field), std::string(name_in(e.stored)), std::string(type),
                 "the id of one that the CriterionType " + std::string(type) + " stands for");
    return;
  }
  if (const auto* kind = kind_in(e.stored); kind->refuse_erase != nullptr) kind->refuse_erase(e);
}

constexpr TypeId above_campaign[] = {Campaign::type_id};
constexpr TypeId above_ad_group[] = {AdGroup::type_id, Campaign::type_id};

Description description(CriterionLevel level, std::span<const Description::Limit> limits) {
  const auto& info = level_info(level);
  return {
      .type = criterion_family(level),
      .list_name = info.list_name,
      .id_sequence = info.id_sequence,
      .first_id = info.first_id,
      .ancestors = level == CriterionLevel::campaign ? std::span<const TypeId>(above_campaign) : above_ad_group,
      .parent_name = info.parent_name,
      .parent_of = criterion_parent,
      .unknown_parent = info.unknown_parent,
      .null_item = info.null_item,
      .unknown_id = info.unknown_id,
      .duplicate_id = info.duplicate_id,
      .other_type = info.other_sign,
      .deleted_id = info.deleted_id,
      .own_id =
          [](const object& item) {
            const auto* kind = kind_in(item);
            return kind != nullptr && kind->id_of_entity ? criterion_parent(item) : 0;
          },
      .key_error = key_error,
      .key_field = "Criterion",
      .key = key,
      .status = [](const object& item) { return criterion_status(criterion_in(item)->contract_type); },
      .decide = decide_criterion,
      .show = show,
      .refuse_erase = refuse_erase,
      .settle = settle_criterions,
      .limits = limits,
  };
}

}  // namespace

const EntityEngine& criterion_engine(CriterionLevel level) {
  static const auto campaign_limits = limits_of(level_info(CriterionLevel::campaign));
  static const auto ad_group_limits = limits_of(level_info(CriterionLevel::ad_group));
  static const auto of_campaigns = description(CriterionLevel::campaign, campaign_limits.rows);
  static const auto of_ad_groups = description(CriterionLevel::ad_group, ad_group_limits.rows);
  static const EntityEngine campaign_engine(of_campaigns), ad_group_engine(of_ad_groups);
  return level == CriterionLevel::campaign ? campaign_engine : ad_group_engine;
}

bool type_includes(std::string_view criterion_type, std::string_view name) {
  const auto* group = schema::find_set("criterion-group." + std::string(criterion_type));
  return group == nullptr ? criterion_type == name : schema::contains(*group, name);
}

std::string_view criterion_type(const object& request) {
  const auto& f = field_of(request.contract_type, "CriterionType");
  const auto flags = static_cast<const opt<std::int64_t>*>(member(request, f))->value_or(0);
  for (const auto& v : schema::values_of(schema::contract.enums[f.type]))
    if (static_cast<std::int64_t>(v.number) == flags) return schema::text(v.name);
  return {};
}

namespace {

/// The default intent, beside an entity's first target.
void add_location_intent(Settlement& s, const CriterionLevelInfo& info) {
  const auto& kind = *find_criterion_kind(LocationIntentCriterion::type_id);
  const auto intent_key = criterion_key(kind.type, kind.value(LocationIntentCriterion()), false);
  if (find_criterion(s.writer, info.level, s.parent.id, intent_key) != 0) return;
  if (!takes_criterion(info.level, kind, false, s.ancestors.of<Campaign>())) return;
  const auto save = [&](auto item, auto parent) {
    (*item).*parent = s.parent.id;
    item->id = s.parent.id;
    item->criterion = make<LocationIntentCriterion>();
    complete_new(*item);
    if constexpr (requires { item->forward_compatibility_map; }) item->forward_compatibility_map.set_empty();
    world::save_object(s.writer, criterion_rows(info.level),
                       {s.parent.id, s.parent.account, s.parent.id, criterion_status(kind.type), s.now.ticks(), intent_key, {}},
                       *item);
  };
  if (info.level == CriterionLevel::campaign) {
    save(make<BiddableCampaignCriterion>(), &CampaignCriterion::campaign_id);
  } else {
    save(make<BiddableAdGroupCriterion>(), &AdGroupCriterion::ad_group_id);
  }
}

}  // namespace

void settle_criterions(Settlement& s) {
  const auto& info = level_info(level_of(s.done.front().entity));
  for (const auto* kind : criterion_kinds())
    if (kind->settle != nullptr && std::ranges::any_of(s.done, [&](const auto& d) { return kind_in(d.entity) == kind; }))
      kind->settle(s, info.level);
  const auto& targets = *schema::find_set("criterion-targets");
  const bool any_target = std::ranges::any_of(s.done, [&](const auto& d) {
    return schema::contains(targets, kind_in(d.entity)->name) && s.writer.get(criterion_rows(info.level), d.id).has_value();
  });
  if (s.added && any_target) add_location_intent(s, info);
}

}  // namespace adsbox::services
