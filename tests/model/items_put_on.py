"""Random items that are put on entities: targets, negative keywords and sites, properties of the account."""
from criterions import TARGETS
from items import SPOILT, maybe, spoil, words


def target(rng, of, parent, device):
    """`device`: a device target of that name; None: any target."""
    name = "Device" if device else rng.choices(("Age", "Gender", "Device", "Location"), (4, 2, 1, 5))[0]
    member, values, _, least, _ = TARGETS[name]
    negative = name == "Location" and rng.random() < 0.3
    item = {"Type": f"{'Negative' if negative else 'Biddable'}{of}Criterion", of + "Id": parent,
            "Criterion": {"Type": name + "Criterion", member: device or rng.choice(values)}}
    if not negative:
        maybe(rng, item, 0.7, "CriterionBid", lambda: {"Type": "BidMultiplier", "Multiplier": rng.choice((0, 10, least, 900, -50))})
    bad = {"Age": ("Unknown", None), "Gender": ("Unknown", None), "Device": ("Fridges", None), "Location": ("77777777", None)}[name]
    return spoil(rng, item, [("Criterion", None), ("Id", 7), ("Criterion", {"Type": name + "Criterion", member: rng.choice(bad)})] + (
        [] if negative else [("CriterionBid", {"Type": "BidMultiplier", "Multiplier": rng.choice((-101, 901))})]), 0.1)


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
             "LocationCriterion": {"Type": "LocationCriterion", "LocationId": "188"}}.get(
                 stored["Type"], {"Type": "GenderCriterion", "GenderType": "Male"})
    return spoil(rng, item, [("CriterionBid", None)] * item["Type"].startswith("Biddable") + [("Criterion", other)], 0.15)


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
