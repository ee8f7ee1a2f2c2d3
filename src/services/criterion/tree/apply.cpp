#include "services/criterion/tree/apply.h"

#include <algorithm>
#include <string>

#include "services/criterion/tree/actions.h"
#include "services/services.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

constexpr std::string_view list_name = "CriterionActions";

/// What is wrong with an action before it is known what it acts on.
void check_action(const Call& call, const box<AdGroupCriterionAction>& action, int index, std::vector<ErrorValue>& errors) {
  call.inject(index, errors);
  ItemErrors found(errors, index);
  const Path item{nullptr, list_name, index}, path{&item, "AdGroupCriterion"};
  if (!action) {
    found.add(Error::CampaignServiceAdGroupCriterionActionNull, "AdGroupCriterionAction.nil", item.text(), "(nil)", "not nil",
              "an action");
    return;
  }
  validate(*action, nullptr, {.mode = Mode::add, .account_header = call.customer_account_id, .shallow = true}, item, found);
  const auto* sent = action->ad_group_criterion.get();
  if (sent != nullptr && sent->ad_group_id.value_or(0) <= 0)
    found.add(Error::CampaignServiceInvalidAdGroupId, "AdGroupCriterion.AdGroupId.required", Path{&path, "AdGroupId"}.text(),
              sent->ad_group_id ? std::to_string(*sent->ad_group_id) : "", "positive", "the id of the tree's ad group");
}

/// The ad group that the actions name; 0: none names one.
std::expected<std::int64_t, Failure> ad_group_of(const list<box<AdGroupCriterionAction>>& actions) {
  std::int64_t id = 0;
  for (std::size_t i = 0; i < actions.size(); ++i) {
    if (!actions[i] || !actions[i]->ad_group_criterion) continue;
    const auto named = actions[i]->ad_group_criterion->ad_group_id.value_or(0);
    if (named <= 0) continue;
    if (id != 0 && named != id) {
      const Path item{nullptr, list_name, static_cast<int>(i)}, path{&item, "AdGroupCriterion"};
      return fail(FaultKind::operation, Error::CampaignServiceCriterionActionsAdGroupLimitExceeded,
                  {"AdGroupCriterion.AdGroupId.one", Path{&path, "AdGroupId"}.text(), std::to_string(named),
                   "one ad group a call", "the id of the actions before it, " + std::to_string(id)});
    }
    id = named;
  }
  return id;
}

/// Nothing when the account has no such ad group.
std::optional<Ancestors> ad_group_and_campaign(store::Reader& r, std::int64_t id, std::int64_t account) {
  auto group = world::load<AdGroup>(r, id);
  if (!group || group->account != account) return {};
  auto campaign = world::load<Campaign>(r, group->parent);
  if (!campaign) return {};
  std::vector<box<object>> above;
  above.push_back(std::move(group->value));
  above.push_back(std::move(campaign->value));
  return Ancestors(std::move(above));
}

Failure no_such_ad_group(const Call& call, std::int64_t id) {
  return fail(FaultKind::operation, Error::CampaignServiceInvalidAdGroupId,
              {"AdGroupCriterion.AdGroupId.exists", std::string(list_name), std::to_string(id),
               "of account " + std::to_string(call.customer_account_id),
               "the id of one of the account's ad groups, which was not deleted"})
      .error();
}

/// Each action of a failed call has an error.
void add_related(std::vector<ErrorValue>& errors, std::size_t actions) {
  std::vector<bool> failed(actions);
  int first = static_cast<int>(actions);
  for (const auto& e : errors) {
    failed[static_cast<std::size_t>(e.index)] = true;
    first = std::min(first, e.index);
  }
  for (std::size_t i = 0; i < actions; ++i)
    if (!failed[i])
      ItemErrors(errors, static_cast<int>(i))
          .add(Error::CampaignServiceRelatedProductPartitionActionError, "AdGroupCriterionAction.together",
               Path{nullptr, list_name, static_cast<int>(i)}.text(), "nothing wrong with it", "all actions or none",
               "no error in the other actions: " + Path{nullptr, list_name, first}.text() + " has one");
  std::ranges::stable_sort(errors, {}, &ErrorValue::index);
}

}  // namespace

std::expected<TreeOutcome, Failure> apply_tree_actions(Call& call, const TreeKind& kind,
                                                       const list<box<AdGroupCriterionAction>>& actions) {
  const auto id = ad_group_of(actions);
  if (!id) return std::unexpected(id.error());
  TreeOutcome outcome;
  for (std::size_t i = 0; i < actions.size(); ++i) check_action(call, actions[i], static_cast<int>(i), outcome.errors);
  std::optional<Failure> failure;
  const auto account = identity::find_account(call.world, call.customer_account_id);
  if (*id != 0)
    call.world.store().write([&](store::Writer& w) {
      const auto above = ad_group_and_campaign(w, *id, account == nullptr ? 0 : account->id);
      if (!above) {
        failure = no_such_ad_group(call, *id);
        return false;
      }
      const TreePlace place{above->of<Campaign>(), above->of<AdGroup>()};
      if (auto fits = kind.check_place(place); !fits) {
        failure = std::move(fits.error());
        return false;
      }
      TreeActions steps({call, kind, w, place, *above, {*id, account->id}, *account, list_name}, outcome.errors);
      steps.judge(actions);
      if (!outcome.errors.empty()) return false;
      outcome.ids = steps.save();
      return true;
    });
  if (failure) return std::unexpected(std::move(*failure));
  if (!outcome.errors.empty()) add_related(outcome.errors, actions.size());
  return outcome;
}

void register_criterion_trees(Registry& registry) {
  registry.add<ApplyProductPartitionActions>(apply_operation<ApplyProductPartitionActions, product_partitions>);
  registry.add<ApplyHotelGroupActions>(apply_operation<ApplyHotelGroupActions, hotel_groups>);
}

}  // namespace adsbox::services
