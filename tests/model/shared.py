"""What campaigns share and what is put on them: budgets, labels, negative keywords, negative sites, properties of the account."""
import re

from checks import Judged, fold, words_of
from engine import Kind, Outcome
from store import Row


class Budgets(Kind):
    name, most = "Budget", 100
    null, unknown, twice = "CampaignServiceBudgetIsNull", "CampaignServiceBudgetIdInvalid", "CampaignServiceDuplicateBudgetId"
    taken_on_add = taken_on_update = "CampaignServiceDuplicateBudgetName"
    limits = (("budgets-per-account", "CampaignServiceBudgetEntityLimitExceeded", "parent"),)

    def key(self, view):
        return fold(view["Name"])

    def judge(self, world, sent, stored, row, account, parent, options):
        j = Judged(sent, stored, ("Amount", "BudgetType", "Id", "Name"))
        j.id_is_refused("CampaignServiceBudgetIdShouldBeNullOnAdd")
        j.name("Name", 1, 255, "CampaignServiceBudgetNameMissing", "CampaignServiceBudgetNameTooLong", "CampaignServiceBudgetNameInvalid")
        amount = sent.get("Amount")
        if amount is None:
            if j.adding:
                j.refuse("CampaignServiceBudgetAmountMissing")
        elif amount < 0.05 or amount * world.days_of_month() < 5:
            j.refuse("CampaignServiceBudgetAmountIsBelowLimit")
        elif amount * world.days_of_month() > 30e6:
            j.refuse("CampaignServiceBudgetAmountIsAboveLimit")
        else:
            j.view["Amount"] = amount
        if sent.get("BudgetType") is None and j.adding:
            j.refuse("CampaignServiceBudgetTypeCannotBeNullOnAdd")
        j.one_of("BudgetType", ("DailyBudgetStandard",), "CampaignServiceInvalidBudgetType")
        return j

    def refuses_delete(self, world, row):
        return "CampaignServiceBudgetIsSharedWithCampaigns" if world.sharers(row.account, row.id) else None

    def saved(self, world, before, row):
        if before is None or before.view["Amount"] == row.view["Amount"]:
            return
        for campaign in world.store.children("Campaign", row.account):
            if campaign.view["BudgetId"] == str(row.id):
                world.store.put("Campaign", Row(campaign.id, campaign.account, campaign.parent, campaign.key,
                                                {**campaign.view, "DailyBudget": row.view["Amount"]}))

    def shown(self, world, row):
        return {**row.view, "AssociationCount": world.sharers(row.account, row.id)}


class Labels(Kind):
    name, most = "Label", 100
    null, unknown, twice = "CampaignServiceLabelIsNull", "CampaignServiceLabelIdInvalid", "CampaignServiceDuplicateLabelId"
    taken_on_add = taken_on_update = "CampaignServiceLabelNameDuplicate"
    limits = (("labels-per-account", "CampaignServiceLabelsEntityLimitExceeded", "parent"),)

    def key(self, view):
        return view["Name"]

    def judge(self, world, sent, stored, row, account, parent, options):
        j = Judged(sent, stored, ("ColorCode", "Description", "Id", "Name"))
        j.name("Name", 1, 80, "CampaignServiceLabelNameInvalid", "CampaignServiceLabelNameLengthExceeded")
        description, color = sent.get("Description"), sent.get("ColorCode")
        if description is not None:
            if not description:
                j.refuse("CampaignServiceLabelDescriptionInvalid")
            elif len(description) > 200:
                j.refuse("CampaignServiceLabelDescriptionLengthExceeded")
            else:
                j.view["Description"] = description
        if color is not None:
            if re.fullmatch("#[0-9A-Fa-f]{6}", color):
                j.view["ColorCode"] = color
            else:
                j.refuse("CampaignServiceLabelColorCodeInvalid")
        return j

    def shown(self, world, row):
        # The service chooses a colour that nobody chose, once.
        return row.view if row.view["ColorCode"] else {**row.view, "ColorCode": world.color(row.id)}


