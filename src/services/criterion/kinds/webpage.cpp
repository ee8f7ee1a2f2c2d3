// Webpage: the pages of a website that dynamic search ads are made of, or that campaigns keep away from.
#include <algorithm>
#include <vector>

#include "services/campaign_management/campaign_rules.h"
#include "services/campaign_management/editorial.h"
#include "services/criterion/kinds.h"
#include "services/entity/fields.h"
#include "services/entity/normalise.h"

namespace adsbox::services {

using namespace campaign_management;

namespace {

using Conditions = list<box<WebpageCondition>>;

std::string operand_of(const WebpageCondition& c) {
  return describe(field_of(WebpageCondition::type_id, "Operand"), &c.operand);
}

/// The operators that an operand goes with, the usual one first.
const schema::RuleSet* operators(const WebpageCondition& c) {
  return c.operand ? schema::find_set("webpage-operators." + operand_of(c)) : nullptr;
}

/// The usual one where the condition has none.
std::string operator_of(const WebpageCondition& c) {
  if (c.operator_) return describe(field_of(WebpageCondition::type_id, "Operator"), &c.operator_);
  const auto* known = operators(c);
  return known == nullptr ? std::string() : std::string(schema::rule_book.text(schema::values_of(*known)[0]));
}

void complete(WebpageCondition& c) {
  if (c.operator_ || operators(c) == nullptr) return;
  c.operator_ = operator_of(c) == "Contains" ? WebpageConditionOperator::Contains : WebpageConditionOperator::Equals;
}

std::string key_of(const WebpageCondition& c) {
  return operand_of(c) + '\t' + operator_of(c) + '\t' + fold_case(c.argument.view());
}

/// The conditions, whatever their order.
std::string key_of(const Conditions& conditions) {
  std::vector<std::string> keys;
  for (const auto& c : conditions)
    if (c) keys.push_back(key_of(*c));
  std::ranges::sort(keys);
  std::string key;
  for (const auto& k : keys) (key += k) += '\n';
  return key.empty() ? "All Webpages" : key;
}

std::string value(const Criterion& criterion) {
  const auto& parameter = static_cast<const Webpage&>(criterion).parameter;
  return parameter ? key_of(parameter->conditions) : std::string();
}

/// No longer than a name may be, so that an answer can be sent back.
std::string shortened(std::string name) {
  auto left = schema::find_limit("webpage-default-name").value;
  const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };  // a character, in UTF-8
  for (std::size_t i = 0; i < name.size(); ++i)
    if (begins(name[i]) && left-- == 0) name.resize(i);
  return name;
}

/// `Url contains flower and PageContent contains seattle`
std::string default_name(const Conditions& conditions) {
  std::string name;
  for (const auto& c : conditions) {
    if (!c) continue;
    if (!name.empty()) name += " and ";
    name += operand_of(*c) + ' ' + fold_case(operator_of(*c)) + ' ' + c->argument.str();
  }
  return name.empty() ? "All Webpages" : shortened(std::move(name));
}

/// Dynamic search ads, or a campaign that finds its pages by itself.
void decide_place(const CriterionDecision& d) {
  if (d.campaign.campaign_type == CampaignType::PerformanceMax || has_setting(d.campaign, DynamicSearchAdsSetting::type_id))
    return;
  d.refuse(Error::CampaignTypeIsNotDynamicSearchAdsCampaign, "campaign", "", "no DynamicSearchAdsSetting", "",
           "a campaign that has a DynamicSearchAdsSetting");
}

void decide_condition(const CriterionDecision& d, const WebpageCondition& c, std::string_view field, std::size_t count) {
  const auto* known = operators(c);
  if (known == nullptr) return;  // a rule row has refused the operand
  const auto at = [&](std::string_view member) { return std::string(field) + "." + std::string(member); };
  const auto operand = operand_of(c), is = operator_of(c);
  if (const auto* url_only = schema::find_set("webpage-operands.PerformanceMax");
      d.campaign.campaign_type == CampaignType::PerformanceMax && !schema::contains(*url_only, operand))
    d.refuse(Error::WebpageCriterionWebpageConditionOperandInvalid, "Parameter.Conditions.Operand.fits", at("Operand"), operand,
             names_in(*url_only), "one of " + names_in(*url_only) + " in a PerformanceMax campaign");
  if (!schema::contains(*known, is))
    d.refuse(Error::WebpageCriterionConditionInvalid, "Parameter.Conditions.Operator.fits", at("Operator"), is, names_in(*known),
             "an operator that goes with " + operand + ": " + names_in(*known));
  else if (operand == "Url" && is == "Equals" && count > 1)
    d.refuse(Error::WebpageCriterionConditionInvalid, "Parameter.Conditions.alone", field, operand + " " + is, "alone",
             "no other condition beside a whole Url");
}

void decide_conditions(const CriterionDecision& d, Conditions& conditions) {
  std::vector<std::string> seen;
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    if (!conditions[i]) continue;  // a rule row has refused it
    auto& c = *conditions[i];
    complete(c);
    const auto field = "Parameter.Conditions[" + std::to_string(i) + "]";
    decide_condition(d, c, field, conditions.size());
    if (!c.argument || !c.operand) continue;
    auto key = key_of(c);
    if (std::ranges::find(seen, key) != seen.end())
      d.refuse(Error::WebpageCriterionConditionsContainDuplicateValues, "Parameter.Conditions.unique", field, c.argument.str(),
               "each condition once", "different conditions");
    else
      seen.push_back(std::move(key));
  }
  if (d.negative && conditions.empty() && !d.broken("Parameter.Conditions"))
    d.refuse(Error::NegativeWebpageCriterionConditionIsNullOrEmpty, "Parameter.Conditions.negative", "Parameter.Conditions",
             "(absent)", "1..3", "at least one condition: an exclusion of all pages is none");
}

