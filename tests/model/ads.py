"""Ads of the types that can still be added: responsive search, app install, dynamic search, product and hotel ads."""
from ad_assets import assets_of, paths, shown_assets
from ad_groups import expired
from campaign_types import campaign_of, is_dynamic
from checks import Judged, fold
from engine import Kind

# Type: campaigns and ad groups that take it. None: ad groups there have no type.
PLACES = {"ResponsiveSearch": {"Search": "SearchStandard"}, "AppInstall": {"Search": "SearchStandard"}, "DynamicSearch": {"Search": "SearchDynamic"},
          "Product": {"Shopping": None}, "Hotel": {"Hotel": "HotelAds", "Search": "HotelAds"}}
DYNAMIC = "DynamicSearchAd"


def no_place(world, group, ad_type):
    """Why an ad group takes no ad of a type."""
    if ad_type not in PLACES:  # text and expanded text ads
        return "CampaignServiceAdTypeInvalid"
    row, campaign = world.store.get("AdGroup", group), campaign_of(world, "AdGroup", group)
    places = PLACES[ad_type]
    if campaign["CampaignType"] not in places:
        return "CampaignServiceAdTypeInvalidForCampaign"
    if places[campaign["CampaignType"]] != row.view["AdGroupType"]:
        if ad_type != "DynamicSearch":
            return "AdTypeInvalidForAdGroup"
        return (f"{DYNAMIC}NotAllowedForNonDynamicSearchAdsAdGroup" if is_dynamic(campaign)
                else f"CampaignService{DYNAMIC}NotAllowedForNonDynamicSearchAdsCampaign")
    return "CampaignServiceAdGroupExpired" if expired(world, row.view) else None


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
                   "AppInstall": ("AppPlatform", "AppStoreId", "Text", "Title"), "DynamicSearch": ("Path1", "Path2", "Text", "TextPart2"),
                   "Product": ("PromotionalText",), "Hotel": ()}
    # What only one ad of an ad group has. Responsive ads may repeat, product and hotel ads, too.
    keys = {"AppInstall": ("AppPlatform", "AppStoreId", "Text", "Title"), "DynamicSearch": ("Path1", "Path2", "Text")}

    def key(self, view):
        names = self.keys.get(view["Type"])
        return names and (view["Type"], *(fold(view[name] or "") for name in names))

    def judge(self, world, sent, stored, row, account, parent, options):
        kind = sent["Type"]
        j = Judged(sent, stored, self.members + self.own_members.get(kind, ()))
        if j.adding:
            j.view |= {"ForwardCompatibilityMap": [], "EditorialStatus": None if kind == "Hotel" else "Active", "Type": kind}
            if (code := no_place(world, parent, kind)):
                j.refuse(code)
                j.keyed = False
                if kind not in PLACES:
                    return j
        j.id_is_refused("CampaignServiceAdIdIsNonNull")
        j.one_of("Status", ("Active", "Paused"), "CampaignServiceInvalidAdStatus", "Active")
        self.device(j, kind)
        if kind != "Product":
            j.urls(False)
        if kind in ("ResponsiveSearch", "AppInstall"):
            j.final_urls("CampaignServiceEditorialAdDestinationUrlBlank")
        getattr(self, kind)(j)
        return j

    @staticmethod
    def device(j, kind):
        device, app = j.sent.get("DevicePreference"), kind == "AppInstall"
        if device and not (app and device == 30001):
            j.refuse("InvalidAdDevicePreference" if app else "DevicePreferenceIncompatibleWithAdType")
        elif device is not None:
            j.view["DevicePreference"] = str(device)

    def ResponsiveSearch(self, j):
        assets_of(j)
        paths(j, "CampaignServiceResponsiveSearchAd")
        if (domain := j.sent.get("Domain")) is not None:
            j.view["Domain"] = domain or None

    def Product(self, j):
        text = j.sent.get("PromotionalText")
        if text is not None:
            j.view["PromotionalText"] = text or None

    def Hotel(self, j):
        """Nothing of its own."""

    def DynamicSearch(self, j):
        for member, blank, too_long in (("Text", "CampaignServiceEditorialAdTextBlank", "CampaignServiceTooMuchAdTextInText"),
                                        ("TextPart2", None, DYNAMIC + "TextPart2TooLong")):
            value = j.sent.get(member)
            if value is None and (blank is None or not j.adding):
                continue
            if not value and blank:
                j.refuse(blank)
                continue
            j.view[member] = value or None
            if "{keyword}" in value:
                j.refuse("SubstitutionNotSupportedForDynamicSearchAd", member)
            elif len(value) > 90:
                j.refuse(too_long, member)
        paths(j, DYNAMIC)

    def AppInstall(self, j):
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
        return shown_assets(world, row) if row.view["Type"] == "ResponsiveSearch" else row.view