LABELLED = ("Campaign", "AdGroup", "Ad", "Keyword")


def change_labels(world, account, entity_type, items, setting):
    """SetLabelAssociations and DeleteLabelAssociations."""
    errors, seen = [], set()
    for i, item in enumerate(items):
        if item is None:
            errors.append((i, "CampaignServiceLabelAssociationIsNull"))
            continue
        label, entity = int(item["LabelId"]), int(item["EntityId"])
        wrong = [code for kind, id_, code in (("Label", label, "CampaignServiceLabelIdInvalid"),
                                              (entity_type, entity, "CampaignServiceLabelAssociationEntityIdInvalid"))
                 if (row := world.store.get(kind, id_)) is None or row.account != account]
        if not wrong and (label, entity) in seen:
            wrong = ["CampaignServiceDuplicateLabelAssociation"]
        elif not wrong:
            seen.add((label, entity))
            key = (label, entity_type, entity)
            there = world.store.get("Labelled", key)
            on_entity = [k for k in world.labels_on(entity_type, entity)]
            if not setting and there is None:
                wrong = ["CampaignServiceLabelAssociationDoesNotExist"]
            elif not setting:
                world.store.drop("Labelled", key)
            elif there is None and len(on_entity) >= world.limits["labels-per-entity"]:
                wrong = ["CampaignServiceLabelAssociationsPerEntityLimitExceeded"]
            elif there is None:
                world.store.put("Labelled", Row(key, account, (entity_type, entity), None, {"EntityId": str(entity), "LabelId": str(label)}))
        errors += [(i, code) for code in wrong]
    return Outcome(errors=errors)


class NegativeKeywords(Kind):
    most = 20000
    null = "CampaignServiceInvalidNegativeKeyword"
    unknown, twice = "CampaignServiceInvalidNegativeKeywordId", "CampaignServiceNegativeKeywordDuplicateFound"
    taken_on_add, taken_in_call = "CampaignServiceNegativeKeywordAlreadyExists", "CampaignServiceDuplicateNegativeKeyword"

    def __init__(self, of):
        self.of, self.name = of, of + "Negative"
        self.own_limit = "negative-keywords-per-" + ("campaign" if of == "Campaign" else "ad-group")

    def key(self, view):
        return (fold(view["Text"]), view["MatchType"])

    def judge(self, world, sent, stored, row, account, parent, options):
        j = Judged(sent, stored, ("ForwardCompatibilityMap", "Id", "MatchType", "Text"))
        j.view["Type"] = "NegativeKeyword"
        text = sent.get("Text")
        if not text:
            j.refuse("CampaignServiceNegativeKeywordTextRequired")
            j.keyed = False
        elif len(text) > 100 or not words_of(text):
            j.refuse("CampaignServiceInvalidNegativeKeyword")
            j.keyed = False
        j.view["Text"] = text
        if not j.one_of("MatchType", ("Exact", "Phrase"), "CampaignServiceNegativeKeywordInvalidMatchType") or j.view["MatchType"] is None:
            if sent.get("MatchType") is None:
                j.refuse("CampaignServiceNegativeKeywordInvalidMatchType")
            j.keyed = False
        return j

    def full(self, world, row, view, account, parent):
        if world.store.count(self.name, parent) >= world.limits[self.own_limit]:
            return "CampaignServiceNegativeKeywordsLimitExceeded"
        have = sum(world.store.count_of_account(kind, account) for kind in ("CampaignNegative", "AdGroupNegative"))
        return "CampaignServiceNegativeKeywordsAccountLimitExceeded" if have >= world.limits["negative-keywords-per-account"] else None


