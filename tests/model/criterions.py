"""Targets of campaigns and ad groups. The first one brings a LocationIntent along; devices come and go together."""
from ad_groups import expired
from campaign_types import type_of
from checks import Judged
from engine import Kind, Outcome, found
from store import Row
from targets import DEVICES, HOTEL_TARGETS, OVERLAP, WITHIN, criterion_type, identity, kind_of, overlaps, said, target_of
from targets import shown as shown_target

INTENT = {"Type": "LocationIntentCriterion", "IntentOption": "PeopleInOrSearchingForOrViewingPages"}
URL_MEMBERS = ("DestinationUrl", "EditorialStatus", "FinalAppUrls", "FinalMobileUrls", "FinalUrlSuffix", "FinalUrls", "TrackingUrlTemplate",
               "UrlCustomParameters")


TOO_MANY = {(kind, where): f"CampaignServiceTargets{error}BatchLimitExceeded" for where in ("campaign", "ad-group")
            for kind, error in (("Location", "LocationBids"), ("Radius", "LocationBids"), ("DayTime", "DayTimeBid"))}
TOO_MANY |= {("CompanyName", "campaign"): "CampaignCriterionsLimitExceeded", ("CompanyName", "ad-group"): "CampaignServiceAdGroupCriterionsEntityLimitExceeded",
             ("Webpage", "campaign"): "MaxCampaignWebpageCriterionsLimitExceededForCampaign",
             ("Webpage", "ad-group"): "CampaignServiceAdGroupCriterionsEntityLimitExceeded"}


