"""The reference model: what two accounts hold, what a call should answer, and what every reading operation should say of it."""
import calendar
import datetime

from ad_groups import AdGroups
from ads import Ads
from campaigns import Campaigns
from contexts import PROFILES
from criterions import Criterions
from hotel_targets import HotelTargets
from keywords import Keywords
from scopes import Scopes
from shared import LABELLED, PROPERTIES, Budgets, Labels, NegativeKeywords
from store import UNNAMED, Row, Store
from strategies import BidStrategies, change_members
from targets import HOTEL_TARGETS, TARGETS, criterion_type
from tree_kinds import TREES
from trees import Nodes
from webpages import Webpages

KINDS = {kind.name: kind for kind in (Campaigns(), AdGroups(), Keywords(), Ads(), Budgets(), Labels(), NegativeKeywords("Campaign"),
                                      NegativeKeywords("AdGroup"), Criterions("Campaign"), Criterions("AdGroup"), BidStrategies(),
                                      Webpages("Campaign"), Webpages("AdGroup"), Scopes(), *map(Nodes, TREES),
                                      *map(HotelTargets, HOTEL_TARGETS))}
# What goes with an entity; sites have the id of what they are of.
BELOW = {"Campaign": ("AdGroup", "CampaignNegative", "CampaignSites", "CampaignCriterion", "CampaignWebpageCriterion", "ScopeCriterion"),
         "AdGroup": ("Keyword", "Ad", "AdGroupNegative", "AdGroupSites", "AdGroupCriterion", "AdGroupWebpageCriterion", *TREES,
                     *(name + "Criterion" for name in HOTEL_TARGETS))}
# What the model sets lower than documented, so that random calls reach it.
LIMITS = {"campaigns-per-account": 24, "ad-groups-per-campaign": 9, "keywords-per-ad-group": 400, "keywords-per-account": 13000,
          "ads-per-ad-group": 6, "ads-per-account": 150, "active-responsive-search-ads-per-ad-group": 3, "budgets-per-account": 14,
          "campaigns-per-budget": 4, "bid-strategies-per-account": 6, "campaigns-per-bid-strategy": 4,
          "labels-per-account": 30, "labels-per-entity": 4, "negative-keywords-per-campaign": 150,
          "negative-keywords-per-ad-group": 60, "negative-keywords-per-account": 900,
          "Location-criterions-per-campaign": 3, "Location-criterions-per-ad-group": 3, "Radius-criterions-per-campaign": 2,
          "Radius-criterions-per-ad-group": 2, "DayTime-criterions-per-campaign": 4, "DayTime-criterions-per-ad-group": 3,
          "DayTime-criterions-per-day": 1, "CompanyName-criterions-per-campaign": 1, "CompanyName-criterions-per-ad-group": 1,
          "Webpage-criterions-per-campaign": 8, "Webpage-criterions-per-ad-group": 12}


BEGIN = datetime.date(2026, 3, 10)
# The CriterionTypes by which targets are read: each kind's, but profiles by theirs; of campaigns some are not asked for.
CRITERION_TYPES = {"AdGroupCriterion": (*(name for name in TARGETS if name != "Profile"), *PROFILES, "LocationIntent")}
CRITERION_TYPES["CampaignCriterion"] = tuple(name for name in CRITERION_TYPES["AdGroupCriterion"] if name not in ("Placement", "Topic", "Genre"))