/// An update may repeat the conditions, nothing else.
void keep_conditions(const CriterionDecision& d, const Conditions& stored, Conditions& result) {
  const auto& sent = static_cast<const Webpage&>(d.sent).parameter;
  if (sent && !sent->conditions.empty()) {
    if (key_of(sent->conditions) != key_of(stored))
      d.refuse(Error::CannotUpdateCriterionForWebpageCriterion, "Parameter.Conditions.same", "Parameter.Conditions",
               default_name(sent->conditions), default_name(stored), "the stored conditions, or nil");
  }
  result = stored;
}

/// The landing page is the page that was found.
void decide_urls_of_item(const CriterionDecision& d) {
  if (!is_a(d.item.sent.contract_type, BiddableAdGroupCriterion::type_id)) return;
  const auto& item = static_cast<const BiddableAdGroupCriterion&>(d.item.sent);
  const auto refuse = [&](std::string_view member, std::size_t count) {
    d.item.refuse(Error::InvalidUpgradedUrlsForWebpageCriterion, std::string(member) + ".webpage", member,
                  std::to_string(count) + " items", "none", "nil: a webpage criterion takes a template and parameters only");
  };
  if (!item.final_urls.empty()) refuse("FinalUrls", item.final_urls.size());
  if (!item.final_mobile_urls.empty()) refuse("FinalMobileUrls", item.final_mobile_urls.size());
  if (!item.final_app_urls.empty()) refuse("FinalAppUrls", item.final_app_urls.size());
}

void decide(CriterionDecision& d) {
  const auto& sent = static_cast<const Webpage&>(d.sent);
  const auto* stored = static_cast<const Webpage*>(d.stored);
  auto& result = static_cast<Webpage&>(d.result);
  decide_urls_of_item(d);
  if (stored == nullptr) decide_place(d);
  if (stored != nullptr && !result.parameter) result.parameter = stored->parameter;
  if (!result.parameter) return;
  auto& parameter = *result.parameter;
  if (stored == nullptr) {
    decide_conditions(d, parameter.conditions);
  } else {
    keep_conditions(d, stored->parameter->conditions, parameter.conditions);
    // Nothing keeps the name, an empty one asks for the default.
    if (!sent.parameter || !sent.parameter->criterion_name) parameter.criterion_name = stored->parameter->criterion_name;
  }
  if (!parameter.conditions) parameter.conditions.set_empty();
  if (parameter.criterion_name.empty()) parameter.criterion_name = default_name(parameter.conditions);
  if (!d.negative) check_first_look(d.item);
  // What is left of refused conditions is not what was meant, and no conditions at all would be all webpages.
  if (stored == nullptr && d.item.touched("Criterion.Parameter.Conditions")) result.parameter.reset();
}

}  // namespace

extern const CriterionKind webpage_kind;
const CriterionKind webpage_kind{.type = Webpage::type_id,
                                 .name = "Webpage",
                                 .value = value,
                                 .taken = Error::WebpageCriterionAlreadyExists,
                                 .taken_by_opposite = Error::WebpageCriterionAlreadyExists,
                                 .has_urls = true,
                                 .decide = decide};

}  // namespace adsbox::services
