"""Campaigns of the types Search, Shopping, Audience, Hotel, PerformanceMax and App."""
import strategies
from campaign_types import LANGUAGES, STORED_AS, TYPES, ZONES
from checks import Judged, fold
from engine import Kind
from settings import campaign_settings
from strategies import NO_BID

INHERIT = "InheritFromParent"
# Members of bidding schemes: which have them, the bounds and their error.
SCHEME_MEMBERS = {
    "MaxCpc": (("MaxClicks", "MaxConversions", "MaxConversionValueBiddingScheme", "TargetImpressionShareBiddingScheme"), None, None, None),
    "MaxPercentCpc": (("PercentCpcBiddingScheme",), 0.01, 1000, "ValueOutOfRange"),
    "CommissionRate": (("CommissionBiddingScheme",), 0, 100, "ValueOutOfRange"),
    "TargetCpa": (("MaxConversions",), 0.01, 1000, "TargetCpaLessThanOrEqualToZero"),
    "TargetRoas": (("MaxConversionValueBiddingScheme",), 0.01, 1000, "InvalidTargetRoasValue"),
    "TargetAdPosition": (("TargetImpressionShareBiddingScheme",), None, None, None),
    "TargetImpressionShare": (("TargetImpressionShareBiddingScheme",), 1, 100, "ValueOutOfRange"),
}


