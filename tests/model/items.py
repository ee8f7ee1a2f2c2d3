"""Random items of requests. Most are good; what spoils one is chosen blindly, and the model must find out what is wrong with it."""
from campaigns import LANGUAGES, ZONES
from criterions import TARGETS

WORDS = ("tea", "cup", "leaf", "pot", "café", "über", "żółw", "oolong", "matcha", "o'hara", "green", "black", "white", "sencha", "chai", "mint",
         "fresh", "cheap", "best", "garden", "ελλάς", "чай", "ñandú", "lid", "bag", "box", "set", "gift", "shop", "sale")
SPOILT = 0.07      # how many keywords are spoilt
OFTEN = 0.22       # and of what comes in small batches


def words(rng, least=1, most=3):
    text = " ".join(rng.choices(WORDS, k=rng.randint(least, most)))
    way = rng.random()
    return text.upper() if way < 0.1 else text.title() if way < 0.3 else text


def maybe(rng, item, chance, name, make):
    """A member that is there, nil or absent."""
    way = rng.random()
    if way < chance:
        item[name] = make()
    elif way < chance + 0.1:
        item[name] = None


def spoil(rng, item, spoilers, rate=OFTEN, fits=True):
    """`fits`: the item may be there; of one that may not, nothing inside is judged."""
    if fits and rng.random() < rate:
        for name, value in [rng.choice(spoilers)] + ([rng.choice(spoilers)] if rng.random() < 0.1 else []):
            item[name] = value() if callable(value) else value
    return item


def parameters(rng):
    keys = rng.sample(("season", "shop", "k1", "k2", "ключ", "x-y"), rng.randint(0, 4))
    return {"Parameters": [{"Key": k, "Value": rng.choice(("", "a", "b c", "ü<&>"))} for k in keys]}


def urls(rng, item, clearing, tag="{lpurl}"):
    maybe(rng, item, 0.15, "TrackingUrlTemplate", lambda: rng.choice(("https://t.example/?u=" + tag, "{lpurl}?a=b", "HTTP://x.example/{LPURL}",
                                                                      *([""] if clearing else []))))
    maybe(rng, item, 0.15, "FinalUrlSuffix", lambda: rng.choice(("src=adsbox", "a={keyword}&b=1", *([""] if clearing else []))))
    maybe(rng, item, 0.15, "UrlCustomParameters", lambda: parameters(rng))


URL_SPOILERS = [
    ("TrackingUrlTemplate", "ftp://x.example/{lpurl}"), ("TrackingUrlTemplate", "https://x.example/{lpurl}{open"),
    ("TrackingUrlTemplate", "https://x/{{lpurl}}"), ("TrackingUrlTemplate", "https://x.example/{lpurl}" + "x" * 2048),
    ("FinalUrlSuffix", "?a=b"), ("FinalUrlSuffix", "a={lpurl}"),
    ("FinalUrlSuffix", "a={}"), ("FinalUrlSuffix", "x" * 2049),
    ("UrlCustomParameters", {"Parameters": [{"Key": f"k{i}", "Value": "v"} for i in range(9)]}), ("UrlCustomParameters", {"Parameters": [None]}),
    ("UrlCustomParameters", {"Parameters": [{"Key": "", "Value": "v"}]}), ("UrlCustomParameters", {"Parameters": [{"Key": "k_", "Value": "v"}]}),
    ("UrlCustomParameters", {"Parameters": [{"Key": "ü" * 9, "Value": "v"}]}),
    ("UrlCustomParameters", {"Parameters": [{"Key": "k", "Value": None}]}),
    ("UrlCustomParameters", {"Parameters": [{"Key": "k", "Value": "ü" * 126}]}),
    ("UrlCustomParameters", {"Parameters": [{"Key": "k", "Value": "1"}, {"Key": "k", "Value": "2"}]})]


def named(rng, count):
    name = f"{rng.choice(WORDS)} {rng.randrange(count)}"
    return name.upper() if rng.random() < 0.2 else name


def amount(rng):
    return rng.choice((0.2, 1, 5.25, 12, 17.5, 100, 2500))


