// AddNegativeKeywordsToEntities, DeleteNegativeKeywordsFromEntities, GetNegativeKeywordsByEntityIds.
#include "adsbox/campaign_management.h"
#include "adsbox/internal.h"
#include "services/entity/fields.h"
#include "services/entity/normalise.h"
#include "services/entity/operations.h"
#include "services/services.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

/// Without blanks around, one between words.
std::string single_spaced(std::string_view s) {
  std::string out;
  for (const char c : s) {
    const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!blank)
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

/// Text and match type together.
std::string key(const object& o) {
  const auto& k = static_cast<const NegativeKeyword&>(o);
  const auto words = single_spaced(fold_case(k.text.view()));
  if (words.empty() || !k.match_type) return {};
  return words + '\t' + describe(field_of(NegativeKeyword::type_id, "MatchType"), &k.match_type);
}

void decide_negative_keyword(Decision& d) {
  const auto& sent = static_cast<const NegativeKeyword&>(d.sent);
  if (sent.text && keyword_key(sent.text.view()).empty())
    d.refuse(Error::CampaignServiceInvalidNegativeKeyword, "Text.empty", "Text", sent.text.str(), "at least one word",
             "a text with a letter or digit");
}

constexpr TypeId campaign_above[] = {Campaign::type_id};
constexpr TypeId ad_group_above[] = {AdGroup::type_id, Campaign::type_id};
constexpr TypeId of_campaigns[] = {internal::CampaignNegativeKeyword::type_id};
constexpr TypeId of_ad_groups[] = {internal::AdGroupNegativeKeyword::type_id};
constexpr Description::Limit campaign_limits[] = {
    {"negative-keywords-per-campaign"}, {"negative-keywords-per-account", nullptr, Description::Scope::account, of_ad_groups}};
constexpr Description::Limit ad_group_limits[] = {
    {"negative-keywords-per-ad-group"}, {"negative-keywords-per-account", nullptr, Description::Scope::account, of_campaigns}};

Description description(std::span<const TypeId> above, std::span<const Description::Limit> limits, TypeId rows) {
  return {
      .type = NegativeKeyword::type_id,
      .list_name = "EntityNegativeKeywords[0].NegativeKeywords",  // a call has one entity
      .id_sequence = "negative_keyword",
      .first_id = 79'000'000'001,
      .ancestors = above,
      .parent_name = "EntityId",
      .unknown_parent = Error::CampaignServiceEntityIdInvalid,
      .null_item = Error::CampaignServiceInvalidNegativeKeyword,
      .unknown_id = Error::CampaignServiceInvalidNegativeKeywordId,
      .duplicate_id = Error::CampaignServiceNegativeKeywordDuplicateFound,
      .deleted_id = Error::CampaignServiceNegativeKeywordDeleted,
      .key_taken_on_add = Error::CampaignServiceNegativeKeywordAlreadyExists,
      .key_taken_on_update = Error::CampaignServiceNegativeKeywordAlreadyExists,
      .key_twice = Error::CampaignServiceDuplicateNegativeKeyword,
      .key_field = "Text",
      .key = key,
      .decide = decide_negative_keyword,
      .limits = limits,
      .rows = rows,
  };
}

const EntityEngine& engine_of(std::string_view entity_type) {
  static const auto campaigns = description(campaign_above, campaign_limits, of_campaigns[0]);
  static const auto ad_groups = description(ad_group_above, ad_group_limits, of_ad_groups[0]);
  static const EntityEngine campaign_engine(campaigns), ad_group_engine(ad_groups);
  return entity_type == "Campaign" ? campaign_engine : ad_group_engine;
}

/// The engine and parent of an item of a request, checked: nothing, and an error of the item, when something is wrong with it.
std::optional<std::pair<const EntityEngine*, Parent>> open_item(Call& call, const box<EntityNegativeKeyword>& item,
                                                                std::vector<ErrorValue>& errors) {
  const Path path{nullptr, "EntityNegativeKeywords", 0};
  ItemErrors found(errors, 0);
  if (!item) {
    found.add(Error::CampaignServiceNegativeKeywordEntityNull, "EntityNegativeKeyword.nil", path.text(), "(nil)", "not nil",
              "an object");
    return {};
  }
  validate(*item, nullptr, {.mode = Mode::add, .shallow = true}, path, found);
  if (found.any()) return {};
  const auto& engine = engine_of(item->entity_type.view());
  const auto id = item->entity_id.value_or(0);
  const auto field = Path{&path, "EntityId"}.text();
  const auto parent = engine.parent(call, id);
  if (!parent) {
    found.add(Error::CampaignServiceEntityIdInvalid, "EntityNegativeKeyword.EntityId.exists", field, std::to_string(id),
              "of account " + std::to_string(call.customer_account_id), "the id of one of the account's, which was not deleted");
    return {};
  }
  bool smart = false;
  call.world.store().read([&](store::Reader& r) {
    const auto above = engine.ancestors(r, parent->id);
    const auto* campaign = above.find<Campaign>();
    smart = campaign != nullptr && campaign->sub_type == "ShoppingSmartAds";
  });
  if (smart) {
    found.add(Error::NotSupportedForThisCampaignType, "EntityNegativeKeyword.EntityId.fits", field, "ShoppingSmartAds", "",
              "a campaign that is not a smart shopping one: those take no negative keywords");
    return {};
  }
  return std::pair(&engine, *parent);
}

/// Errors of the parts of the call's only item.
std::vector<ErrorValue> of_parts(std::vector<ErrorValue> errors) {
  for (auto& e : errors) {
    e.nested_index = e.index;
    e.index = 0;
  }
  return errors;
}

Result<AddNegativeKeywordsToEntities> add_negative_keywords(Call& call, const AddNegativeKeywordsToEntitiesRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  AddNegativeKeywordsToEntitiesResponse response;
  std::vector<ErrorValue> errors;
  const auto& item = request.entity_negative_keywords[0];
  if (const auto place = open_item(call, item, errors)) {
    auto ids = make<IdCollection>();
    ids->ids.set_empty();
    for (const auto id : place->first->add(call, place->second, items_of(item->negative_keywords), errors))
      ids->ids.push_back(id == 0 ? opt<std::int64_t>(nil) : opt(id));
    response.negative_keyword_ids.push_back(std::move(ids));
    errors = of_parts(std::move(errors));
  } else {
    response.negative_keyword_ids.push_back(box<IdCollection>(nil));
  }
  response.nested_partial_errors = nested_errors<BatchErrorCollection, BatchError>(call, std::move(errors));
  return response;
}

Result<DeleteNegativeKeywordsFromEntities> delete_negative_keywords(Call& call,
                                                                    const DeleteNegativeKeywordsFromEntitiesRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  DeleteNegativeKeywordsFromEntitiesResponse response;
  std::vector<ErrorValue> errors;
  const auto& item = request.entity_negative_keywords[0];
  if (const auto place = open_item(call, item, errors)) {
    list<opt<std::int64_t>> ids;
    for (const auto& k : item->negative_keywords) ids.push_back(k ? k->id.value_or(0) : 0);
    place->first->erase(call, place->second, ids, "EntityNegativeKeywords[0].NegativeKeywords", errors);
    errors = of_parts(std::move(errors));
  }
  response.nested_partial_errors = nested_errors<BatchErrorCollection, BatchError>(call, std::move(errors));
  return response;
}

Result<GetNegativeKeywordsByEntityIds> get_negative_keywords(Call& call, const GetNegativeKeywordsByEntityIdsRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  const auto& engine = engine_of(request.entity_type.view());
  GetNegativeKeywordsByEntityIdsResponse response;
  std::vector<ErrorValue> errors;
  for (std::size_t i = 0; i < request.entity_ids.size(); ++i) {
    const int index = static_cast<int>(i);
    const auto id = request.entity_ids[i].value_or(0);
    response.entity_negative_keywords.push_back(box<EntityNegativeKeyword>(nil));
    if (call.inject(index, errors)) continue;
    auto parent = engine.parent(call, id);
    // The campaign that is said to hold the ad group must be its own.
    const auto in = request.entity_type == "AdGroup" ? request.parent_entity_id.value_or(0) : 0;
    bool inside = parent.has_value();
    if (parent && in != 0)
      call.world.store().read([&](store::Reader& r) {
        const auto row = r.get(world::kind_of<AdGroup>(), id);
        inside = row && row->parent == in;
      });
    if (!inside) {
      ItemErrors(errors, index)
          .add(Error::CampaignServiceEntityIdInvalid, "GetNegativeKeywordsByEntityIds.EntityIds.exist",
               Path{nullptr, "EntityIds", index}.text(), std::to_string(id),
               in != 0 ? "in campaign " + std::to_string(in) : "of account " + std::to_string(call.customer_account_id),
               "the id of one of the account's, in the campaign that ParentEntityId names");
      continue;
    }
    auto found = make<EntityNegativeKeyword>();
    found->entity_id = id;
    found->entity_type = request.entity_type;
    found->negative_keywords.set_empty();
    engine.all(call, *parent,
               [&](box<object> o) { found->negative_keywords.push_back(downcast<NegativeKeyword>(std::move(o))); });
    response.entity_negative_keywords[i] = std::move(found);
  }
  put_errors(call, response, std::move(errors));
  return response;
}

}  // namespace

void register_negative_keywords(Registry& registry) {
  registry.own({"negative_keywords",
                {.records = with_deleted(world::kinds_of<internal::CampaignNegativeKeyword, internal::AdGroupNegativeKeyword>()),
                 .sequences = {"negative_keyword"}}});
  registry.add<AddNegativeKeywordsToEntities>(add_negative_keywords);
  registry.add<DeleteNegativeKeywordsFromEntities>(delete_negative_keywords);
  registry.add<GetNegativeKeywordsByEntityIds>(get_negative_keywords);
}

}  // namespace adsbox::services
