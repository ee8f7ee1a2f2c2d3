"""Targets by kind: what they say, where they may be, which bids they take. The documentation's matrices as a table."""
import dataclasses

DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
MINUTES = ("Zero", "Fifteen", "Thirty", "FortyFive")
INTERVAL, OVERLAP = "CampaignServiceDayTimeTargetBidIntervalInvalid", "CampaignServiceDayTimeTargetBidsIntervalOverlap"


@dataclasses.dataclass(frozen=True)
class Target:
    members: tuple        # its own; an update may repeat them
    judge: object         # of the criterion: what is wrong with it
    wrong_bid: str
    campaign: tuple       # types of campaigns that have it
    group: tuple          # types of campaigns whose ad groups have it
    not_campaign: tuple = ()  # the same for exclusions
    not_group: tuple = ()
    least: int = -90      # of the bid
    most: int = 900
    bids: bool = True     # whether a bid is heard; else it is 0
    needs_bid: bool = True    # on update
    known: object = None      # whether the criterion is about something of a list; looked at where it may be
    unknown: str = None       # the error when it is not
    more: object = None       # of the criterion: members that the service tells


def one_of(member, values, error):
    def judge(criterion):
        value = criterion.get(member)
        return [] if value is not None and str(value) in values else [error]
    return judge


def day_time(c):
    wrong = [] if c.get("Day") in DAYS else ["CampaignServiceDayTimeTargetInvalid"]
    hours, minutes = (c.get("FromHour"), c.get("ToHour")), (c.get("FromMinute"), c.get("ToMinute"))
    wrong += ["CampaignServiceDayTimeTargetInvalid" for value in hours + minutes if value is None]
    bad = [INTERVAL for value, most in zip(hours, (23, 24)) if value is not None and not 0 <= value <= most]
    if not bad and not wrong and (minutes_of(c, "From") >= minutes_of(c, "To") or minutes_of(c, "To") > 24 * 60):
        bad = [INTERVAL]
    return wrong + bad


def minutes_of(c, end):
    """Since midnight."""
    if c.get(end + "Hour") is None or c.get(end + "Minute") is None:
        return 0
    return c[end + "Hour"] * 60 + MINUTES.index(c[end + "Minute"]) * 15


def radius(c):
    wrong = []
    for member, most, error in (("LatitudeDegrees", 85, "CampaignServiceInvalidLatitude"), ("LongitudeDegrees", 180, "CampaignServiceInvalidLongitude")):
        if c.get(member) is None or abs(c[member]) > most:
            wrong.append(error)
    if len(c.get("Name") or "") > 50:
        wrong.append("CampaignServiceInvalidTargetName")
    if c.get("RadiusUnit") is None:
        return wrong + ["CampaignServiceRadiusUnitInvalid"]
    if c.get("Radius") is None or not 1 <= c["Radius"] <= (500 if c["RadiusUnit"] == "Miles" else 800):
        wrong.append("CampaignServiceInvalidLocationTarget")
    return wrong


AGES = ("EighteenToTwentyFour", "TwentyFiveToThirtyFour", "ThirtyFiveToFourtyNine", "FiftyToSixtyFour", "SixtyFiveAndAbove")
DEVICES = ("Computers", "Smartphones", "Tablets")
LOCATIONS = ("190", "188", "32", "137", "4126", "9010943")
WITHIN = {"4126": "190", "9010943": "190"}  # locations in which others of the list lie
NO_PMAX = ("Search", "Shopping", "Audience", "Hotel", "App")
ALL = (*NO_PMAX, "PerformanceMax")
TARGETS = {
    "Age": Target(("AgeRange",), one_of("AgeRange", (*AGES, "Unknown"), "CampaignServiceInvalidAgeTarget"),
                  "CampaignServiceInvalidAgeTargetBidAdjustment", ("Search", "Shopping"), ("Search", "Shopping", "Audience"),
                  not_group=("Search", "Shopping", "Audience")),
    "Gender": Target(("GenderType",), one_of("GenderType", ("Male", "Female", "Unknown"), "CampaignServiceInvalidGenderTarget"),
                     "CampaignServiceInvalidGenderTargetBidAdjustment", ("Search", "Shopping"), ("Search", "Shopping", "Audience"),
                     not_group=("Audience",)),
    "Device": Target(("DeviceName",), one_of("DeviceName", DEVICES, "CampaignServiceInvalidDeviceTarget"),
                     "CampaignServiceInvalidDeviceTargetBidAdjustment", ("Search", "Shopping", "Audience", "App"), NO_PMAX, least=-100),
    "DayTime": Target(("Day", "FromHour", "FromMinute", "ToHour", "ToMinute"), day_time, "CampaignServiceDayTimeTargetBidAdjustmentInvalid", ALL, NO_PMAX),
    "Location": Target(("LocationId",), one_of("LocationId", LOCATIONS, "CampaignServiceInvalidLocationId"),
                       "CampaignServiceInvalidLocationTargetBidAdjustment", ALL, NO_PMAX, ALL, NO_PMAX),
    "Radius": Target(("LatitudeDegrees", "LongitudeDegrees", "Name", "Radius", "RadiusUnit"), radius, "InvalidBidMultiplier", ALL,
                     NO_PMAX),
}

HOTEL_TARGETS = {}  # hotel_targets.py


def target_of(kind):
    return TARGETS.get(kind) or HOTEL_TARGETS.get(kind)


def kind_of(criterion):
    return criterion["Type"].removesuffix("Criterion")


def criterion_type(criterion):
    """By which it is read, and limited."""
    return criterion["ProfileType"] if criterion["Type"] == "ProfileCriterion" else kind_of(criterion)


def shown(criterion):
    """Its own members as an answer has them."""
    kind = kind_of(criterion)
    target = target_of(kind)
    view = {"Type": criterion["Type"]} | {m: said(m, criterion.get(m)) for m in target.members}
    return view | {"Location": {"EnclosedLocationIds": None}, "Device": {"OSName": None}}.get(kind, {}) | (target.more(view) if target.more else {})


def said(member, value):
    """A value as it is kept: longs are texts on the wire, days have no time."""
    if value is not None and member in ("StartDate", "EndDate"):
        return value[:10] + "T00:00:00"
    return str(value) if value is not None and (member == "Radius" or member.endswith("Id")) else value


def identity(view):
    """What makes it the same target as another."""
    kind = kind_of(view)
    return (kind, *(view[m] for m in target_of(kind).members if m != "Name"))


def overlaps(a, b):
    return a["Day"] == b["Day"] and minutes_of(a, "From") < minutes_of(b, "To") and minutes_of(b, "From") < minutes_of(a, "To")