def campaign(rng, world, account, parent, adding):
    item = {}
    audience = adding and rng.random() < 0.12
    if adding or rng.random() < 0.3:
        item["Name"] = named(rng, 40)
    if audience:
        item["CampaignType"] = "Audience"
    elif rng.random() < 0.05 and adding:
        item["CampaignType"] = "Search"
    budgets = [r.id for r in world.store.children("Budget", account)]
    if budgets and rng.random() < 0.25:
        item["BudgetId"] = rng.choice(budgets)
    elif adding or rng.random() < 0.3:
        item |= {"BudgetType": "DailyBudgetStandard", "DailyBudget": amount(rng)}
        if rng.random() < 0.3:
            item["BudgetId"] = 0
    maybe(rng, item, 0.4, "Status", lambda: rng.choice(("Active", "Paused")))
    maybe(rng, item, 0.4 if adding else 0.15, "Languages", lambda: ["All"] if audience else rng.sample(LANGUAGES, rng.randint(1, 3)))
    if audience:
        item.setdefault("Languages", ["All"])
        item["Languages"] = item["Languages"] or ["All"]
    maybe(rng, item, 0.2, "TimeZone", lambda: rng.choice(ZONES))
    maybe(rng, item, 0.3, "BiddingScheme", lambda: rng.choice(({"Type": "EnhancedCpc"}, {"Type": "ManualCpc"}, {"Type": "MaxClicks"},
                                                               {"Type": "MaxClicks", "MaxCpc": {"Amount": rng.choice((0.5, 1))}})))
    maybe(rng, item, 0.2, "AudienceAdsBidAdjustment", lambda: rng.choice((0, 0, -100, 15, 900)))
    maybe(rng, item, 0.2, "AdScheduleUseSearcherTimeZone", lambda: rng.random() < 0.5)
    urls(rng, item, True)
    return spoil(rng, item, URL_SPOILERS + [
        ("Name", ""), ("Name", "   "), ("Name", "x" * 129), ("Name", None), ("Id", 7), ("Status", "Deleted"), ("Status", "BudgetPaused"),
        ("Languages", ["English", "Elvish"]), ("Languages", ["English", "English"]), ("Languages", []), ("TimeZone", "Middle-earth"),
        ("TimeZone", ""), ("DailyBudget", 0.01), ("DailyBudget", 5e6), ("DailyBudget", None), ("BudgetId", -1), ("BudgetId", 424242),
        ("BudgetType", None),
        ("BudgetType", "DailyBudgetAccelerated"), ("CampaignType", "Audience"), ("TrackingUrlTemplate", "https://x.example/none"),
        ("BiddingScheme", {"Type": "InheritFromParent"}), ("BiddingScheme", {"Type": "ManualCpv"}), ("AudienceAdsBidAdjustment", 901),
        ("AudienceAdsBidAdjustment", -101)])


def date(rng, year):
    return {"Day": rng.randint(1, 28), "Month": rng.randint(1, 12), "Year": year}


def adgroup(rng, world, account, parent, adding):
    item = {}
    if adding or rng.random() < 0.3:
        item["Name"] = named(rng, 12)
    search = world.store.get("Campaign", parent).view["CampaignType"] == "Search"
    maybe(rng, item, 0.3, "Status", lambda: rng.choice(("Active", "Paused")))
    maybe(rng, item, 0.6 if search and adding else 0.1 if search else 0, "Language", lambda: rng.choice(LANGUAGES + (("",) if not adding else ())))
    if search and adding and item.get("Language") is None and rng.random() < 0.7:
        item["Language"] = "English"
    maybe(rng, item, 0.3, "CpcBid", lambda: {"Amount": rng.choice((0.05, 1, 2.5, 999.99))})
    maybe(rng, item, 0.2, "Network", lambda: rng.choice(("OwnedAndOperatedAndSyndicatedSearch", "OwnedAndOperatedOnly")))
    maybe(rng, item, 0.1, "StartDate", lambda: date(rng, 2027))
    maybe(rng, item, 0.15, "EndDate", lambda: date(rng, rng.choice((2028, 2051))))
    maybe(rng, item, 0.1, "AdRotation", lambda: {"Type": rng.choice(("OptimizeForClicks", "RotateAdsEvenly"))})
    maybe(rng, item, 0.2, "AudienceAdsBidAdjustment", lambda: rng.choice((0, 10, -100, 900)))
    maybe(rng, item, 0.1, "AdScheduleUseSearcherTimeZone", lambda: rng.random() < 0.5)
    urls(rng, item, True)
    return spoil(rng, item, URL_SPOILERS + [
        ("Name", ""), ("Name", "\t "), ("Name", "x" * 257), ("Name", None), ("Id", 7), ("Status", "Deleted"), ("Status", "Expired"),
        ("Language", "Elvish"), ("Language", "All"), ("Language", ""), ("CpcBid", {"Amount": 0}), ("CpcBid", {"Amount": -1}),
        ("CpcBid", {"Amount": 0.01}),
        ("CpcBid", {"Amount": 1000.01}), ("Network", "InHousePromotion"), ("StartDate", {"Day": 1, "Month": 1, "Year": 2026}),
        ("StartDate", {"Day": 30, "Month": 2, "Year": 2027}), ("EndDate", {"Day": 1, "Month": 13, "Year": 2027}),
        ("EndDate", {"Day": 9, "Month": 3, "Year": 2026}), ("AudienceAdsBidAdjustment", 901), ("TrackingUrlTemplate", "https://x.example/none")])