class World:
    def __init__(self, limits):
        self.limits = limits
        self.today = BEGIN  # by the world's clock, in all time zones that campaigns have here
        self.store = Store()
        self.stores = {}        # account -> ids of the Merchant Center stores of its customer
        self.real_ids = {}      # of rows that had to be referred to before the service had named them
        self.assets = {}        # (account, text) -> id, as it was told first
        self.owner_of_asset = {}
        self.colors = {}        # label -> colour that the service chose
        self.locations = {}     # id -> what the service calls it

    def days_of_month(self):
        return calendar.monthrange(self.today.year, self.today.month)[1]

    def sharers(self, account, shared, member="BudgetId"):
        """How many campaigns spend a shared budget, or are in a portfolio (BidStrategyId)."""
        return sum(row.view[member] == str(shared) for row in self.store.below.get(("Campaign", account), {}).values())

    def inherited(self, campaign):
        scheme = self.store.get("Campaign", campaign).view["BiddingScheme"]["Type"]
        return {"Type": "InheritFromParent", "InheritedBidStrategyType": scheme.removesuffix("BiddingScheme")}

    def labels_on(self, entity_type, entity):
        return self.store.below.get(("Labelled", (entity_type, entity)), {})

    def asset(self, account, text):
        return self.assets.get((account, text))

    def color(self, label):
        return self.colors.get(label)

    def take_down(self, kind, row):
        """Deletes an entity and all that lies below it or on it."""
        if kind in LABELLED:
            for key in list(self.labels_on(kind, row.id)):
                self.store.drop("Labelled", key)
        if kind == "BidStrategy":
            change_members(self, row, {"BidStrategyId": None, "BidStrategyScope": None})
        if kind == "Label":
            for key in [k for k in self.store.of("Labelled") if k[0] == row.id]:
                self.store.drop("Labelled", key)
        for below in BELOW.get(kind, ()):
            for child in self.store.children(below, row.id):
                self.take_down(below, child)
        if kind == "AdGroup":  # its campaign has had one
            self.store.put("DeletedAdGroup", Row(row.id, row.account, row.parent, None, None))
        self.store.drop(kind, row.id)

    # What the service decides by itself is learned when it is first told, and must stay so.

    def learn(self, kind, account, answer):
        if kind == "Ad":
            for ad in answer:
                for link in (ad["Headlines"] + ad["Descriptions"]) if ad and "Headlines" in ad else ():
                    key, id_ = (account, link["Asset"]["Text"]), link["Asset"]["Id"]
                    if key not in self.assets and id_ not in self.owner_of_asset:
                        self.assets[key], self.owner_of_asset[id_] = id_, key
        if kind.endswith("Criterion"):
            for location in (item["Criterion"] for item in answer if item and item["Criterion"]["Type"] == "LocationCriterion"):
                self.locations.setdefault(location["LocationId"], {name: location[name] for name in ("DisplayName", "LocationType")})
        if kind == "Label":
            for label in answer:
                if label and int(label["Id"]) not in self.colors:
                    self.colors[int(label["Id"])] = label["ColorCode"]

    # What reading operations should answer.

    def listing(self, kind, parent):
        """All of a kind under a parent; None when there is no such parent."""
        return [KINDS[kind].shown(self, row) for row in self.store.children(kind, parent)]

    def criterions(self, kind, parent):
        """By type, as they are asked for."""
        listing = self.listing(kind, parent)
        return {name: [view for view in listing if criterion_type(view["Criterion"]) == name] for name in CRITERION_TYPES[kind]}

    def labelled(self, label, entity_type):
        return [row.view for key, row in sorted((int(r.view["EntityId"]), r) for r in self.store.of("Labelled").values()
                                                if r.view["LabelId"] == str(label) and r.parent[0] == entity_type)]

    def sites(self, of, id_):
        row = self.store.get(of + "Sites", id_)
        return row.view if row else []

    def property(self, account, name):
        row = self.store.get("Property", (account, name))
        return row.view if row else PROPERTIES[name]

    def named(self, rows, ids, kind):
        """Gives the rows that a call made the ids that the service told."""
        for row, id_ in zip(rows, ids):
            if row is not None and row.id < UNNAMED:
                assert row.id == id_, f"{kind} {row.id} is told as {id_}"
            elif row is not None:
                assert row.id > UNNAMED and self.store.get(kind, id_) is None, f"{kind} {id_} is not new"
                self.store.name(kind, row, id_)
                self.real_ids[row.id] = id_

    def real(self, id_):
        """Of an id that may be that of a row before it was named; nil is nil."""
        return None if id_ is None else self.real_ids.get(int(id_), int(id_))
