"""What lies in ad groups: keywords and responsive search ads."""
from campaigns import expired
from checks import Judged, fold, small, words_of
from engine import Kind


def no_place(world, group, wrong_campaign):
    """Why an ad group takes no more keywords or ads."""
    row = world.store.get("AdGroup", group)
    if world.store.get("Campaign", row.parent).view["CampaignType"] != "Search":
        return wrong_campaign
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
            if (code := no_place(world, parent, "NotSupportedForThisCampaignType")):
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


def host_of(url):
    host = url.split("://", 1)[1]
    for end in "/?#:":
        host = host.split(end, 1)[0]
    return host


def is_active_search_ad(view):
    return view["Type"] == "ResponsiveSearch" and view["Status"] == "Active"


class Ads(Kind):
    name, most = "Ad", 50
    null, unknown, twice = "CampaignServiceNullAd", "CampaignServiceInvalidAdId", "CampaignServiceDuplicateInAdIds"
    limits = (("ads-per-ad-group", "CampaignServiceMaxAdsReached", "parent"),)
    taken_on_add = taken_on_update = "CampaignServiceDuplicateAd"
    other_type = "CampaignServiceAdTypeDoesNotMatchExistingValue"
    members = ("AdFormatPreference", "DevicePreference", "FinalAppUrls", "FinalMobileUrls", "FinalUrlSuffix", "FinalUrls", "Id", "Status",
               "TrackingUrlTemplate", "UrlCustomParameters")
    own_members = {"ResponsiveSearch": ("Descriptions", "Domain", "Headlines", "Path1", "Path2"),
                   "AppInstall": ("AppPlatform", "AppStoreId", "Text", "Title")}
    assets = (("Headlines", "Headline", 3, 15, 30, ("Headline1", "Headline2", "Headline3"), ("Description1", "Description2")),
              ("Descriptions", "Description", 2, 4, 90, ("Description1", "Description2"), ("Headline1", "Headline2", "Headline3")))

    def judge(self, world, sent, stored, row, account, parent, options):
        j = Judged(sent, stored, self.members + self.own_members[sent["Type"]])
        app = sent["Type"] == "AppInstall"
        if j.adding:
            j.view |= {"ForwardCompatibilityMap": [], "EditorialStatus": "Active", "Type": sent["Type"]}
            if (code := no_place(world, parent, "CampaignServiceAdTypeInvalidForCampaign")):
                j.refuse(code)
                j.keyed = False
        j.id_is_refused("CampaignServiceAdIdIsNonNull")
        j.one_of("Status", ("Active", "Paused"), "CampaignServiceInvalidAdStatus", "Active")
        if sent.get("DevicePreference") and not (app and sent["DevicePreference"] == 30001):
            j.refuse("InvalidAdDevicePreference" if app else "DevicePreferenceIncompatibleWithAdType")
        elif sent.get("DevicePreference") is not None:
            j.view["DevicePreference"] = str(sent["DevicePreference"])
        j.urls(False)
        j.final_urls("CampaignServiceEditorialAdDestinationUrlBlank")
        if app:
            self.app(j)
            return j
        for asset in self.assets:
            self.list_of_assets(j, *asset)
        self.paths(j)
        if (domain := sent.get("Domain")) is not None:
            j.view["Domain"] = domain or None
        return j

    def key(self, view):
        """Responsive ads may repeat."""
        return None if view["Type"] != "AppInstall" else tuple(fold(view[name] or "") for name in self.own_members["AppInstall"])

    def app(self, j):
        prefix = "CampaignServiceAppInstallAd"
        for member, blank, wrong, changed in (
                ("AppPlatform", prefix + "AppPlatformNullOrEmpty", prefix + "AppPlatformInvalid", prefix + "UpdateAppPlatformChanged"),
                ("AppStoreId", prefix + "AppStoreIdIsNullOrEmpty", prefix + "AppStoreIdInvalid", prefix + "UpdateAppStoreIdChanged")):
            value = j.sent.get(member)
            if value is None and not j.adding:
                continue
            bad = value and (value not in ("iOS", "Android") if member == "AppPlatform" else set(value) & set(" /"))
            if not value:
                j.refuse(blank)
            elif member == "AppPlatform" and bad:
                j.refuse(wrong)
            else:
                j.view[member] = value  # what the ad would be is compared with others all the same
                if not j.adding and value != j.stored[member]:
                    j.refuse(changed)
                elif bad:
                    j.refuse(wrong)
        for member, longest in (("Text", 71), ("Title", 25)):
            value = j.sent.get(member)
            if value is None and not j.adding:
                continue
            if not value:
                j.refuse(f"CampaignServiceEditorialAd{member}Blank")
                continue
            j.view[member] = value
            if len(value) > longest:
                j.refuse(f"CampaignServiceTooMuchAdTextIn{member}", member)
        if j.view["Text"] and j.view["Title"] and len((j.view["Text"] + " " + j.view["Title"]).split()) < 3:
            j.refuse("CampaignServiceNotEnoughAdText", "Text")

    def list_of_assets(self, j, member, one, least, most, longest, places, others):
        links = j.sent.get(member)
        prefix = "CampaignServiceResponsiveSearchAd"
        if links is None or (links == [] and j.adding):
            if j.adding:
                j.refuse(f"{prefix}{member}NullOrEmpty")
            return None
        if None in links:
            return j.refuse(f"{prefix}Invalid{one}")
        if len(links) < least:
            return j.refuse(f"{prefix}{member}LessThanMinRequired")
        if len(links) > most:
            return j.refuse(f"{prefix}{member}MaxCountExceeded")
        seen, pinned, free, known, view = set(), set(), 0, True, []
        for link in links:
            text, pin = link["Asset"]["Text"], link.get("PinnedField")
            if not text.strip():
                j.refuse(f"{prefix}Invalid{one}")
            elif len(text) > longest:
                j.refuse(f"{prefix}{one}TooLong")
            elif fold(text) in seen:
                j.refuse(f"{prefix}Duplicate{member}")
            seen.add(fold(text))
            if not pin:
                free += 1
            elif pin in places:
                pinned.add(pin)
            else:
                known = False
                j.refuse(f"{prefix}{member}PinnedFieldMismatch" if pin in others else f"{prefix}PinnedFieldInvalid")
            view.append((text, pin or None))
        if known and len(pinned) + free < len(places):
            j.refuse(f"{prefix}{member}PinnedFieldMismatch")
        j.view[member] = view
        return None

    def paths(self, j):
        for member in ("Path1", "Path2"):
            value = j.sent.get(member)
            if value is None:
                continue
            if "/" in value:
                j.refuse(f"CampaignServiceResponsiveSearchAd{member}Invalid", member)
            elif len(value) > 15:
                j.refuse(f"CampaignServiceResponsiveSearchAd{member}TooLong", member)
            j.view[member] = value or None
        if j.view["Path2"] and not j.view["Path1"]:
            j.refuse("CampaignServiceResponsiveSearchAdPath2SetWithoutPath1", "Path2")

    def full(self, world, row, view, account, parent):
        if row is None and (code := super().full(world, row, view, account, parent)):
            return code
        if is_active_search_ad(view) and (row is None or not is_active_search_ad(row.view)):
            others = sum(is_active_search_ad(r.view) for r in world.store.children("Ad", parent))
            if others >= world.limits["active-responsive-search-ads-per-ad-group"]:
                return "CampaignServiceMaxActiveResponsiveSearchAdsPerAdGroupLimitReached"
        if row is None and world.store.count_of_account("Ad", account) >= world.limits["ads-per-account"]:
            return "CampaignServiceMaxAdsReachedForAccount"
        return None

    def shown(self, world, row):
        if row.view["Type"] == "AppInstall":
            return row.view
        view = dict(row.view)
        for member in ("Headlines", "Descriptions"):
            view[member] = [{"Asset": {"Type": "TextAsset", "Id": world.asset(row.account, text), "Name": None, "Text": text},
                             "AssetPerformanceLabel": None, "EditorialStatus": "Active", "PinnedField": pin} for text, pin in view[member]]
        if view["Domain"] is None:
            host = host_of(view["FinalUrls"][0])
            view["Domain"] = host[4:] if host.startswith("www.") else host
        return view
