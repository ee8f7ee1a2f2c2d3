"""What random items are made of. Most items are good; what spoils one is chosen blindly, and the model must find out what is wrong with it."""

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
        chosen = [rng.choice(spoilers)] + ([rng.choice(spoilers)] if rng.random() < 0.1 else [])
        # With these nobody knows what the item is about, and no page says what else of it is told.
        alone = [s for s in chosen if s[0] == "CampaignType" or s == ("Criterion", None)]
        for name, value in alone[:1] or chosen:
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
    ("FinalUrlSuffix", "?a=b"), ("FinalUrlSuffix", "a={lpurl}"), ("FinalUrlSuffix", "a={EscapedLpUrl+3}"),
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
