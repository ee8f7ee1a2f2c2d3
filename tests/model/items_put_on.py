"""Random items that are put on entities: targets, negative keywords and sites, properties of the account."""
from contexts import GENRES, PLACEMENTS, PROFILES, TOPICS
from spoiling import SPOILT, maybe, spoil, words
from targets import AGES, DAYS, DEVICES, LOCATIONS, TARGETS

KINDS_OF_TARGETS = (("Age", 4), ("Gender", 2), ("Device", 1), ("Location", 5), ("DayTime", 4), ("Radius", 3), ("Profile", 4), ("Placement", 0.3),
                    ("Topic", 0.3), ("Genre", 0.3))
AROUND_ADS = (*KINDS_OF_TARGETS, ("Placement", 5), ("Topic", 5))  # of audience campaigns


NONE = object()  # in place of a member that must not be nil, and is absent


def criterion(rng, kind, device=None):
    hour = rng.choice((0, 4, 8, 12, 16, 20))
    return {"Type": kind + "Criterion"} | {
        "Age": lambda: {"AgeRange": rng.choice((*AGES, "Unknown"))}, "Gender": lambda: {"GenderType": rng.choice(("Male", "Female"))},
        "Device": lambda: {"DeviceName": device or rng.choice(DEVICES)}, "Location": lambda: {"LocationId": rng.choice(LOCATIONS)},
        "DayTime": lambda: {"Day": rng.choice(DAYS), "FromHour": hour, "FromMinute": rng.choice(("Zero", "Zero", "Thirty")),
                            "ToHour": hour + rng.choice((4, 4, 2)), "ToMinute": "Zero"},
        "Radius": lambda: {"LatitudeDegrees": rng.choice((52.5, -33.25)), "LongitudeDegrees": rng.choice((13.4, 151.2)),
                           "Radius": rng.choice((1, 20, 500)), "RadiusUnit": rng.choice(("Miles", "Kilometers"))}
        | ({"Name": "Shop"} if rng.random() < 0.3 else {}),
        "Profile": lambda: profile(rng), "Placement": lambda: {"PlacementId": rng.choice(list(PLACEMENTS))},
        "Topic": lambda: {"TopicId": rng.choice(list(TOPICS))}, "Genre": lambda: {"GenreId": rng.choice(GENRES)}}[kind]()


def profile(rng):
    kind = rng.choice(list(PROFILES))
    return {"ProfileType": kind, "ProfileId": rng.choice(PROFILES[kind])}


def bad_criterion(rng, kind):
    """One member wrong, or missing."""
    bad = criterion(rng, kind)
    member, value = rng.choice({
        "Age": [("AgeRange", None)], "Gender": [("GenderType", "Unknown"), ("GenderType", None)],
        "Device": [("DeviceName", "Fridges"), ("DeviceName", None)], "Location": [("LocationId", "77777777"), ("LocationId", None)],
        "DayTime": [("Day", None), ("FromHour", 24), ("ToHour", 25), ("FromHour", -1), ("FromMinute", None), ("ToHour", 0)],
        "Radius": [("LatitudeDegrees", 85.5), ("LongitudeDegrees", -181), ("Radius", 0), ("Radius", 900), ("RadiusUnit", None), ("Name", "x" * 51),
                   ("LatitudeDegrees", None)],
        "Profile": [("ProfileId", NONE), ("ProfileId", "5"), ("ProfileType", NONE), ("ProfileType", "JobTitle")],
        "Placement": [("PlacementId", NONE), ("PlacementId", "11")], "Topic": [("TopicId", NONE), ("TopicId", "27"), ("TopicId", "0")],
        "Genre": [("GenreId", NONE)]}[kind])
    bad[member] = value
    return {name: value for name, value in bad.items() if value is not NONE}


def target(rng, of, parent, device, audience=False):
    """`device`: a device target of that name; None: any target. `audience`: in an audience campaign."""
    kind = "Device" if device else rng.choices(*zip(*(AROUND_ADS if audience else KINDS_OF_TARGETS)))[0]
    least = TARGETS[kind].least
    negative = rng.random() < (0.3 if kind == "Location" else 0.15 if kind == "Age" and of == "AdGroup" else 0.03)
    nowhere = not getattr(TARGETS[kind], ("not_" if negative else "") + {"Campaign": "campaign", "AdGroup": "group"}[of])
    item = {"Type": f"{'Negative' if negative else 'Biddable'}{of}Criterion", of + "Id": parent, "Criterion": criterion(rng, kind, device)}
    if not negative:
        maybe(rng, item, 0.7, "CriterionBid", lambda: {"Type": "BidMultiplier", "Multiplier": rng.choice((0, 10, least, 900, -50))})
    return spoil(rng, item, [("Criterion", None), ("Id", 7), ("Criterion", bad_criterion(rng, kind)), ("Criterion", bad_criterion(rng, kind))] + (
        [] if negative else [("CriterionBid", {"Type": "BidMultiplier", "Multiplier": rng.choice((-101, 901))}),
                             ("CriterionBid", {"Type": "FixedBid", "Amount": 1}), ("CriterionBid", {"Type": "RateBid"})]), 0.12, not nowhere)


