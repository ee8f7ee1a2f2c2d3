// AppealEditorialRejections.
#include <algorithm>
#include <set>
#include <utility>

#include "services/campaign_management/editorial.h"
#include "services/campaign_management/editorial_subjects.h"
#include "services/entity/limits.h"
#include "services/partial_errors.h"
#include "services/services.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

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

/// An entity of the request, and what of it is looked at again.
struct Appealed {
  std::int64_t id = 0;
  std::vector<Reviewed> reviewed;
};

bool objected_to(const Reviewed& one) {
  return !one.outcome.findings.empty();
}
bool appealable(const Reviewed& one) {
  return objected_to(one) && one.outcome.appeal != AppealStatus::NotAppealable;
}

/// An appeal of each that was objected to; healthy ones are passed over.
std::expected<std::vector<Appealed>, Failure> to_appeal(Call& call, store::Reader& r,
                                                        const AppealEditorialRejectionsRequest& request,
                                                        std::vector<ErrorValue>& errors) {
  std::vector<Appealed> out;
  const auto type = *request.entity_type;
  const auto& asked = request.entity_id_to_parent_id_associations;
  std::set<std::pair<std::int64_t, std::int64_t>> named;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const int index = static_cast<int>(i);
    if (call.inject(index, errors)) continue;
    const auto field = "EntityIdToParentIdAssociations[" + std::to_string(i) + "]";
    ItemErrors item(errors, index);
    const auto id = asked[i] ? asked[i]->entity_id.value_or(0) : 0;
    if (asked[i] && !named.emplace(id, asked[i]->parent_id.value_or(0)).second) {
      item.add(Error::CampaignServiceDuplicateEntity, "Appeal.EntityId.once", field, std::to_string(id), "each once",
               "each entity once in a call");
      continue;
    }
    auto found = find_reviewed(r, type, asked[i], call.customer_account_id, call.now);
    if (!found) {
      item.add(Error::CampaignServiceInvalidEntity, "Appeal.EntityId.exists", field, std::to_string(id), "",
               "EntityId of such an entity of the account, and ParentId of " + std::string(parent_in_words(type)));
      continue;
    }
    if (std::ranges::none_of(*found, objected_to)) continue;
    if (std::ranges::any_of(*found, appealable)) {
      std::erase_if(*found, [](const Reviewed& one) { return !appealable(one); });
      out.push_back({id, std::move(*found)});
      continue;
    }
    if (std::ranges::any_of(*found, [](const Reviewed& one) { return objected_to(one) && one.kept && one.kept->appealed_at; }))
      item.add(Error::CampaignServiceEditorialAppealEntityAlreadyAppealed, "Appeal.final", field, std::to_string(id),
               "one decision after an appeal", "an entity whose appeal was not decided; change it and it is reviewed again");
    else
      return fail(FaultKind::operation, Error::CampaignServiceEditorialValidationError,
                  {"Appeal.appealable", field, std::to_string(id), "AppealStatus Appealable",
                   "only entities whose AppealStatus is Appealable"});
  }
  return out;
}

/// What holds only for asset groups, of which a call takes fewer.
std::expected<void, Failure> check_count(const AppealEditorialRejectionsRequest& request) {
  if (*request.entity_type != EntityType::AssetGroup) return {};
  const auto& limit = schema::find_limit("editorial-appeals-of-asset-groups");
  const auto count = request.entity_id_to_parent_id_associations.size();
  if (static_cast<std::int64_t>(count) <= limit.value) return {};
  return fail(FaultKind::operation, static_cast<Error>(limit.error),
              {"AppealEditorialRejectionsRequest.EntityIdToParentIdAssociations.asset_groups", "EntityIdToParentIdAssociations",
               std::to_string(count), "1.." + std::to_string(limit.value), "fewer asset groups"});
}

Result<AppealEditorialRejections> appeal_editorial_rejections(Call& call, const AppealEditorialRejectionsRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  if (request.justification_text.view().find_first_not_of(" \t\r\n") == std::string_view::npos)
    return fail(FaultKind::operation, Error::CampaignServiceJustificationTextMissingForInlineAppeal,
                {"AppealEditorialRejectionsRequest.JustificationText.blank", "JustificationText", "(blank)", "1..1000",
                 "a reason in words"});
  if (auto ok = check_count(request); !ok) return std::unexpected(std::move(ok.error()));
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
    for (auto& appealed : *appeals) {
      for (auto& one : appealed.reviewed) {
        one.kept->appealed_at = call.now;
        one.kept->appeal_decided_at = after(call.now, times.appeal);
        one.kept->justification_text = request.justification_text;
        const auto id = one.row.id;
        world::save_object(w, review_kind(*one.entity), {id, one.row.account, id, 0, call.now.ticks(), {}, {}}, *one.kept);
      }
      internal::EditorialAppeal appeal;
      appeal.entity_id = appealed.id;
      const auto account = call.customer_account_id;
      world::save(w, store::RowView{w.next_id("editorial_appeal", 1), account, account, 0, call.now.ticks(), {}, {}}, appeal);
    }
    return true;
  });
  if (!done) return std::unexpected(std::move(done.error()));
  AppealEditorialRejectionsResponse response;
  response.partial_errors = partial_errors<BatchError>(call, std::move(errors));
  return response;
}

}  // namespace

void register_editorial_appeals(Registry& registry) {
  registry.add<AppealEditorialRejections>(appeal_editorial_rejections);
}

}  // namespace adsbox::services
