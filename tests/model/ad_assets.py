"""What responsive search ads are made of: lists of texts with pins, paths, a domain."""
from checks import fold

ASSETS = (("Headlines", "Headline", 3, 15, 30, ("Headline1", "Headline2", "Headline3"), ("Description1", "Description2")),
          ("Descriptions", "Description", 2, 4, 90, ("Description1", "Description2"), ("Headline1", "Headline2", "Headline3")))


def assets_of(j):
    for asset in ASSETS:
        list_of_assets(j, *asset)


def list_of_assets(j, member, one, least, most, longest, places, others):
    links = j.sent.get(member)
    prefix = "CampaignServiceResponsiveSearchAd"
    if links == [] or (links is None and j.adding):
        return j.refuse(f"{prefix}{member}NullOrEmpty")
    if links is None:
        return None
    if None in links:
        return j.refuse(f"{prefix}Invalid{one}")
    if len(links) < least:
        return j.refuse(f"{prefix}{member}LessThanMinRequired")
    if len(links) > most:
        return j.refuse(f"{prefix}{member}MaxCountExceeded")
    seen, pinned, free, known, view = set(), set(), False, True, []
    for link in links:
        text, pin = link["Asset"]["Text"], link.get("PinnedField")
        if not text.strip():
            j.refuse(f"{prefix}Invalid{one}")
        elif len(text) > longest:
            j.refuse(f"{prefix}{one}TooLong")
        elif fold(text) in seen:
            j.refuse(f"{prefix}Duplicate{member}")
        seen.add(fold(text))
        if not pin:
            free = True
        elif pin in places:
            pinned.add(pin)
        else:
            known = False
            j.refuse(f"{prefix}{member}PinnedFieldMismatch" if pin in others else f"{prefix}PinnedFieldInvalid")
        view.append((text, pin or None))
    if known and not free and len(pinned) < len(places):
        j.refuse(f"{prefix}{member}PinnedFieldMismatch")
    j.view[member] = view
    return None


def paths(j, prefix):
    for member in ("Path1", "Path2"):
        value = j.sent.get(member)
        if value is None:
            continue
        if "/" in value:
            j.refuse(f"{prefix}{member}Invalid", member)
        elif len(value) > 15:
            j.refuse(f"{prefix}{member}TooLong", member)
        j.view[member] = value or None
    if j.view["Path2"] and not j.view["Path1"]:
        j.refuse(f"{prefix}Path2SetWithoutPath1", "Path2")


def host_of(url):
    host = url.split("://", 1)[1]
    for end in "/?#:":
        host = host.split(end, 1)[0]
    return host


def shown_assets(world, row):
    """Texts with the ids that the account's library gives them, and the domain of the first address."""
    view = dict(row.view)
    for member in ("Headlines", "Descriptions"):
        view[member] = [{"Asset": {"Type": "TextAsset", "Id": world.asset(row.account, text), "Name": None, "Text": text},
                         "AssetPerformanceLabel": None, "EditorialStatus": "Active", "PinnedField": pin} for text, pin in view[member]]
    if view["Domain"] is None:
        host = host_of(view["FinalUrls"][0])
        view["Domain"] = host[4:] if host.startswith("www.") else host
    return view