def changed_target(rng, of, parent, row):
    stored = row.view["Criterion"]
    item = {"Type": row.view["Type"], of + "Id": parent, "Id": row.id}
    if rng.random() < 0.03:
        return item | {"Type": item["Type"].replace("Biddable", "x").replace("Negative", "Biddable").replace("x", "Negative")}
    if rng.random() < 0.3:
        item["Criterion"] = {name: value for name, value in stored.items() if name not in ("OSName", "EnclosedLocationIds")}
    if item["Type"].startswith("Biddable"):
        item["CriterionBid"] = {"Type": "BidMultiplier", "Multiplier": rng.choice((0, 5, 900, -90))}
    other = {"AgeCriterion": {"Type": "AgeCriterion", "AgeRange": "EighteenToTwentyFour"},
             "LocationCriterion": {"Type": "LocationCriterion", "LocationId": "188"},
             "DayTimeCriterion": {"Type": "DayTimeCriterion", "Day": "Sunday", "FromHour": 4},
             "TopicCriterion": {"Type": "TopicCriterion", "TopicId": "9"}, "PlacementCriterion": {"Type": "PlacementCriterion", "PlacementId": "99"},
             "ProfileCriterion": {"Type": "ProfileCriterion"} | rng.choice(({"ProfileType": "Industry"}, {"ProfileId": "808251207"}, profile(rng)))}.get(
                 stored["Type"], {"Type": "GenderCriterion", "GenderType": "Male"})
    return spoil(rng, item, [("CriterionBid", None), ("CriterionBid", {"Type": "FixedBid", "Amount": 1}),
                             ("CriterionBid", {"Type": "RateBid", "RateAmount": {"Amount": 101}})] * item["Type"].startswith("Biddable") + [
        ("Criterion", other)], 0.15)


def hotel(rng, kind):
    low = 0 if kind == "HotelAdvanceBookingWindow" else 1
    least, most = sorted((rng.choice((low, 2, 3)), rng.choice((low, 4, 30))))
    return {"Type": kind + "Criterion"} | {
        "HotelAdvanceBookingWindow": {"MaxDays": most, "MinDays": least}, "HotelLengthOfStay": {"MaxNights": most, "MinNights": least},
        "HotelCheckInDate": {"EndDate": f"2027-06-{most:02}", "StartDate": f"2027-06-{least:02}" + rng.choice(("", "T11:30:00"))},
        "HotelCheckInDay": {"CheckInDay": rng.choice(DAYS)},
        "HotelDateSelectionType": {"HotelDateSelectionType": rng.choice(("DefaultSelection", "UserSelection"))}}[kind]


def hotel_target(of_kind):
    kind = of_kind.criterion_type

    def make(rng, world, of, parent, row):
        if row is not None:
            return changed_target(rng, of, parent, row)
        negative, good = rng.random() < 0.2, hotel(rng, kind)
        item = {"Type": f"{'Negative' if negative else 'Biddable'}AdGroupCriterion", "AdGroupId": parent, "Criterion": good}
        if not negative:
            maybe(rng, item, 0.7, "CriterionBid", lambda: {"Type": "BidMultiplier", "Multiplier": rng.choice((0, 10, -90, 900))})
        member = rng.choice([m for m in good if m != "Type"])
        bad = [{**good, member: None}] + ([{**good, member: 331}, {**good, member: -1}] if isinstance(good[member], int) else [])
        return spoil(rng, item, [("Criterion", None), ("Id", 7), *(("Criterion", b) for b in bad)] + (
            [] if negative else [("CriterionBid", {"Type": "BidMultiplier", "Multiplier": 901})]), fits=of_kind.group_fits(world, parent))
    return make


def negative(rng):
    item = {"Text": words(rng, 1, 3), "MatchType": rng.choice(("Exact", "Phrase"))}
    item = spoil(rng, item, [("Text", ""), ("Text", None), ("Text", "..."), ("Text", "x" * 101), ("MatchType", None), ("MatchType", "Broad"),
    ("Id", 7)], SPOILT)
    return None if rng.random() < 0.01 else item


def sites(rng):
    if rng.random() < 0.15:
        return rng.choice(([], None))
    good = [rng.choice(("", "https://", "HTTP://")) + rng.choice(("a", "b.c", "www.d", "shop.e.f")) + ".example" + rng.choice(("", "/", "/1", "/1/2"))
            for _ in range(rng.randint(1, 6))]
    if rng.random() < 0.12:
        good.append(rng.choice(("nodots", "a..b", "a.b.c.d.e.f", "a.b/1/2/3", "www.bing.com", "-a.com", "")))
    return good


def account_property(rng):
    good = rng.choice((("TrackingUrlTemplate", "https://t.example/?u={lpurl}"), ("TrackingUrlTemplate", ""), ("FinalUrlSuffix", "a=b"),
                       ("FinalUrlSuffix", ""), ("MSCLKIDAutoTaggingEnabled", "false"), ("MSCLKIDAutoTaggingEnabled", "true"),
                       ("AdClickParallelTracking", "true"),
                       ("IncludeViewThroughConversions", "false"), ("ProfileExpansionEnabled", "true"), ("BusinessAttributes", "Vegan;Kosher"),
                       ("BusinessAttributes", "")))
    bad = rng.choice((("TrackingUrlTemplate", "https://none"), ("FinalUrlSuffix", "?x"), ("MSCLKIDAutoTaggingEnabled", "yes"),
                      ("BusinessAttributes", "Loud"), ("AdClickParallelTracking", "false"), ("IncludeViewThroughConversions", ""),
                      ("ProfileExpansionEnabled", "1"), ("FinalUrlSuffix", None)))
    name, value = bad if rng.random() < 0.1 else good
    return {"Name": name, "Value": value}