def site_problem(site, own=False):
    """The error of a negative site, or the address as it is compared."""
    address = fold(site)
    address = re.sub("^https?://", "", address).rstrip("/")
    host, *directories = address.split("/")
    names = host.split(".")
    if len(names) < 2 or not all(re.fullmatch("[a-z0-9]([a-z0-9-]*[a-z0-9])?", n) for n in names):
        return "CampaignServiceInvalidNegativeSiteURL", None
    if len(names) > 5:
        return "CampaignServiceNegativeSiteURLExceedMaxSubDomains", None
    if len(directories) > 2:
        return "CampaignServiceNegativeSiteURLExceedMaxSubDirectories", None
    if not own and any(host == name or host.endswith("." + name) for name in ("bing.com", "msn.com", "live.com", "outlook.com", "microsoft.com")):
        return "CampaignServiceNegativeSiteCannotBeOwnedOrOperatedSite", None
    return None, address


def set_sites(world, account, of, parent, items):
    """SetNegativeSitesToCampaigns, SetNegativeSitesToAdGroups: `parent` is the account or the campaign."""
    unknown, twice, null = {"Campaign": ("CampaignServiceInvalidCampaignId", "CampaignServiceDuplicateCampaignIds", "CampaignServiceNullCampaign"),
                            "AdGroup": ("CampaignServiceInvalidAdGroupId", "CampaignServiceDuplicateInAdGroupIds", "CampaignServiceNullAdGroup")}[of]
    errors, seen = [], set()
    for i, item in enumerate(items):
        if item is None:
            errors.append((i, null))
            continue
        id_ = int(item[of + "Id"])
        if id_ > 0 and id_ in seen:
            errors.append((i, twice))
            continue
        seen.add(id_)
        row, codes, kept, addresses = world.store.get(of, id_), [], [], set()
        if row is None or row.parent != parent:
            codes.append(unknown)
        elif row.view.get("Network") == "OwnedAndOperatedOnly" and item["NegativeSites"]:  # wherever it is, it may have none
            codes.append("CampaignServiceAdGroupInvalidMedium")
        campaign = row if row is None or of == "Campaign" else world.store.get("Campaign", row.parent)
        audience = not codes and campaign.view["CampaignType"] == "Audience"
        for site in item["NegativeSites"] or ():
            problem, address = site_problem(site, audience)
            if problem:
                codes.append(problem)
            elif address not in addresses:
                addresses.add(address)
                kept.append(site)
        if codes:
            errors += [(i, code) for code in codes]
        elif kept:
            world.store.put(of + "Sites", Row(id_, account, id_, None, kept))
        elif world.store.get(of + "Sites", id_) is not None:
            world.store.drop(of + "Sites", id_)
    return Outcome(errors=errors)


# The properties that are asked for, and what they are before anybody set them.
PROPERTIES = {"TrackingUrlTemplate": None, "FinalUrlSuffix": None, "MSCLKIDAutoTaggingEnabled": "true", "AdClickParallelTracking": "true",
              "IncludeViewThroughConversions": "true", "ProfileExpansionEnabled": None, "BusinessAttributes": None}


def set_properties(world, account, items):
    """All of them or none."""
    codes, values = [], {}
    for item in items:
        name, value = item["Name"], item["Value"]
        if value is None:
            codes.append("InvalidValue")
        elif name in ("TrackingUrlTemplate", "FinalUrlSuffix"):
            j = Judged({name: value}, {"TrackingUrlTemplate": None, "FinalUrlSuffix": None}, ())
            j.urls(True)
            codes += j.codes
        elif name == "BusinessAttributes":
            if any(part not in ("Vegan", "Kosher", "FamilyOwned") for part in value.split(";") if part):
                codes.append("InvalidValue")
        elif value not in ("true", "false") or (name == "AdClickParallelTracking" and value == "false"):
            codes.append({"IncludeViewThroughConversions": "ViewThroughAccountSettingValueInvalid",
                          "ProfileExpansionEnabled": "ProfileExpansionSettingInvalid"}.get(name, "InvalidValue"))
        values[name] = value
    if codes:
        return Outcome(fault=codes)
    for name, value in values.items():
        if value:
            world.store.put("Property", Row((account, name), account, account, None, value))
        elif world.store.get("Property", (account, name)) is not None:
            world.store.drop("Property", (account, name))
    return Outcome()
