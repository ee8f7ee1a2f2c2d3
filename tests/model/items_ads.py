"""Random ads."""
from ads import PLACES, no_place
from spoiling import OFTEN, URL_SPOILERS, WORDS, maybe, spoil, urls


def assets(rng, count, prefix):
    texts = rng.sample([f"{prefix} {w}" for w in WORDS], count)
    return [{"Asset": {"Type": "TextAsset", "Text": t}, "PinnedField": rng.choice((None, None, None, "")) } for t in texts]


def app_ad(rng, world, parent, adding):
    item = {"Type": "AppInstall"}
    if adding or rng.random() < 0.4:
        item |= {"AppPlatform": rng.choice(("iOS", "Android")), "AppStoreId": rng.choice(("id1", "id2"))}
    if adding or rng.random() < 0.4:
        item |= {"Text": rng.choice(("Fine tea at home", "FINE TEA AT HOME", "Green tea for you")), "Title": "Tea " + rng.choice(("now", "NOW", "box"))}
    if adding:
        item["FinalUrls"] = ["https://apps.example/tea"]
    maybe(rng, item, 0.3, "Status", lambda: rng.choice(("Active", "Paused")))
    maybe(rng, item, 0.2, "DevicePreference", lambda: rng.choice((0, 30001)))
    urls(rng, item, True, rng.choice(("{lpurl}", "none")))
    return spoil(rng, item, [
        ("AppPlatform", None), ("AppPlatform", ""), ("AppPlatform", "Windows"), ("AppStoreId", None), ("AppStoreId", ""), ("AppStoreId", "a/b"),
        ("Text", ""), ("Text", None), ("Text", "x " * 36), ("Text", "one"), ("Title", ""), ("Title", None), ("Title", "x" * 26), ("Title", "two"),
        ("FinalUrls", []), ("FinalUrls", None), ("DevicePreference", 1), ("DevicePreference", -1), ("Id", 7)], OFTEN,
                 no_place(world, parent, "AppInstall") is None)


def dynamic_ad(rng, world, parent, adding):
    item = {"Type": "DynamicSearch"}
    if adding or rng.random() < 0.4:
        item["Text"] = rng.choice(("Fine tea at home", "FINE TEA AT HOME", "Green tea for you", "Tea of the month"))
    maybe(rng, item, 0.3, "TextPart2", lambda: rng.choice(("Ships in two days", "")))
    maybe(rng, item, 0.3, "Path1", lambda: rng.choice(("tea", "pots")))
    if item.get("Path1"):
        maybe(rng, item, 0.3, "Path2", lambda: rng.choice(("", "new")))
    maybe(rng, item, 0.3, "Status", lambda: rng.choice(("Active", "Paused")))
    urls(rng, item, True, rng.choice(("{lpurl}", "none")))
    return spoil(rng, item, URL_SPOILERS + [
        ("Text", ""), ("Text", None), ("Text", "x " * 46), ("Text", "Fine {keyword} at home"), ("TextPart2", "x " * 46), ("TextPart2", "Nice {keyword}"),
        ("Path1", "a/b"), ("Path1", "x" * 16), ("Path2", "lonely"), ("Status", "Deleted"), ("Id", 7), ("DevicePreference", 30001)], OFTEN,
                 no_place(world, parent, "DynamicSearch") is None)


def feed_ad(rng, world, parent, adding, kind):
    """Product and hotel ads, which are made of what stands in feeds."""
    item = {"Type": kind}
    maybe(rng, item, 0.4, "Status", lambda: rng.choice(("Active", "Paused")))
    if kind == "Hotel":
        urls(rng, item, True, rng.choice(("{lpurl}", "none")))
    return spoil(rng, item, [("DevicePreference", 30001), ("Status", "Deleted"), ("Status", "Inactive"), ("Id", 7)] + (URL_SPOILERS if kind == "Hotel" else []), OFTEN,
                 no_place(world, parent, kind) is None)


def old_ad(rng, world, parent, adding):
    return {"Type": "ExpandedText", "TitlePart1": "Fine tea", "TitlePart2": "At home", "Text": "Green tea for you", "FinalUrls": ["https://tea.example/"]}


def ad(rng, world, account, parent, row):
    """Nearly always one of a type that may be there, of an update the ad's own."""
    if row is not None and rng.random() < 0.95:
        kind = row.view["Type"]
    else:
        fitting = [t for t in PLACES if no_place(world, parent, t) is None]
        kind = rng.choice(fitting if fitting and rng.random() < 0.93 else [*PLACES, "ExpandedText"])
        if row is not None and kind == "ExpandedText":
            kind = "AppInstall"
    make = {"ResponsiveSearch": search_ad, "AppInstall": app_ad, "DynamicSearch": dynamic_ad, "ExpandedText": old_ad}.get(kind)
    return make(rng, world, parent, row is None) if make else feed_ad(rng, world, parent, row is None, kind)


def search_ad(rng, world, parent, adding):
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
        ("Headlines", None), ("Headlines", []), ("Headlines", headlines[:2]), ("Headlines", [None] + headlines), ("Headlines", headlines + headlines[:1]),
        ("Headlines", assets(rng, 16, "Much")), ("Headlines", changed(headlines, Asset={"Type": "TextAsset", "Text": "x" * 31})),
        ("Headlines", changed(headlines, Asset={"Type": "TextAsset", "Text": ""})), ("Headlines", changed(headlines, PinnedField="Description1")),
        ("Headlines", changed(headlines, PinnedField="Nowhere")), ("Headlines", [h | {"PinnedField": "Headline1"} for h in headlines]),
        ("Descriptions", None), ("Descriptions", []), ("Descriptions", descriptions[:1]), ("Descriptions", assets(rng, 5, "Many")),
        ("Descriptions", descriptions[:1] * 2),
        ("Descriptions", changed(descriptions, PinnedField="Headline1")), ("FinalUrls", []), ("FinalUrls", None), ("FinalUrls", ["shop.example"]),
        ("Path1", "a/b"), ("Path1", "x" * 16), ("Path2", "lonely"), ("Path2", "x" * 16), ("Status", "Deleted"), ("Status", "Inactive"),
        ("Id", 7), ("DevicePreference", 30001)], OFTEN, no_place(world, parent, "ResponsiveSearch") is None)