def keyword_text(rng):
    text = words(rng, 2, 3)
    way = rng.random()
    return text.replace(" ", "-") if way < 0.03 else text + "!" if way < 0.06 else "(" + text + ")" if way < 0.08 else text


def in_search(world, group):
    return world.store.get("Campaign", world.store.get("AdGroup", group).parent).view["CampaignType"] == "Search"


def keyword(rng, world, account, parent, adding):
    item = {}
    if adding:
        item |= {"Text": keyword_text(rng), "MatchType": rng.choice(("Exact", "Phrase", "Broad"))}
    elif rng.random() < 0.2:
        item["MatchType"] = rng.choice(("Exact", "Phrase", "Broad"))
    maybe(rng, item, 0.3, "Bid", lambda: {"Amount": rng.choice((0.05, 0.5, 1.25, 1000))})
    maybe(rng, item, 0.2, "Status", lambda: rng.choice(("Active", "Paused")))
    for n, most in ((1, 1022), (2, 70), (3, 70)):
        maybe(rng, item, 0.08, f"Param{n}", lambda m=most: rng.choice(("", "p", "ü" * m)))
    maybe(rng, item, 0.15, "FinalUrls", lambda: ["https://www.shop.example/" + rng.choice(WORDS)])
    if item.get("FinalUrls"):
        maybe(rng, item, 0.2, "FinalMobileUrls", lambda: ["https://m.shop.example/"])
        urls(rng, item, True, rng.choice(("{lpurl}", "none")))
    maybe(rng, item, 0.03, "DestinationUrl", lambda: "https://old.example")
    return spoil(rng, item, URL_SPOILERS + [
        ("Text", ""), ("Text", "?!"), ("Text", "x" * 101), ("Text", None), ("Text", "hardcore porn"), ("Text", "other text"),
        ("MatchType", None), ("Id", 7), ("Status", "Deleted"), ("Status", "Inactive"), ("Bid", {"Amount": 0}), ("Bid", {"Amount": -0.5}),
        ("Bid", {"Amount": 0.04}),
        ("Bid", {"Amount": 1001}), ("Bid", {"Amount": None}), ("Param1", "x" * 1023), ("Param2", "x" * 71), ("Param3", "x" * 71),
        ("FinalUrls", ["gopher://x"]), ("FinalUrls", ["https://x/{a"]), ("FinalUrls", ["https://x/"] * 11), ("FinalUrls", []),
        ("FinalMobileUrls", ["https://m/"])], SPOILT, in_search(world, parent))


def assets(rng, count, prefix):
    texts = rng.sample([f"{prefix} {w}" for w in WORDS], count)
    return [{"Asset": {"Type": "TextAsset", "Text": t}, "PinnedField": rng.choice((None, None, None, "")) } for t in texts]


