"""Calls that fail as a whole: no such parent, nothing in a list, too much in it, a wrong type of criterion."""
import engine
from call import Call
from world import KINDS

PARENT = {"Campaign": "AccountId", "AdGroup": "CampaignId", "Keyword": "AdGroupId", "Ad": "AdGroupId", "Budget": None, "Label": None, "BidStrategy": None}
PLURAL = {"Campaign": "Campaigns", "AdGroup": "AdGroups", "Keyword": "Keywords", "Ad": "Ads", "Budget": "Budgets", "Label": "Labels",
          "BidStrategy": "BidStrategies"}
NO_PARENT = {"AdGroup": "CampaignServiceInvalidCampaignId", "Keyword": "CampaignServiceInvalidAdGroupId", "Ad": "CampaignServiceInvalidAdGroupId",
             "Campaign": "UserIsNotAuthorized"}
# Whole-call errors of a list that is empty, and of one that is too long.
LISTS = {"Campaign": ("CampaignServiceCampaignsArrayShouldNotBeNullOrEmpty", "CampaignServiceCampaignsArrayExceedsLimit"),
         "AdGroup": ("CampaignServiceAdGroupsArrayShouldNotBeNullOrEmpty", "CampaignServiceAdGroupsArrayExceedsLimit"),
         "Keyword": ("CampaignServiceKeywordsArrayShouldNotBeNullOrEmpty", "CampaignServiceKeywordsArrayExceedsLimit"),
         "Ad": ("CampaignServiceAdsArrayShouldNotBeNullOrEmpty", "CampaignServiceAdsArrayExceedsLimit"),
         "Budget": ("CampaignServiceBudgetsNullOrEmpty", "CampaignServiceBudgetBatchLimitExceeded"),
         "Label": ("CampaignServiceLabelsListIsNullOrEmpty", "CampaignServiceLabelBatchLimitExceeded"),
         "BidStrategy": ("NullArrayArgument", "CampaignServiceBatchLimitExceeded")}
IDS = {"Campaign": ("CampaignServiceCampaignIdsArrayShouldNotBeNullOrEmpty", "CampaignServiceCampaignIdsArrayExceedsLimit"),
       "AdGroup": ("CampaignServiceAdGroupIdsArrayShouldNotBeNullOrEmpty", "CampaignServiceAdGroupIdsArrayExceedsLimit"),
       "Keyword": ("CampaignServiceKeywordIdsArrayShouldNotBeNullOrEmpty", "CampaignServiceKeywordIdsArrayExceedsLimit"),
       "Ad": ("CampaignServiceAdIdsArrayShouldNotBeNullOrEmpty", "CampaignServiceAdIdsArrayExceedsLimit"),
       "Budget": ("CampaignServiceIdsNotPassed", "CampaignServiceBudgetBatchLimitExceeded"),
       "Label": ("CampaignServiceLabelsListIsNullOrEmpty", "CampaignServiceLabelIdsBatchLimitExceeded"),
       "BidStrategy": ("CampaignServiceIdsNotPassed", "CampaignServiceBatchLimitExceeded")}
