"""Targets that are known by the id of a list: LinkedIn profiles; placements, topics and genres around the ads of audience campaigns."""
from targets import TARGETS, Target

UNKNOWN = "CampaignServiceInvalidTargetId"
# Some of the profile file, by their type. The file knows no company of the last one's id.
PROFILES = {"CompanyName": ("808251207", "808000001", "808000022"), "JobFunction": ("807658477", "807600020"), "Industry": ("806300018", "806300043")}
PLACEMENTS = {"12": "Microsoft Edge New Tab Page", "13": "Productivity", "14": "Gaming", "15": "MSN"}
TOPICS = {"1": "Games", "9": "Health", "20": "Food & Drink", "26": "World Localities"}
GENRES = ("1", "40", "81")


def profile(c):
    """What is wrong with the members by themselves. Job titles are in the file, but no targets."""
    wrong = [UNKNOWN] if c.get("ProfileId") is None else []
    return wrong + ([] if c.get("ProfileType") in PROFILES else ["InvalidProfileType"])


def known_profile(c):
    return str(c["ProfileId"]) in PROFILES[c["ProfileType"]]


def in_list(member, name, values, error, places, bids):
    """`name`: of the member that says what the id stands for; None: it has none."""
    return Target((member,), lambda c: [error] if c.get(member) is None else [], "InvalidBidMultiplier", (), places, needs_bid=False, bids=bids,
                  known=lambda c: str(c[member]) in values, unknown=error,
                  more=(lambda c: {name: values[str(c[member])]}) if name else None)


TARGETS |= {
    "Profile": Target(("ProfileId", "ProfileType"), profile, "InvalidBidMultiplier", ("Search", "Shopping"), ("Search", "Shopping", "Audience"),
                      not_group=("Audience",), known=known_profile, unknown=UNKNOWN),
    "Placement": in_list("PlacementId", "PlacementName", PLACEMENTS, "CampaignServiceInvalidPlacementId", ("Audience",), False),
    "Topic": in_list("TopicId", "TopicName", TOPICS, UNKNOWN, ("Audience",), False),
    # Genres are for video campaigns, of which there are none here.
    "Genre": in_list("GenreId", None, GENRES, UNKNOWN, ("AudienceVideoAds",), True),
}