class Campaigns(Kind):
    name, most = "Campaign", 100
    null, unknown, twice = "CampaignServiceNullCampaign", "CampaignServiceInvalidCampaignId", "CampaignServiceDuplicateCampaignIds"
    taken_on_add, taken_on_update = "CampaignServiceCannotCreateDuplicateCampaign", "CampaignServiceCampaignAlreadyExists"
    limits = (("campaigns-per-account", "CampaignServiceMaximumCampaignsReached", "parent"),)
    members = ("AudienceAdsBidAdjustment", "BidStrategyScope", "BiddingScheme", "BudgetType", "DailyBudget", "ExperimentId", "FinalUrlSuffix", "Id", "Name", "Status",
               "SubType", "TimeZone", "TrackingUrlTemplate", "UrlCustomParameters", "CampaignType", "Settings", "BudgetId", "Languages",
               "AdScheduleUseSearcherTimeZone", "BidStrategyId")

    def key(self, view):
        return fold(view["Name"])

    def judge(self, world, sent, stored, row, account, parent, options):
        j = Judged(sent, stored, self.members)
        if j.adding:
            j.view |= {"ForwardCompatibilityMap": [], "AdScheduleUseSearcherTimeZone": False, "CampaignType": "Search"}
        j.id_is_refused("CampaignServiceIdShouldBeNullOnAdd")
        j.name("Name", 1, 128, "CampaignServiceInvalidCampaignName")
        j.one_of("Status", ("Active", "Paused"), "CampaignServiceInvalidCampaignStatus", "Paused")
        j.takes("AdScheduleUseSearcherTimeZone")
        j.urls(True)
        if sent.get("CampaignType") is not None:
            if not j.adding and sent["CampaignType"] != stored["CampaignType"]:
                j.refuse("CampaignServiceCampaignTypeImmutable")
                self.adjustment(j, False)
                self.languages(j, False)
                self.bounds(j)
                if None in (sent.get("Settings") or ()):
                    j.refuse("CampaignServiceInvalidSettingForCampaignType")
                for member, code in (("BudgetId", "CampaignServiceBudgetIdInvalid"), ("BidStrategyId", "CampaignServiceEntityIdInvalid")):
                    if (sent.get(member) or 0) < 0:
                        j.refuse(code)
                return j
            j.view["CampaignType"] = sent["CampaignType"]
        self.languages(j, True)
        self.zone(world, j, row)
        self.budget(world, j, account)
        self.bounds(j)
        if strategies.join(world, j, account):
            j.view["BiddingScheme"] = j.view["BiddingScheme"] or {"Type": "EnhancedCpc"}  # of one that is refused anyway
        else:
            self.scheme(j)
        campaign_settings(world, account, j)
        self.adjustment(j, True)
        return j

    def languages(self, j, type_known):
        languages, audience = j.sent.get("Languages"), j.view["CampaignType"] == "Audience"
        if languages:
            if any(language not in LANGUAGES + ("All",) for language in languages):
                return j.refuse("CampaignServiceInvalidLanguage")
            if len(set(languages)) < len(languages):
                return j.refuse("CampaignLanguageSpecifiedMoreThanOnce")
            j.view["Languages"] = languages
        if not type_known:
            return None
        if languages == []:
            if not j.adding and j.stored["Languages"]:
                return j.refuse("AllCampaignLanguagesCannotBeRemoved")
            j.view["Languages"] = None
        if audience and "All" not in (j.view["Languages"] or ()) and (j.adding or languages is not None):
            j.refuse("CampaignLanguageShouldIncludeAll")
        return None

    def zone(self, world, j, row):
        if j.adding:
            j.view["TimeZone"] = ZONES[0]
        zone = j.sent.get("TimeZone")
        if not zone:
            return
        if zone not in ZONES:
            j.refuse("CampaignServiceTimeZoneValueInvalid")
        elif not j.adding and zone != j.stored["TimeZone"] and any(world.store.count(k, row.id) for k in ("AdGroup", "DeletedAdGroup")):
            j.refuse("CampaignServiceCannotChangeTimezoneOrStartDateWithActiveAdGroups")
        else:
            j.view["TimeZone"] = zone

    def budget(self, world, j, account):
        sent, view, before = j.sent, j.view, int((j.stored or {}).get("BudgetId") or 0)
        wanted = sent.get("BudgetId")
        if wanted is not None and wanted < 0:
            j.refuse("CampaignServiceBudgetIdInvalid")
            wanted = None
        id_ = before if wanted is None else wanted
        if id_ > 0:
            budget = world.store.get("Budget", id_)
            if budget is None or budget.account != account:
                return j.refuse("CampaignServiceBudgetIdInvalid")
            changes = [member for member, of_budget in (("DailyBudget", "Amount"), ("BudgetType", "BudgetType"))
                       if sent.get(member) is not None and sent[member] != budget.view[of_budget]]
            for _ in changes:
                j.refuse("CampaignServiceCannotUpdateSharedBudget")
            if changes:
                return None
            if id_ != before and world.sharers(account, id_) >= world.limits["campaigns-per-budget"]:
                return j.refuse("CampaignServiceBudgetEntityLimitExceeded")
            view |= {"BudgetId": str(id_), "DailyBudget": budget.view["Amount"], "BudgetType": budget.view["BudgetType"]}
            return None
        if before > 0 and sent.get("DailyBudget") is None:
            return j.refuse("CampaignServiceInvalidDailyBudget")
        view["BudgetId"] = None
        j.takes("BudgetType", "DailyBudget")
        if view["BudgetType"] is None:
            j.refuse("CampaignServiceInvalidBudgetType")
        if view["DailyBudget"] is None:
            j.refuse("CampaignServiceInvalidDailyBudget")
        if view["BudgetType"] not in (None, "DailyBudgetStandard") and view["CampaignType"] != "Audience":
            j.refuse("CampaignServiceInvalidBudgetType")
        unchanged = sent.get("DailyBudget") is None and sent.get("BudgetType") in (None, (j.stored or {}).get("BudgetType"))
        if view["DailyBudget"] is None or (not j.adding and unchanged):
            return None
        amount = view["DailyBudget"]
        if amount < 0.05 or not 5 <= amount * world.days_of_month() <= 30e6:
            j.refuse("CampaignServiceInvalidDailyBudget")
        return None

    @staticmethod
    def bounds(j):
        """Of a scheme that is not looked at otherwise, too."""
        for member, (_, least, most, error) in SCHEME_MEMBERS.items():
            value = (j.sent.get("BiddingScheme") or {}).get(member)
            if value is not None and error and not least <= value <= most:
                j.refuse(error)

    def scheme(self, j):
        scheme, campaign_type = j.sent.get("BiddingScheme"), TYPES[j.view["CampaignType"]]
        if scheme is None:
            if j.adding:
                j.view["BiddingScheme"] = {"Type": campaign_type.schemes[0]}
            return None
        kind, before = scheme["Type"], (j.stored or {}).get("BiddingScheme") or {}
        if kind == INHERIT:
            return j.refuse("InheritFromParentBiddingSchemeNotAllowedForCampaign")
        if kind not in campaign_type.schemes:
            return j.refuse("UnsupportedBiddingScheme")
        if kind == "ManualCpc" and not campaign_type.manual:
            kind = "EnhancedCpc"
        kind = STORED_AS.get(kind, kind)
        view = {"Type": kind}
        if before.get("Type") != kind:
            before = {}  # another strategy: nothing of it is kept
        for member, (schemes, *_) in SCHEME_MEMBERS.items():
            if kind not in schemes:
                continue
            view[member] = scheme[member] if scheme.get(member) is not None else before.get(member)
            if view[member] == NO_BID:
                view[member] = None
        j.view["BiddingScheme"] = view
        return None

    def adjustment(self, j, type_known):
        value, audience = j.sent.get("AudienceAdsBidAdjustment"), j.view["CampaignType"] == "Audience"
        if value is not None and not -100 <= value <= 900:
            j.refuse("InvalidAudienceAdsBidAdjustmentValue")
            value = None
        if value is not None:
            if audience and value and type_known:
                j.refuse("NotSupportedForThisCampaignType")
            j.view["AudienceAdsBidAdjustment"] = value
        elif j.adding and j.view["CampaignType"] in ("Search", "Shopping"):
            j.view["AudienceAdsBidAdjustment"] = 0
