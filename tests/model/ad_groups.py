"""Ad groups of campaigns of all types."""
from campaign_types import LANGUAGES, TYPES, is_dynamic
from checks import Judged, fold
from engine import Kind
from settings import ad_group_settings

OPEN_END = (2050, 1, 2)
NETWORKS = ("OwnedAndOperatedAndSyndicatedSearch", "OwnedAndOperatedOnly")


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
        campaign_type, audience = campaign["CampaignType"], campaign["CampaignType"] == "Audience"
        j = Judged(sent, stored, self.members)
        if campaign_type == "PerformanceMax":  # it has asset groups
            j.refuse("NotSupportedForThisCampaignType")
            j.keyed = False
            return j
        if j.adding:
            j.view |= {"ForwardCompatibilityMap": [], "AdScheduleUseSearcherTimeZone": False, "AdRotation": {"EndDate": None, "StartDate": None,
                       "Type": "OptimizeForClicks"}, "CpcBid": {"Amount": 0.05}}
        j.id_is_refused("CampaignServiceIdShouldBeNullOnAdd")
        j.name("Name", 1, 256, "CampaignServiceInvalidAdGroupName")
        j.one_of("Status", ("Active", "Paused"), "CampaignServiceInvalidEntityState", "Paused")
        group_type = self.group_type(j, campaign)
        j.one_of("Network", NETWORKS, "CampaignServiceInvalidNetwork", NETWORKS[0])
        if audience:
            j.view |= {"Network": None, "PrivacyStatus": "Active"}
        j.takes("AdScheduleUseSearcherTimeZone")
        j.urls(True)
        if (rotation := sent.get("AdRotation")) is not None:
            j.view["AdRotation"] = j.view["AdRotation"] | {"Type": rotation["Type"]}
        j.bid("CpcBid", "CampaignServiceBidAmountsLessThanFloorPrice")
        if (sent.get("CpcBid") or {}).get("Amount") is not None:
            j.view["CpcBid"] = sent["CpcBid"]
        self.language(j, campaign, audience, group_type)
        self.dates(world, j)
        self.adjustment(j, audience, options)
        ad_group_settings(world, account, j, campaign_type)
        return j

    def group_type(self, j, campaign):
        wanted, kinds = j.sent.get("AdGroupType"), TYPES[campaign["CampaignType"]].groups
        wrong = None
        if wanted is None:
            if j.adding:
                j.view["AdGroupType"] = kinds[0] if kinds else None
        elif wanted not in ("SearchStandard", "SearchDynamic", "HotelAds"):
            wrong = "AdGroupTypeInvalid"
        elif not j.adding:
            wrong = "AdGroupTypeImmutable" if wanted != j.stored["AdGroupType"] else None
        elif wanted not in kinds:
            wrong = "InvalidAdGroupTypeForCampaignType"
        elif wanted == "SearchDynamic" and not is_dynamic(campaign):
            wrong = "CannotAddDynamicSearchAdGroupToCampaignWithoutDynamicSearchSettings"
        else:
            j.view["AdGroupType"] = wanted
        if wrong:
            j.refuse(wrong)
        return wanted if j.adding and wanted else j.view["AdGroupType"]

    def language(self, j, campaign, audience, group_type):
        language = j.sent.get("Language")
        if language is not None:
            if language not in ("", *LANGUAGES):  # empty: none
                return j.refuse("CampaignServiceInvalidLanguage")
            j.view["Language"] = language or None
        if audience:
            if language:
                j.refuse("AdGroupLanguageNotSupported")
        elif not j.view["Language"] and not campaign["Languages"] and TYPES[campaign["CampaignType"]].language and (
                group_type != "SearchDynamic"):  # dynamic ads have the language of the domain
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
