"""Keywords: in standard ad groups of search campaigns."""
from ad_groups import expired
from campaign_types import type_of
from checks import Judged, small, words_of
from engine import Kind


def no_place(world, group):
    """Why an ad group takes no keywords."""
    row, kind = world.store.get("AdGroup", group), type_of(world, "AdGroup", group)
    if kind == "Shopping":
        return "CampaignServiceEntityNotAllowedForShoppingCampaign"
    if row.view["AdGroupType"] == "SearchDynamic":
        return "EntityNotAllowedForDynamicSearchAdsAdGroup"
    if row.view["AdGroupType"] != "SearchStandard":
        return "NotSupportedForThisCampaignType"
    return "CampaignServiceAdGroupExpired" if expired(world, row.view) else None


class Keywords(Kind):
    name, most = "Keyword", 1000
    null, unknown, twice = "CampaignServiceNullKeyword", "CampaignServiceInvalidKeywordId", "CampaignServiceDuplicateInKeywordIds"
    twice_in_update, other_parent = "CampaignServiceDuplicateKeywordIdInRequest", "CampaignServiceKeywordDoesNotBelongToAdGroupId"
    taken_on_add = "CampaignServiceDuplicateKeyword"
    taken_on_update = "CampaignServiceKeywordAndMatchTypeCombinationAlreadyExists"
    limits = (("keywords-per-ad-group", "CampaignServiceMaxKeywordsReachedForAdGroup", "parent"),
              ("keywords-per-account", "CampaignServiceMaxKeywordsReachedForAccount", "account"))
    members = ("Bid", "DestinationUrl", "FinalAppUrls", "FinalMobileUrls", "FinalUrlSuffix", "FinalUrls", "Id", "MatchType", "Param1", "Param2",
               "Param3", "Status", "Text", "TrackingUrlTemplate", "UrlCustomParameters")

    def key(self, view):
        return (words_of(view["Text"]), view["MatchType"])

    def judge(self, world, sent, stored, row, account, parent, options):
        j = Judged(sent, stored, self.members)
        if j.adding:
            j.view |= {"ForwardCompatibilityMap": [], "EditorialStatus": "Active"}
            if (code := no_place(world, parent)):
                j.refuse(code)
                j.keyed = False  # the item as a whole is refused: nothing inside it is compared
            text = sent.get("Text")
            if not text or len(text) > 100 or not words_of(text):
                j.refuse("CampaignServiceInvalidKeywordText")
                j.keyed = False
            else:
                j.view["Text"] = small(text)
                if "hardcore porn" in words_of(text):
                    j.refuse("CampaignServiceForbiddenWordInKeywordText")
            if sent.get("MatchType") is None:
                j.refuse("MatchTypeInvalid")
                j.keyed = False
        elif sent.get("Text") and small(sent["Text"]) != stored["Text"]:
            j.refuse("CampaignServiceCannotChangeTextOnUpdate")
            j.keyed = False  # a text is refused once
        j.id_is_refused("CampaignServiceIdShouldBeNullOnAdd")
        j.takes("MatchType")
        j.one_of("Status", ("Active", "Paused"), "CampaignServiceInvalidKeywordStatus", "Active")
        for member, most in (("Param1", 1022), ("Param2", 70), ("Param3", 70)):
            if (value := sent.get(member)) is None:
                continue
            if len(value) > most:
                j.refuse("CampaignServiceInvalid" + member)
            else:
                j.view[member] = value or None
        j.bid("Bid", "CampaignServiceKeywordZeroBidAmountNotAllowed", "CampaignServiceInvalidBidAmounts")
        if (bid := sent.get("Bid")) is not None:
            j.view["Bid"] = bid if bid.get("Amount") is not None else None
        j.urls(False)
        j.final_urls()
        return j

    def shown(self, world, row):
        return {**row.view, "BiddingScheme": world.inherited(world.store.get("AdGroup", row.parent).parent)}
