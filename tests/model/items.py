"""Random items of requests, a function a kind: of a new entity, or of a change of `row`."""
import keywords
from items_ads import ad
from items_campaigns import adgroup, campaign
from spoiling import SPOILT, URL_SPOILERS, WORDS, amount, maybe, named, spoil, urls, words


def keyword_text(rng):
    text = words(rng, 2, 3)
    way = rng.random()
    return text.replace(" ", "-") if way < 0.03 else text + "!" if way < 0.06 else "(" + text + ")" if way < 0.08 else text


def keyword(rng, world, account, parent, row):
    adding, item = row is None, {}
    if adding:
        item |= {"Text": keyword_text(rng), "MatchType": rng.choice(("Exact", "Phrase", "Broad"))}
    elif rng.random() < 0.2:
        item["MatchType"] = rng.choice(("Exact", "Phrase", "Broad"))
    if not adding:
        maybe(rng, item, 0.1, "Text", lambda: rng.choice((row.view["Text"], row.view["Text"].upper(), row.view["Text"] + " ")))
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
        ("FinalMobileUrls", ["https://m/"])], SPOILT, keywords.no_place(world, parent) is None)


def budget(rng, world, account, parent, row):
    adding, item = row is None, {}
    if adding or rng.random() < 0.4:
        item["Name"] = named(rng, 6)
    if adding or rng.random() < 0.5:
        item["Amount"] = amount(rng)
    if adding or rng.random() < 0.2:
        item["BudgetType"] = "DailyBudgetStandard"
    return spoil(rng, item, [("Name", ""), ("Name", " "), ("Name", "x" * 256), ("Name", None), ("Amount", 0.01), ("Amount", 1e7),
                             ("Amount", None), ("Id", 7), ("BudgetType", None), ("BudgetType", "DailyBudgetAccelerated"),
                             ("BudgetType", "LifetimeBudgetStandard")])


def bidstrategy(rng, world, account, parent, row):
    adding, item = row is None, {}
    if adding or rng.random() < 0.4:
        item["Name"] = named(rng, 3)
    if adding or rng.random() < 0.6:
        maybe(rng, item, 0.4, "AssociatedCampaignType", lambda: rng.choice(("Search", "Shopping")))
        item["BiddingScheme"] = {"Type": "MaxClicks", "MaxCpc": rng.choice((None, {"Amount": None}, {"Amount": 0.75}, {"Amount": 1}))}
    return spoil(rng, item, [("Name", ""), ("Name", " "), ("Name", "x" * 256), ("Name", None), ("BiddingScheme", None), ("Id", 7),
                             ("BiddingScheme", {"Type": "EnhancedCpc"}), ("BiddingScheme", {"Type": "MaxClicks", "MaxCpc": {"Amount": 0}}),
                             ("BiddingScheme", {"Type": "MaxClicks", "MaxCpc": {"Amount": 0.01}}),
                             ("BiddingScheme", {"Type": "MaxClicks", "MaxCpc": {"Amount": 1001}})])


def label(rng, world, account, parent, row):
    adding, item = row is None, {}
    if adding or rng.random() < 0.4:
        item["Name"] = named(rng, 5)
    maybe(rng, item, 0.4, "Description", lambda: words(rng))
    maybe(rng, item, 0.5, "ColorCode", lambda: rng.choice(("#00FF7f", "#123456")))
    return spoil(rng, item, [("Name", ""), ("Name", " \n"), ("Name", "x" * 81), ("Name", None), ("Description", ""),
                             ("Description", "x" * 201), ("Id", 7), ("ColorCode", "red"), ("ColorCode", "#12345g"), ("ColorCode", "")])


MAKE = {"Campaign": campaign, "AdGroup": adgroup, "Keyword": keyword, "Ad": ad, "Budget": budget, "BidStrategy": bidstrategy, "Label": label}
