// Campaigns that share a budget or a bid strategy: how they are found, told and changed.
#pragma once

#include "adsbox/campaign_management.h"
#include "services/association/relations.h"
#include "services/entity/operations.h"
#include "world/entities.h"

namespace adsbox::services {

/// Changes each campaign that shares `owner`, as its owner changed or went.
template <class Change>
void change_sharers(store::Writer& w, const Relation& share, std::int64_t owner, DateTime now, Change&& change) {
  for (const auto id : sharers_of(w, share, owner)) {
    auto campaign = world::load<campaign_management::Campaign>(w, id);
    if (!campaign) continue;
    change(*campaign->value);
    campaign->modified = now.ticks();
    world::save(w, *campaign);
  }
}

/// Whether one more campaign may share what the member names; refuses it when not. `limit`: a row of schema/rules.
inline bool share_has_room(const Decision& d, const Relation& share, std::int64_t owner, std::string_view limit,
                           std::string_view field) {
  const auto& row = schema::find_limit(limit);
  const auto most = limit_of(d.world, row);
  const auto have = count_sharers(d.snapshot, share, owner);
  if (have < most) return true;
  d.refuse(static_cast<Error>(row.error), std::string(field) + ".room", field, std::to_string(owner), std::to_string(most),
           "one that fewer than " + std::to_string(most) + " campaigns share");
  return false;
}

/// GetCampaignIdsByXIds: the ids of the campaigns of each X, nil where there is no such X.
template <class Op, Engine engine, auto parent_id, auto ids>
Result<Op> list_sharers(Call& call, const typename Op::Request& request, const Relation& share) {
  const auto parent = open_request<parent_id>(call, request, engine);
  if (!parent) return std::unexpected(parent.error());
  using campaign_management::IdCollection;
  std::vector<bool> known((request.*ids).size());
  std::vector<ErrorValue> errors;
  engine().get(call, *parent, request.*ids, member_name(ids), errors,
               [&](int i, const box<object>&) { known[static_cast<std::size_t>(i)] = true; });
  typename Op::Response response;
  call.world.store().read([&](store::Reader& r) {
    for (std::size_t i = 0; i < known.size(); ++i) {
      if (!known[i]) {
        response.campaign_id_collection.push_back(box<IdCollection>(nil));
        continue;
      }
      auto found = make<IdCollection>();
      found->ids.set_empty();
      for (const auto id : sharers_of(r, share, (request.*ids)[i].value_or(0))) found->ids.push_back(id);
      response.campaign_id_collection.push_back(std::move(found));
    }
  });
  put_errors(call, response, std::move(errors));
  return response;
}

}  // namespace adsbox::services