SERVICE, CRITERIONS, IDS_OF = "CampaignService", "CampaignServiceAdGroupCriterions", "CampaignServiceAdGroupCriterionId"
NO_CRITERIONS, NO_IDS = CRITERIONS + "NullOrEmpty", IDS_OF + "ArrayNullOrEmpty"
# Operation: its list, an item of it, how many it takes, errors when there are none and too many. None: none is not an error, or it was asked already.
# The rest of a request is said with it: $Campaign, $AdGroup and $Account stand for the id of one of the caller's.
CAMPAIGN, GROUP = {"CampaignId": "$Campaign"}, {"AdGroupId": "$AdGroup"}
MORE_LISTS = (
    ("AddCampaignCriterions", "CampaignCriterions", None, 100, "CampaignCriterionsNullOrEmpty", "CampaignCriterionsLimitExceeded", {"CriterionType": "Targets"}),
    ("UpdateCampaignCriterions", "CampaignCriterions", None, 100, "CampaignCriterionsNullOrEmpty", "CampaignCriterionsLimitExceeded",
     {"CriterionType": "Targets"}),
    ("DeleteCampaignCriterions", "CampaignCriterionIds", 1, 100, "CampaignCriterionIdArrayNullOrEmpty", "CampaignCriterionIdsLimitExceeded",
     {**CAMPAIGN, "CriterionType": "Targets"}),
    ("GetCampaignCriterionsByIds", "CampaignCriterionIds", 1, 100, None, "CampaignCriterionIdsLimitExceeded", {**CAMPAIGN, "CriterionType": "Age"}),
    ("AddAdGroupCriterions", "AdGroupCriterions", None, 1000, NO_CRITERIONS, CRITERIONS + "EntityLimitExceeded", {"CriterionType": "Targets"}),
    ("UpdateAdGroupCriterions", "AdGroupCriterions", None, 1000, NO_CRITERIONS, CRITERIONS + "EntityLimitExceeded", {"CriterionType": "Targets"}),
    ("DeleteAdGroupCriterions", "AdGroupCriterionIds", 1, 1000, NO_IDS, IDS_OF + "ListExceedsLimit", {**GROUP, "CriterionType": "Targets"}),
    ("GetAdGroupCriterionsByIds", "AdGroupCriterionIds", 1, 1000, None, IDS_OF + "ListExceedsLimit", {**GROUP, "CriterionType": "Age"}),
    ("ApplyProductPartitionActions", "CriterionActions", None, 5000, SERVICE + "AdGroupCriterionActionsNullOrEmpty", CRITERIONS + "EntityLimitExceeded", {}),
    ("ApplyHotelGroupActions", "CriterionActions", None, 5000, SERVICE + "AdGroupCriterionActionsNullOrEmpty", CRITERIONS + "EntityLimitExceeded", {}),
    ("SetLabelAssociations", "LabelAssociations", None, 100, None, SERVICE + "LabelAssociationsBatchLimitExceeded", {"EntityType": "Campaign"}),
    ("DeleteLabelAssociations", "LabelAssociations", None, 100, None, SERVICE + "LabelAssociationsBatchLimitExceeded", {"EntityType": "Keyword"}),
    ("GetLabelAssociationsByEntityIds", "EntityIds", 1, 100, None, SERVICE + "EntityBatchLimitExceeded", {"EntityType": "Ad"}),
    ("GetLabelAssociationsByLabelIds", "LabelIds", 1, 1, None, SERVICE + "LabelIdsBatchLimitExceeded", {"EntityType": "AdGroup"}),
    ("AddNegativeKeywordsToEntities", "EntityNegativeKeywords", None, 1, SERVICE + "NegativeKeywordEntitiesNotPassed",
     SERVICE + "NegativeKeywordsEntityLimitExceeded", {}),
    ("GetNegativeKeywordsByEntityIds", "EntityIds", 1, 1, SERVICE + "IdsNotPassed", SERVICE + "EntityBatchLimitExceeded", {"EntityType": "Campaign"}),
    ("GetCampaignsByIds", "CampaignIds", 1, 100, SERVICE + "CampaignIdsArrayShouldNotBeNullOrEmpty", SERVICE + "CampaignIdsArrayExceedsLimit",
     {"AccountId": "$Account"}),
    ("GetAdGroupsByIds", "AdGroupIds", 1, 1000, SERVICE + "AdGroupIdsArrayShouldNotBeNullOrEmpty", SERVICE + "AdGroupIdsArrayExceedsLimit", CAMPAIGN),
    ("GetKeywordsByIds", "KeywordIds", 1, 1000, SERVICE + "KeywordIdsArrayShouldNotBeNullOrEmpty", SERVICE + "KeywordIdsArrayExceedsLimit", GROUP),
    ("GetAdsByIds", "AdIds", 1, 20, SERVICE + "AdIdsArrayShouldNotBeNullOrEmpty", SERVICE + "AdIdsArrayExceedsLimit", {**GROUP, "AdTypes": ["Product"]}),
    ("GetBudgetsByIds", "BudgetIds", 1, 100, None, SERVICE + "BudgetBatchLimitExceeded", {}),
    ("GetCampaignIdsByBudgetIds", "BudgetIds", 1, 100, None, SERVICE + "BudgetBatchLimitExceeded", {}),
    ("GetLabelsByIds", "LabelIds", 1, 1000, None, SERVICE + "LabelIdsBatchLimitExceeded", {}),
    ("SetAccountProperties", "AccountProperties", None, None, "NullArrayArgument", None, {}),
)
# What CriterionType must not say: writes name the group (Targets), reads the type itself.
WRONG_TYPES = (("AddCampaignCriterions", "CampaignCriterions", "Age", "CampaignCriterionTypeInvalid"),
               ("AddCampaignCriterions", "CampaignCriterions", "Targets, Webpage", "CampaignCriterionTypeInvalid"),
               ("AddAdGroupCriterions", "AdGroupCriterions", "Location", SERVICE + "InvalidAdGroupCriterionCriterionTypeFilter"),
               ("UpdateAdGroupCriterions", "AdGroupCriterions", "ProductPartition", SERVICE + "InvalidAdGroupCriterionCriterionTypeFilter"),
               ("GetCampaignCriterionsByIds", "CampaignCriterionIds", "Targets", "CampaignCriterionTypeInvalid"),
               ("GetAdGroupCriterionsByIds", "AdGroupCriterionIds", "Targets", SERVICE + "InvalidAdGroupCriterionCriterionTypeFilter"))