def ad(rng, world, account, parent, adding):
    item = {"Type": "ResponsiveSearch"}
    if adding or rng.random() < 0.3:
        item["Headlines"] = assets(rng, rng.randint(3, 7), "Fine")
        if rng.random() < 0.3:
            item["Headlines"][0]["PinnedField"] = rng.choice(("Headline1", "Headline2", "Headline3"))
    if adding or rng.random() < 0.3:
        item["Descriptions"] = assets(rng, rng.randint(2, 4), "Tea from small gardens,")
    if adding or rng.random() < 0.2:
        item["FinalUrls"] = ["https://www." + rng.choice(("shop", "tea", "leaf")) + ".example/" + rng.choice(WORDS)]
    maybe(rng, item, 0.3, "Status", lambda: rng.choice(("Active", "Paused", "Paused")))
    maybe(rng, item, 0.3, "Path1", lambda: rng.choice(("tea", "pots")))
    if item.get("Path1"):
        maybe(rng, item, 0.3, "Path2", lambda: rng.choice(("", "new")))
    maybe(rng, item, 0.1, "Domain", lambda: rng.choice(("www.tea.example", "brand.example", *([""] if not adding else []))))
    urls(rng, item, True, rng.choice(("{lpurl}", "none")))
    headlines = assets(rng, 3, "Good")
    descriptions = assets(rng, 2, "Nice and warm:")

    def changed(links, **more):
        return [links[0] | more] + links[1:]

    return spoil(rng, item, URL_SPOILERS + [
        ("Headlines", None), ("Headlines", headlines[:2]), ("Headlines", [None] + headlines), ("Headlines", headlines + headlines[:1]),
        ("Headlines", assets(rng, 16, "Much")), ("Headlines", changed(headlines, Asset={"Type": "TextAsset", "Text": "x" * 31})),
        ("Headlines", changed(headlines, Asset={"Type": "TextAsset", "Text": ""})), ("Headlines", changed(headlines, PinnedField="Description1")),
        ("Headlines", changed(headlines, PinnedField="Nowhere")), ("Headlines", [h | {"PinnedField": "Headline1"} for h in headlines]),
        ("Descriptions", None), ("Descriptions", descriptions[:1]), ("Descriptions", assets(rng, 5, "Many")),
        ("Descriptions", descriptions[:1] * 2),
        ("Descriptions", changed(descriptions, PinnedField="Headline1")), ("FinalUrls", []), ("FinalUrls", None), ("FinalUrls", ["shop.example"]),
        ("Path1", "a/b"), ("Path1", "x" * 16), ("Path2", "lonely"), ("Path2", "x" * 16), ("Status", "Deleted"), ("Status", "Inactive"),
        ("Id", 7), ("DevicePreference", 30001)], OFTEN, in_search(world, parent))


def budget(rng, world, account, parent, adding):
    item = {}
    if adding or rng.random() < 0.4:
        item["Name"] = named(rng, 6)
    if adding or rng.random() < 0.5:
        item["Amount"] = amount(rng)
    if adding or rng.random() < 0.2:
        item["BudgetType"] = "DailyBudgetStandard"
    return spoil(rng, item, [("Name", ""), ("Name", " "), ("Name", "x" * 256), ("Name", None), ("Amount", 0.01), ("Amount", 1e7),
                             ("Amount", None), ("Id", 7), ("BudgetType", None), ("BudgetType", "DailyBudgetAccelerated"),
                             ("BudgetType", "LifetimeBudgetStandard")])


def label(rng, world, account, parent, adding):
    item = {}
    if adding or rng.random() < 0.4:
        item["Name"] = named(rng, 5)
    maybe(rng, item, 0.4, "Description", lambda: words(rng))
    maybe(rng, item, 0.5, "ColorCode", lambda: rng.choice(("#00FF7f", "#123456")))
    return spoil(rng, item, [("Name", ""), ("Name", " \n"), ("Name", "x" * 81), ("Name", None), ("Description", ""),
                             ("Description", "x" * 201), ("Id", 7), ("ColorCode", "red"), ("ColorCode", "#12345g"), ("ColorCode", "")])


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
    if rng.random() < 0.3:
        item["Criterion"] = {name: value for name, value in stored.items() if name not in ("OSName", "EnclosedLocationIds")}
    if item["Type"].startswith("Biddable"):
        item["CriterionBid"] = {"Type": "BidMultiplier", "Multiplier": rng.choice((0, 5, 900, -90))}
    other = {"AgeCriterion": {"Type": "AgeCriterion", "AgeRange": "EighteenToTwentyFour"},
             "LocationCriterion": {"Type": "LocationCriterion", "LocationId": "188"}}.get(stored["Type"], {"Type": "GenderCriterion", "GenderType": "Male"})
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