class Criterions(Kind):
    def __init__(self, of):
        self.of, self.name = of, of + "Criterion"
        campaign = of == "Campaign"
        prefix = "Campaign" if campaign else "CampaignServiceAdGroup"
        self.most = 100 if campaign else 1000
        self.null, self.unknown = prefix + "CriterionIsNull", prefix + "CriterionIdInvalid"
        self.no_id = None if campaign else "CampaignServiceAdGroupCriterionIdIsNull"
        self.twice = "DuplicateCampaignCriterionId" if campaign else "CampaignServiceDuplicateAdGroupCriterionId"
        self.taken_on_add = self.taken_on_update = "CampaignServiceEntityAlreadyExists"
        self.taken_in_call = "DuplicateCampaignCriterion" if campaign else "CampaignServiceDuplicateAdGroupCriterion"
        self.no_criterion, self.id_on_add = prefix + "CriterionCriterionIsNullOrEmpty", prefix + "CriterionIdShouldBeNullOnAdd"
        self.no_bid = f"CampaignService{of}CriterionBidMultiplierValueNotSet"
        self.wrong_bid_class = self.no_bid if campaign else "CampaignServiceAdGroupCriterionInvalidBidType"
        self.unknown_parent = f"CampaignServiceInvalid{of}Id"
        self.other_type = "BiddableOrNegativeStatusCannotBeUpdated" if campaign else "CampaignServiceAdGroupCriterionTypeImmutable"

    def key(self, view):
        criterion = view["Criterion"]
        return None if target_of(kind_of(criterion)) is None else (*identity(criterion), view["Type"].startswith("Negative"))

    def elsewhere(self, j, parent):
        """Each item says of what it is. Of an entity that the caller does not have nothing more is told."""
        if int(j.sent[self.of + "Id"]) == parent:
            return False
        j.refuse(self.unknown_parent)
        j.keyed = False
        return True

    def judge(self, world, sent, stored, row, account, parent, options):
        j = Judged(sent, stored, ())
        if self.elsewhere(j, parent):
            return j
        criterion, negative = sent.get("Criterion"), sent["Type"].startswith("Negative")
        campaign_type = type_of(world, self.of, parent)
        if j.adding:
            j.view = {"Type": sent["Type"], self.of + "Id": str(parent), "Id": None, "Status": "Active"}
            j.view |= {"ForwardCompatibilityMap": []} if self.of == "Campaign" else {} if negative else dict.fromkeys(URL_MEMBERS)
            j.id_is_refused(self.id_on_add)
            j.keyed = self.place(world, j, criterion, negative, parent, campaign_type)
        elif criterion is not None:
            if criterion["Type"] != stored["Criterion"]["Type"]:
                j.refuse("CampaignServiceCriterionDoesNotMatch")
                j.keyed = False
                return j  # of another criterion nothing more is judged
            j.keyed = self.repeats(j, criterion, stored["Criterion"])
        if criterion is None and j.adding:
            return j
        kind = kind_of(criterion or stored["Criterion"])
        if not negative and kind != "LocationIntent":
            self.bid(j, target_of(kind), campaign_type == "PerformanceMax")
        return j

    def group_fits(self, world, parent):
        """Whether the ad group's type takes them."""
        return True

    def place(self, world, j, criterion, negative, parent, campaign_type):
        """Whether a new criterion may be there."""
        if criterion is None:
            j.refuse(self.no_criterion)
            return False
        kind = kind_of(criterion)
        target = target_of(kind)
        places = getattr(target, ("not_" if negative else "") + {"Campaign": "campaign", "AdGroup": "group"}[self.of])
        if not places:
            j.refuse("CampaignServiceCriterionTypeNotAllowed")
            return False
        if self.of == "AdGroup" and expired(world, world.store.get("AdGroup", parent).view):
            j.refuse("CampaignServiceAdGroupExpired")
        wrong = target.judge(criterion)
        for code in wrong:
            j.refuse(code)
        if campaign_type not in places:
            j.refuse("InvalidCriterionForCampaignType")
        elif not self.group_fits(world, parent):
            j.refuse("InvalidCriterionForAdGroupType")
            return False
        if set(wrong) - {"CampaignServiceInvalidTargetName"} or campaign_type not in places:  # the name is not what makes it another
            return False
        if target.known and not target.known(criterion):
            j.refuse(target.unknown)
            return False
        if criterion.get("AgeRange", criterion.get("GenderType")) == "Unknown" and campaign_type != "Audience":
            j.refuse(f"CampaignServiceInvalid{kind}Target")
            return False
        view = shown_target(criterion)
        if kind == "Location" and self.conflicts(world, parent, view["LocationId"], negative):
            j.refuse("CampaignServiceConflictWithLocationExclusion")
            return False
        j.view["Criterion"] = view
        if kind in ("Age", "Gender", "Profile", *HOTEL_TARGETS) and world.store.holder(self.name, parent, (*identity(view), not negative)) is not None:
            j.refuse(self.taken_on_add)  # it is bid on, or excluded
            return False
        if kind == "DayTime" and any(overlaps(view, r.view["Criterion"]) and identity(view) != identity(r.view["Criterion"])
                                     for r in world.store.children(self.name, parent) if r.view["Criterion"]["Type"] == "DayTimeCriterion"):
            j.refuse(OVERLAP)
            return False
        return True

    def conflicts(self, world, parent, location, negative):
        """The same location, or for targets one around it, and for exclusions one in it, is on the other side."""
        others = [location] + [around if not negative else inside for inside, around in WITHIN.items()
                               if location == (inside if not negative else around)]
        return any(world.store.holder(self.name, parent, ("Location", other, not negative)) is not None for other in others)

    def repeats(self, j, criterion, stored):
        """An update may send the criterion again, as it is."""
        kind = kind_of(criterion)
        members = target_of(kind).members if kind != "LocationIntent" else ()
        differs = [m for m in members if criterion.get(m) is not None and str(said(m, criterion[m])) != str(stored[m])]
        for member in differs:
            j.refuse("CampaignServiceCriterionDoesNotMatch", member)
        for member in members if kind == "Profile" else ():  # which profile it is must be said again
            if criterion.get(member) is None:
                j.refuse({"ProfileId": "CampaignServiceInvalidTargetId", "ProfileType": "InvalidProfileType"}[member])
        return not differs

    def bid(self, j, target, without_bids):
        bid = j.sent.get("CriterionBid")
        if not target.bids:
            j.view["CriterionBid"] = {"Type": "BidMultiplier", "Multiplier": 0}
            return
        if bid is not None and bid["Type"] != "BidMultiplier":
            if not j.adding and target.needs_bid and not without_bids:
                j.refuse(self.wrong_bid_class)
                return
            bid = None  # where none is needed one of another class is not heard
        if bid is None:
            if j.adding:
                j.view["CriterionBid"] = {"Type": "BidMultiplier", "Multiplier": 0}
            elif target.needs_bid and not without_bids:
                j.refuse(self.no_bid)
        elif without_bids and bid["Multiplier"]:
            j.refuse("InvalidBidMultiplier")
        elif not target.least <= bid["Multiplier"] <= target.most:
            j.refuse(target.wrong_bid)
        else:
            j.view["CriterionBid"] = {"Type": "BidMultiplier", "Multiplier": bid["Multiplier"]}

    def full(self, world, row, view, account, parent):
        """Some kinds are limited, times on a day as well."""
        if row is not None:
            return None
        kind, where = criterion_type(view["Criterion"]), {"Campaign": "campaign", "AdGroup": "ad-group"}[self.of]
        here = [r.view["Criterion"] for r in world.store.children(self.name, parent)]
        alike = [c for c in here if criterion_type(c) == kind]
        if kind == "DayTime" and sum(c["Day"] == view["Criterion"]["Day"] for c in alike) >= world.limits["DayTime-criterions-per-day"]:
            return TOO_MANY[kind, where]
        limit = world.limits.get(f"{kind}-criterions-per-{where}")
        return TOO_MANY[kind, where] if limit is not None and len(alike) >= limit else None

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
    devices = [world.store.holder(kind.name, parent, ("Device", d, False)) for d in DEVICES]
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
