"""Campaigns of the types Search and Audience, and their ad groups."""
import strategies
from checks import Judged, fold
from engine import Kind

ZONES = ("PacificTimeUSCanadaTijuana", "EasternTimeUSCanada", "AmsterdamBerlinBernRomeStockholmVienna")
LANGUAGES = ("English", "German", "French", "Dutch", "Swedish", "Polish", "Japanese")
OPEN_END = (2050, 1, 2)
INHERIT = "InheritFromParent"
# What an audience campaign takes and a search campaign does.
SCHEMES = {"Search": ("EnhancedCpc", "ManualCpc", "MaxClicks"), "Audience": ("ManualCpc", "EnhancedCpc")}


class Campaigns(Kind):
    name, most = "Campaign", 100
    null, unknown, twice = "CampaignServiceNullCampaign", "CampaignServiceInvalidCampaignId", "CampaignServiceDuplicateCampaignIds"
    taken_on_add, taken_on_update = "CampaignServiceCannotCreateDuplicateCampaign", "CampaignServiceCampaignAlreadyExists"
    limits = (("campaigns-per-account", "CampaignServiceMaximumCampaignsReached", "parent"),)
    members = ("AudienceAdsBidAdjustment", "BiddingScheme", "BudgetType", "DailyBudget", "ExperimentId", "FinalUrlSuffix", "Id", "Name", "Status",
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
        if strategies.join(world, j, account):
            j.view["BiddingScheme"] = j.view["BiddingScheme"] or {"Type": "EnhancedCpc"}  # of one that is refused anyway
        else:
            self.scheme(j)
        targets_only = ("TargetSetting",) if j.view["CampaignType"] == "Audience" else ("TargetSetting", "ResponsiveSearchAdsSetting")
        j.settings(targets_only, ("Audience",), "CampaignInvalidTargetSetting")
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

    def scheme(self, j):
        scheme, campaign_type = j.sent.get("BiddingScheme"), j.view["CampaignType"]
        if scheme is None:
            if j.adding:
                j.view["BiddingScheme"] = {"Type": SCHEMES[campaign_type][0]}
            return
        if scheme["Type"] == INHERIT:
            return j.refuse("InheritFromParentBiddingSchemeNotAllowedForCampaign")
        if scheme["Type"] not in SCHEMES[campaign_type]:
            return j.refuse("UnsupportedBiddingScheme")
        if scheme["Type"] == "MaxClicks":
            before = (j.stored or {}).get("BiddingScheme") or {}
            bid = scheme.get("MaxCpc")
            j.view["BiddingScheme"] = {"Type": "MaxClicks", "MaxCpc": bid if bid is not None else before.get("MaxCpc")}
            return None
        kept = "EnhancedCpc" if campaign_type == "Search" else scheme["Type"]
        j.view["BiddingScheme"] = {"Type": kept}
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
        elif j.adding and not audience:
            j.view["AudienceAdsBidAdjustment"] = 0


def day(date):
    return (date["Year"], date["Month"], date["Day"])


def day_of(date):
    return (date.year, date.month, date.day)


def expired(world, ad_group):
    """The view of an ad group whose last day is over."""
    return ad_group["EndDate"] is not None and day(ad_group["EndDate"]) < day_of(world.today)


def is_day(date):
    lengths = (31, 29 if date["Year"] % 4 == 0 else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return 1 <= date["Month"] <= 12 and 1 <= date["Day"] <= lengths[date["Month"] - 1]


class AdGroups(Kind):
    name, most = "AdGroup", 1000
    null, unknown, twice = "CampaignServiceNullAdGroup", "CampaignServiceInvalidAdGroupId", "CampaignServiceDuplicateInAdGroupIds"
    taken_on_add = taken_on_update = "CampaignServiceCannotCreateDuplicateAdGroup"
    limits = (("ad-groups-per-campaign", "CampaignServiceMaximumAdGroupsReached", "parent"),)
    members = ("AdRotation", "AudienceAdsBidAdjustment", "CpcBid", "EndDate", "FinalUrlSuffix", "Id", "Language", "Name", "Network", "PrivacyStatus",
               "Settings", "StartDate", "Status", "TrackingUrlTemplate", "UrlCustomParameters", "AdScheduleUseSearcherTimeZone", "AdGroupType")

    def key(self, view):
        return fold(view["Name"])

    def judge(self, world, sent, stored, row, account, parent, options):
        campaign = world.store.get("Campaign", parent).view
        audience = campaign["CampaignType"] == "Audience"
        j = Judged(sent, stored, self.members)
        if j.adding:
            j.view |= {"ForwardCompatibilityMap": [], "AdScheduleUseSearcherTimeZone": False, "AdRotation": {"EndDate": None, "StartDate": None,
                       "Type": "OptimizeForClicks"}, "CpcBid": {"Amount": 0.05}, "AdGroupType": None if audience else "SearchStandard"}
        j.id_is_refused("CampaignServiceIdShouldBeNullOnAdd")
        j.name("Name", 1, 256, "CampaignServiceInvalidAdGroupName")
        j.one_of("Status", ("Active", "Paused"), "CampaignServiceInvalidEntityState", "Paused")
        j.one_of("Network", ("OwnedAndOperatedAndSyndicatedSearch", "OwnedAndOperatedOnly"), "CampaignServiceAdGroupInvalidMedium",
                 "OwnedAndOperatedAndSyndicatedSearch")
        if audience:
            j.view["Network"] = None
        j.takes("AdScheduleUseSearcherTimeZone")
        j.urls(True)
        if (rotation := sent.get("AdRotation")) is not None:
            j.view["AdRotation"] = j.view["AdRotation"] | {"Type": rotation["Type"]}
        j.bid("CpcBid", "CampaignServiceBidAmountsLessThanFloorPrice")
        if (sent.get("CpcBid") or {}).get("Amount") is not None:
            j.view["CpcBid"] = sent["CpcBid"]
        self.language(j, campaign, audience)
        self.dates(world, j)
        self.adjustment(j, audience, options)
        groups = ("Age", "Audience", "CompanyName", "Gender", "Industry", "JobFunction") if audience else ("Audience",)
        j.settings(("TargetSetting",), groups, "AdGroupInvalidTargetSetting")
        return j

    def language(self, j, campaign, audience):
        language = j.sent.get("Language")
        if language is not None:
            if language not in LANGUAGES and (language or j.adding):
                return j.refuse("CampaignServiceInvalidLanguage")
            j.view["Language"] = language or None
        if audience:
            if language:
                j.refuse("AdGroupLanguageNotSupported")
        elif not j.view["Language"] and not campaign["Languages"]:
            j.refuse("CampaignServiceMissingLanguage")
        return None

    def dates(self, world, j):
        start, end = j.sent.get("StartDate"), j.sent.get("EndDate")
        wrong = [d for d in (start, end) if d is not None and not is_day(d)]
        for _ in wrong:
            j.refuse("InvalidDateObject")
        if wrong:
            return None
        before, today = (j.stored or {}).get("StartDate"), day_of(world.today)
        j.takes("StartDate", "EndDate")
        if j.view["StartDate"] is None:
            j.view["StartDate"] = dict(zip(("Year", "Month", "Day"), today))
        if j.view["EndDate"] is not None and day(j.view["EndDate"]) >= OPEN_END:
            j.view["EndDate"] = None
        start_day = day(j.view["StartDate"])
        moves = start is not None and (before is None or day(before) != start_day)
        if moves and before is not None and day(before) <= today:
            return j.refuse("CampaignServiceCannotUpdateAdGroupInSubmittedState")
        if moves and start_day < today:
            return j.refuse("CampaignServiceAdGroupStartDateLessThanCurrentDate")
        if (moves or end is not None) and j.view["EndDate"] is not None and day(j.view["EndDate"]) <= start_day:
            return j.refuse("CampaignServiceAdGroupEndDateShouldBeAfterStartDate")
        if not j.adding and expired(world, j.stored) and expired(world, j.view):
            j.refuse("CampaignServiceCannotUpdateAdGroupInExpiredState")
        return None

    def adjustment(self, j, audience, heard):
        if not j.adding and not heard:
            return
        value = j.sent.get("AudienceAdsBidAdjustment")
        if value is not None and not -100 <= value <= 900:
            return j.refuse("InvalidAudienceAdsBidAdjustmentValue")
        if value and audience:
            return j.refuse("NotSupportedForThisCampaignType")
        j.view["AudienceAdsBidAdjustment"] = value
        return None

    def shown(self, world, row):
        status = "Expired" if expired(world, row.view) else row.view["Status"]
        return {**row.view, "BiddingScheme": world.inherited(row.parent), "Status": status}
