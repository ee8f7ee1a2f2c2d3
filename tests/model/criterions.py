"""Targets of campaigns and ad groups: ages, genders, devices, locations and excluded locations. The first one brings a LocationIntent along."""
from campaigns import expired
from checks import Judged
from engine import Kind, Outcome, found
from store import Row

# Type of the criterion: its own member, good values, error of a bad one, bounds and error of the bid.
TARGETS = {
    "Age": ("AgeRange", ("EighteenToTwentyFour", "TwentyFiveToThirtyFour", "ThirtyFiveToFourtyNine", "FiftyToSixtyFour", "SixtyFiveAndAbove"),
            "CampaignServiceInvalidAgeTarget", -90, "CampaignServiceInvalidAgeTargetBidAdjustment"),
    "Gender": ("GenderType", ("Male", "Female"), "CampaignServiceInvalidGenderTarget", -90, "CampaignServiceInvalidGenderTargetBidAdjustment"),
    "Device": ("DeviceName", ("Computers", "Smartphones", "Tablets"), "CampaignServiceInvalidDeviceTarget", -100,
               "CampaignServiceInvalidDeviceTargetBidAdjustment"),
    "Location": ("LocationId", ("190", "188", "32", "137", "4126", "9010943"), "CampaignServiceInvalidLocationId", -90,
                 "CampaignServiceInvalidLocationTargetBidAdjustment"),
}
# Locations in which others of the list lie.
WITHIN = {"4126": "190", "9010943": "190"}
INTENT = {"Type": "LocationIntentCriterion", "IntentOption": "PeopleInOrSearchingForOrViewingPages"}
URL_MEMBERS = ("DestinationUrl", "EditorialStatus", "FinalAppUrls", "FinalMobileUrls", "FinalUrlSuffix", "FinalUrls", "TrackingUrlTemplate",
               "UrlCustomParameters")