class CallsRefused:
    def refused(self, account, _):
        """Calls that fail as a whole: no such parent, nothing in the list, too much in it."""
        rng = self.rng
        kind, what = rng.choice(list(PLURAL)), rng.choice(("Add", "Update", "Delete"))
        own = parent = self.parent_of(kind, account)
        if parent is None:
            return None
        way = rng.choice(("parent", "empty", "long") if PARENT[kind] else ("empty", "long"))
        one = 1 if what == "Delete" else {"Type": "ResponsiveSearch", "Id": 1} if kind == "Ad" else {"Id": 1}
        if way == "parent":
            parent = self.foreign({"AdGroup": "Campaign"}.get(kind, "AdGroup"), account) if kind != "Campaign" else next(
                a for a in self.accounts if a != account)
            sent, code = [one], NO_PARENT[kind]
        else:
            sent = [] if way == "empty" else [one] * (KINDS[kind].most + 1)
            code = (IDS if what == "Delete" else LISTS)[kind][way == "long"]
        body = ({PARENT[kind]: parent} if PARENT[kind] else {}) | {f"{kind}Ids" if what == "Delete" else PLURAL[kind]: sent}
        return Call(what + PLURAL[kind], account, kind, parent, body, 1, lambda w: engine.Outcome(fault=[code]), None, ((kind, own),))

    def lists(self, account, _):
        """Other lists that are empty, absent or too long."""
        rng = self.rng
        if rng.random() < 0.2:
            operation, name, kind, code = rng.choice(WRONG_TYPES)
            row = self.row_of("AdGroup" if "AdGroup" in operation else "Campaign", account)
            body = {name: [None] if operation[0] in "AU" else None, "CriterionType": kind}
            if row and operation.startswith("Get"):
                body["AdGroupId" if "AdGroup" in operation else "CampaignId"] = row.id
            return row and self.whole(operation, account, body, code)
        operation, name, item, most, empty, long, more = rng.choice(MORE_LISTS)
        codes = [(way, code) for way, code in (([], empty), (None, empty), ([item] * ((most or 0) + 1), long)) if code]
        sent, code = rng.choice(codes)
        body = {name: sent}
        for member, value in more.items():
            if value in ("$Campaign", "$AdGroup"):
                row = self.row_of(value[1:], account)
                if row is None:
                    return None
                value = row.id
            body[member] = account if value == "$Account" else value
        return self.whole(operation, account, body, code)

    def whole(self, operation, account, body, code):
        return Call(operation, account, "Whole", account, body, 1, lambda w: engine.Outcome(fault=[code]), None, (("Label", account),))
