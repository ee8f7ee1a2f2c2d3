"""What the types of campaigns have and take: the documentation's matrices as tables."""
import dataclasses


@dataclasses.dataclass(frozen=True)
class CampaignType:
    schemes: tuple           # bidding schemes; the first is that of a campaign which names none
    settings: tuple          # that it may have
    needed: str = None       # the one that it must have
    manual: bool = True      # whether ManualCpc stays what it is, and does not become EnhancedCpc
    groups: tuple = ()       # types of its ad groups; the first is the default. None: they have no type
    language: bool = False   # whether an ad group needs a language when the campaign has none


# Schemes that look at conversions. Those with a target are stored as those without one.
CONVERSIONS = ("MaxConversions", "TargetCpa", "MaxConversionValueBiddingScheme", "TargetRoasBiddingScheme")
STORED_AS = {"TargetCpa": "MaxConversions", "TargetRoasBiddingScheme": "MaxConversionValueBiddingScheme"}
TYPES = {
    "Search": CampaignType(("EnhancedCpc", "ManualCpc", "MaxClicks", *CONVERSIONS, "TargetImpressionShareBiddingScheme"), ("TargetSetting", "ResponsiveSearchAdsSetting", "DynamicSearchAdsSetting"),
                           manual=False, groups=("SearchStandard", "SearchDynamic", "HotelAds"), language=True),
    "Shopping": CampaignType(("EnhancedCpc", "ManualCpc", "MaxClicks", *CONVERSIONS[2:]), ("TargetSetting", "ShoppingSetting"), "ShoppingSetting", manual=False,
                             language=True),
    "Audience": CampaignType(("ManualCpc", "EnhancedCpc", *CONVERSIONS[:2]), ("TargetSetting",)),
    "Hotel": CampaignType(("ManualCpc", "PercentCpcBiddingScheme", "CommissionBiddingScheme"), ("TargetSetting",), groups=("HotelAds",)),
    "PerformanceMax": CampaignType(("MaxConversions", "MaxConversionValueBiddingScheme"), ("PerformanceMaxSetting", "ShoppingSetting"), "PerformanceMaxSetting"),
    "App": CampaignType(("ManualCpaBiddingScheme",), ("TargetSetting", "AppSetting"), "AppSetting"),
}
LANGUAGES = ("English", "German", "French", "Dutch", "Swedish", "Polish", "Japanese")  # some of those that ads may have
ZONES = ("PacificTimeUSCanadaTijuana", "EasternTimeUSCanada", "AmsterdamBerlinBernRomeStockholmVienna")
DOMAIN_LANGUAGES = ("Dutch", "English", "French", "German", "Italian", "Spanish", "Swedish")
COUNTRIES = ("US", "DE", "GB", "FR")


def type_of(world, kind, id_):
    """The campaign type that an entity lives in; `kind` is Campaign or AdGroup."""
    return campaign_of(world, kind, id_)["CampaignType"]


def campaign_of(world, kind, id_):
    row = world.store.get(kind, id_)
    return row.view if kind == "Campaign" else world.store.get("Campaign", row.parent).view


def setting_of(view, name):
    return next((s for s in view["Settings"] or () if s["Type"] == name), None)


def is_dynamic(campaign):
    """A search campaign whose ad groups may be dynamic."""
    return campaign["CampaignType"] == "Search" and setting_of(campaign, "DynamicSearchAdsSetting") is not None