class Criterions(Kind):
    def __init__(self, of):
        self.of, self.name, campaign = of, of + "Criterion", of == "Campaign"
        prefix = "Campaign" if campaign else "CampaignServiceAdGroup"
        self.most = 100 if campaign else 1000
        self.null, self.unknown = prefix + "CriterionIsNull", prefix + "CriterionIdInvalid"
        self.twice = "DuplicateCampaignCriterionId" if campaign else "CampaignServiceDuplicateAdGroupCriterionId"
        self.taken_on_add = self.taken_on_update = "CampaignServiceEntityAlreadyExists"
        self.taken_in_call = "DuplicateCampaignCriterion" if campaign else "CampaignServiceDuplicateAdGroupCriterion"
        self.no_criterion, self.id_on_add = prefix + "CriterionCriterionIsNullOrEmpty", prefix + "CriterionIdShouldBeNullOnAdd"
        self.no_bid = f"CampaignService{of}CriterionBidMultiplierValueNotSet"
        self.unknown_parent = f"CampaignServiceInvalid{of}Id"
        self.other_type = "BiddableOrNegativeStatusCannotBeUpdated" if campaign else "CampaignServiceAdGroupCriterionTypeImmutable"

    def key(self, view):
        criterion = view["Criterion"]
        kind = criterion["Type"][:-len("Criterion")]
        return None if kind not in TARGETS else (kind, criterion[TARGETS[kind][0]], view["Type"].startswith("Negative"))

    def campaign_type(self, world, parent):
        campaign = parent if self.of == "Campaign" else world.store.get("AdGroup", parent).parent
        return world.store.get("Campaign", campaign).view["CampaignType"]

    def judge(self, world, sent, stored, row, account, parent, options):
        j = Judged(sent, stored, ())
        criterion, negative = sent.get("Criterion"), sent["Type"].startswith("Negative")
        if j.adding:
            j.view = {"Type": sent["Type"], self.of + "Id": str(parent), "Id": None, "Status": "Active"}
            j.view |= {"ForwardCompatibilityMap": []} if self.of == "Campaign" else {} if negative else dict.fromkeys(URL_MEMBERS)
            j.id_is_refused(self.id_on_add)
            j.keyed = self.place(world, j, criterion, negative, parent)
        elif criterion is not None:
            if criterion["Type"] != stored["Criterion"]["Type"]:
                j.refuse("CampaignServiceCriterionDoesNotMatch")
                j.keyed = False
                return j  # of another criterion nothing more is judged
            j.keyed = self.repeats(j, criterion, stored["Criterion"])
        if criterion is None and j.adding:
            return j
        kind = (criterion or stored["Criterion"])["Type"][:-len("Criterion")]
        if not negative and kind != "LocationIntent":
            self.bid(j, *TARGETS[kind][3:])
        return j

    def place(self, world, j, criterion, negative, parent):
        """Whether a new criterion may be there."""
        if criterion is None:
            j.refuse(self.no_criterion)
            return False
        kind = criterion["Type"][:-len("Criterion")]
        member, values, error, _, _ = TARGETS[kind]
        if self.of == "AdGroup" and expired(world, world.store.get("AdGroup", parent).view):
            j.refuse("CampaignServiceAdGroupExpired")
        value = criterion.get(member)
        bad = value is None or str(value) not in values and value != "Unknown"
        if kind in ("Age", "Gender") and self.of == "Campaign" and self.campaign_type(world, parent) == "Audience":
            if bad:
                j.refuse(error)  # as it is: where it stands is asked later
            j.refuse("InvalidCriterionForCampaignType")
            return False
        if bad or (value == "Unknown" and self.campaign_type(world, parent) != "Audience"):
            j.refuse(error)
            return False
        view = {"Type": criterion["Type"], member: str(value)}
        if kind == "Location":
            view |= {"EnclosedLocationIds": None}
            if self.conflicts(world, parent, str(value), negative):
                j.refuse("CampaignServiceConflictWithLocationExclusion")
                return False
        if kind == "Device":
            view |= {"OSName": None}
        j.view["Criterion"] = view
        return True

    def conflicts(self, world, parent, location, negative):
        """The same location, or for targets one around it, and for exclusions one in it, is on the other side."""
        others = [location] + [around if not negative else inside for inside, around in WITHIN.items()
                               if location == (inside if not negative else around)]
        return any(world.store.holder(self.name, parent, ("Location", other, not negative)) is not None for other in others)

    def repeats(self, j, criterion, stored):
        """An update may send the criterion again, as it is."""
        kind = criterion["Type"][:-len("Criterion")]
        if kind == "LocationIntent":
            return True
        value = criterion.get(TARGETS[kind][0])
        if value is not None and str(value) != stored[TARGETS[kind][0]]:
            j.refuse("CampaignServiceCriterionDoesNotMatch")
            return False
        return True

    def bid(self, j, least, error):
        bid = j.sent.get("CriterionBid")
        if bid is None:
            if j.adding:
                j.view["CriterionBid"] = {"Type": "BidMultiplier", "Multiplier": 0}
            else:
                j.refuse(self.no_bid)
        elif not least <= bid["Multiplier"] <= 900:
            j.refuse(error)
        else:
            j.view["CriterionBid"] = {"Type": "BidMultiplier", "Multiplier": bid["Multiplier"]}

    def refuses_delete(self, world, row):
        return "CampaignServiceLocationIntentCriterionCannotBeDeleted" if row.view["Criterion"] == INTENT else None

    def intent(self, world, account, parent):
        """Beside the first target."""
        if world.store.get(self.name, parent) is None:
            view = {"Type": f"Biddable{self.of}Criterion", self.of + "Id": str(parent), "Criterion": INTENT, "CriterionBid": None, "Id": str(parent),
                    "Status": "Active"}
            view |= {"ForwardCompatibilityMap": []} if self.of == "Campaign" else dict.fromkeys(URL_MEMBERS)
            world.store.put(self.name, Row(parent, account, parent, None, view))

    def shown(self, world, row):
        if row.view["Criterion"]["Type"] != "LocationCriterion":
            return row.view
        location = row.view["Criterion"]
        return {**row.view, "Criterion": {**location, **world.locations.get(location["LocationId"], {})}}


def incomplete(world, kind, parent):
    """Whether there are some devices and not all."""
    devices = [world.store.holder(kind.name, parent, ("Device", d, False)) for d in TARGETS["Device"][1]]
    return any(devices) and not all(devices)


def settle(world, kind, parent, outcome, touched):
    """A call that would leave some of the devices fails with those of its items that are about devices: {index: (id, row before or None)}."""
    if not touched or not incomplete(world, kind, parent):
        return outcome
    for id_, before in touched.values():
        if before is None:
            world.store.drop(kind.name, id_)
        else:
            world.store.put(kind.name, before)
    errors = outcome.errors + [(i, "CampaignServiceIncompleteDeviceCriterionSet") for i in touched]
    rows = outcome.rows and [None if i in touched else row for i, row in enumerate(outcome.rows)]
    return Outcome(errors=errors, rows=rows)


def is_device(row):
    return row is not None and row.view["Criterion"]["Type"] == "DeviceCriterion"


def add(world, kind, account, parent, items, run):
    outcome = run(world, kind, account, parent, items)
    touched = {i: (row.id, None) for i, row in enumerate(outcome.rows) if is_device(row)}
    outcome = settle(world, kind, parent, outcome, touched)
    if any(row is not None for row in outcome.rows):
        kind.intent(world, account, parent)
    return outcome


def delete(world, kind, account, parent, ids, run):
    before = {i: found(world, kind, account, parent, id_)[0] for i, id_ in enumerate(ids)}
    outcome = run(world, kind, account, parent, ids)
    wrong = {i for i, _ in outcome.errors}
    return settle(world, kind, parent, outcome, {i: (row.id, row) for i, row in before.items() if is_device(row) and i not in wrong})
