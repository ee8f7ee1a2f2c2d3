"""Random items that are put on entities: targets, negative keywords and sites, properties of the account."""
from spoiling import SPOILT, maybe, spoil, words
from targets import AGES, DAYS, DEVICES, LOCATIONS, TARGETS

KINDS_OF_TARGETS = (("Age", 4), ("Gender", 2), ("Device", 1), ("Location", 5), ("DayTime", 4), ("Radius", 3))


def criterion(rng, kind, device=None):
    hour = rng.choice((0, 4, 8, 12, 16, 20))
    return {"Type": kind + "Criterion"} | {
        "Age": lambda: {"AgeRange": rng.choice((*AGES, "Unknown"))}, "Gender": lambda: {"GenderType": rng.choice(("Male", "Female"))},
        "Device": lambda: {"DeviceName": device or rng.choice(DEVICES)}, "Location": lambda: {"LocationId": rng.choice(LOCATIONS)},
        "DayTime": lambda: {"Day": rng.choice(DAYS), "FromHour": hour, "FromMinute": rng.choice(("Zero", "Zero", "Thirty")),
                            "ToHour": hour + rng.choice((4, 4, 2)), "ToMinute": "Zero"},
        "Radius": lambda: {"LatitudeDegrees": rng.choice((52.5, -33.25)), "LongitudeDegrees": rng.choice((13.4, 151.2)),
                           "Radius": rng.choice((1, 20, 500)), "RadiusUnit": rng.choice(("Miles", "Kilometers"))}
        | ({"Name": "Shop"} if rng.random() < 0.3 else {})}[kind]()


def bad_criterion(rng, kind):
    """One member wrong, or missing."""
    bad = criterion(rng, kind)
    member, value = rng.choice({
        "Age": [("AgeRange", None)], "Gender": [("GenderType", "Unknown"), ("GenderType", None)],
        "Device": [("DeviceName", "Fridges"), ("DeviceName", None)], "Location": [("LocationId", "77777777"), ("LocationId", None)],
        "DayTime": [("Day", None), ("FromHour", 24), ("ToHour", 25), ("FromHour", -1), ("FromMinute", None), ("ToHour", 0)],
        "Radius": [("LatitudeDegrees", 85.5), ("LongitudeDegrees", -181), ("Radius", 0), ("Radius", 900), ("RadiusUnit", None), ("Name", "x" * 51),
                   ("LatitudeDegrees", None)]}[kind])
    return bad | {member: value}


def target(rng, of, parent, device):
    """`device`: a device target of that name; None: any target."""
    kind = "Device" if device else rng.choices(*zip(*KINDS_OF_TARGETS))[0]
    least = TARGETS[kind].least
    negative = rng.random() < (0.3 if kind == "Location" else 0.15 if kind == "Age" and of == "AdGroup" else 0.03)
    nowhere = negative and not (TARGETS[kind].not_campaign if of == "Campaign" else TARGETS[kind].not_group)
    item = {"Type": f"{'Negative' if negative else 'Biddable'}{of}Criterion", of + "Id": parent, "Criterion": criterion(rng, kind, device)}
    if not negative:
        maybe(rng, item, 0.7, "CriterionBid", lambda: {"Type": "BidMultiplier", "Multiplier": rng.choice((0, 10, least, 900, -50))})
    return spoil(rng, item, [("Criterion", None), ("Id", 7), ("Criterion", bad_criterion(rng, kind)), ("Criterion", bad_criterion(rng, kind))] + (
        [] if negative else [("CriterionBid", {"Type": "BidMultiplier", "Multiplier": rng.choice((-101, 901))}),
                             ("CriterionBid", {"Type": "FixedBid", "Amount": 1})]), 0.12, not nowhere)


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
             "DayTimeCriterion": {"Type": "DayTimeCriterion", "Day": "Sunday", "FromHour": 4}}.get(
                 stored["Type"], {"Type": "GenderCriterion", "GenderType": "Male"})
    return spoil(rng, item, [("CriterionBid", None), ("CriterionBid", {"Type": "FixedBid", "Amount": 1})] * item["Type"].startswith("Biddable") + [
        ("Criterion", other)], 0.15)


def hotel(rng, kind):
    least, most = sorted((rng.choice((1, 2, 3)), rng.choice((2, 4, 30))))
    return {"Type": kind + "Criterion"} | {
        "HotelAdvanceBookingWindow": {"MaxDays": most, "MinDays": least}, "HotelLengthOfStay": {"MaxNights": most, "MinNights": least},
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
