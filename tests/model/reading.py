"""Reads the service and holds it against the model: listings by parent, entities by ids, what is on an entity."""
import dataclasses

from campaign_types import TYPES
from flags import ALL, shown
from shared import PROPERTIES
from targets import HOTEL_TARGETS
from tree_kinds import TREES
from wire import Refused
from world import CRITERION_TYPES, KINDS

AD_TYPES = ("ResponsiveSearch", "AppInstall", "DynamicSearch", "Product", "Hotel")
# Kind: operation by parent, its member with the parent, member of the answer.
BY_PARENT = {"Campaign": ("GetCampaignsByAccountId", "AccountId", "Campaigns"),
             "AdGroup": ("GetAdGroupsByCampaignId", "CampaignId", "AdGroups"),
             "Keyword": ("GetKeywordsByAdGroupId", "AdGroupId", "Keywords"), "Ad": ("GetAdsByAdGroupId", "AdGroupId", "Ads"),
             "Budget": ("GetBudgetsByIds", None, "Budgets"), "Label": ("GetLabelsByIds", None, "Labels"),
             "BidStrategy": ("GetBidStrategiesByIds", None, "BidStrategies")}
BY_IDS = {"Campaign": ("GetCampaignsByIds", 100), "AdGroup": ("GetAdGroupsByIds", 1000), "Keyword": ("GetKeywordsByIds", 1000),
          "Ad": ("GetAdsByIds", 20), "Budget": ("GetBudgetsByIds", 100), "Label": ("GetLabelsByIds", 100), "BidStrategy": ("GetBidStrategiesByIds", 100)}
GONE = {"AdGroup": ("Campaign", "CampaignServiceInvalidCampaignId"), "Keyword": ("AdGroup", "CampaignServiceInvalidAdGroupId"),
        "Ad": ("AdGroup", "CampaignServiceInvalidAdGroupId")}

# An id of a type that was not asked for.
OF_ANOTHER_TYPE = {"Campaign": "EntityIdFilterMismatch", "Ad": "CampaignServiceAdTypeDoesNotMatch"}

SHARERS = {"Sharers": "Budget", "Members": "BidStrategy"}  # campaigns that spend a budget, or are in a portfolio
PAGES = {"CampaignWebpageCriterion": ("Campaign", "Webpage"), "AdGroupWebpageCriterion": ("AdGroup", "Webpage"),
         "ScopeCriterion": ("Campaign", "ProductScope"), **{name + "Criterion": ("AdGroup", name) for name in HOTEL_TARGETS}}

BELOW_GROUPS = ("AdGroupWebpageCriterion", *TREES, *(name + "Criterion" for name in HOTEL_TARGETS))


@dataclasses.dataclass(frozen=True)
class Asked:
    """What a reading call asks for: ReturnAdditionalFields by kind, CampaignType, AdTypes."""
    flags: dict = dataclasses.field(default_factory=lambda: ALL)
    campaign_types: tuple = tuple(TYPES)
    ad_types: tuple = AD_TYPES


class Mismatch(AssertionError):
    pass


def differences(said, meant, at=""):
    """Where two values differ, a line each."""
    if isinstance(said, dict) and isinstance(meant, dict):
        for name in sorted(said.keys() | meant.keys()):
            yield from differences(said.get(name, "(absent)"), meant.get(name, "(absent)"), f"{at}.{name}")
    elif isinstance(said, list) and isinstance(meant, list) and isinstance((said + meant + [None])[0], tuple):  # errors
        yield f"only the service: {sorted(set(said) - set(meant))}; only the model: {sorted(set(meant) - set(said))}"
    elif isinstance(said, list) and isinstance(meant, list) and len(said) == len(meant):
        for i, (a, b) in enumerate(zip(said, meant)):
            yield from differences(a, b, f"{at}[{i}]")
    elif said != meant:
        yield f"{at}: the service says {said!r}, the model {meant!r}"


def same(what, said, meant):
    if said != meant:
        raise Mismatch("\n".join([what] + list(differences(said, meant))[:12]))


def errors_of(answer):
    return sorted((e["Index"], e["ErrorCode"]) for e in answer["PartialErrors"])


class Reading:
    def __init__(self, world, wires, rng):
        self.world, self.wires, self.rng = world, wires, rng
        self.entities = 0
        self.asked = Asked()

    def ask_for_some(self):
        """Now and then only some of the flags and types are asked for."""
        self.asked = Asked() if self.rng.random() < 0.5 else Asked(
            {kind: tuple(f for f in flags if self.rng.random() < 0.5) for kind, flags in ALL.items()},
            self.rng.sample(list(TYPES), self.rng.randint(1, len(TYPES))), self.rng.sample(AD_TYPES, self.rng.randint(1, len(AD_TYPES))))

    def more(self, kind):
        """Members of a request that say what of the entities is wanted."""
        flags = self.asked.flags.get(kind)
        body = {"ReturnAdditionalFields": ", ".join(flags)} if flags else {}
        if kind == "Campaign":
            body["CampaignType"] = ", ".join(self.asked.campaign_types)
        if kind == "Ad":
            body["AdTypes"] = list(self.asked.ad_types)
        return body

    def is_asked_for(self, kind, view):
        """Whether the entity is of a type that is asked for."""
        return {"Campaign": view.get("CampaignType") in self.asked.campaign_types, "Ad": view.get("Type") in self.asked.ad_types}.get(kind, True)

    def as_asked(self, kind, view):
        kind = "AdGroupCriterion" if kind in TREES else PAGES[kind][0] + "Criterion" if kind in PAGES else kind
        return shown(kind, view, self.asked.flags.get(kind, ()))

    def ask(self, account, protocol, operation, body):
        return self.wires[account](protocol, operation, body)

    def fetch(self, account, protocol, scope):
        """What the service says of a scope (kind, parent)."""
        kind, parent = scope
        if kind in BY_PARENT:
            operation, member, list_name = BY_PARENT[kind]
            answer = self.ask(account, protocol, operation, ({member: parent} if member else {}) | self.more(kind))[list_name]
            self.world.learn(kind, account, answer)
            return answer
        if kind in ("CampaignCriterion", "AdGroupCriterion"):
            answers = {}
            for name in CRITERION_TYPES[kind]:
                body = {kind + "Ids": None, kind[:-9] + "Id": parent, "CriterionType": name} | self.more(kind)
                answers[name] = self.ask(account, protocol, f"Get{kind}sByIds", body)[kind + "s"]
                self.world.learn(kind, account, answers[name])
            return answers
        if kind in PAGES:
            of, name = PAGES[kind]
            body = {of + "CriterionIds": None, of + "Id": parent, "CriterionType": name} | self.more(of + "Criterion")
            return self.ask(account, protocol, f"Get{of}CriterionsByIds", body)[of + "Criterions"]
        if kind in TREES:
            body = {"AdGroupCriterionIds": None, "AdGroupId": parent, "CriterionType": kind} | self.more("AdGroupCriterion")
            return sorted(self.ask(account, protocol, "GetAdGroupCriterionsByIds", body)["AdGroupCriterions"], key=lambda node: int(node["Id"]))
        if kind in ("CampaignNegative", "AdGroupNegative"):
            answer = self.ask(account, protocol, "GetNegativeKeywordsByEntityIds", {"EntityIds": [parent], "EntityType": kind[:-8]})
            [entity] = answer["EntityNegativeKeywords"]
            return entity and entity["NegativeKeywords"]
        if kind in ("CampaignSites", "AdGroupSites"):
            of = kind[:-5]
            ids = [row.id for row in self.world.store.children(of, parent)]
            if not ids:
                return []
            member = "AccountId" if of == "Campaign" else "CampaignId"
            answer = self.ask(account, protocol, f"GetNegativeSitesBy{of}Ids", {member: parent, of + "Ids": ids})[of + "NegativeSites"]
            return [entity["NegativeSites"] for entity in answer]
        if kind == "Labelled":
            body = {"EntityType": parent[1], "LabelIds": [parent[0]]}
            return self.ask(account, protocol, "GetLabelAssociationsByLabelIds", body)["LabelAssociations"]
        if kind == "On":
            body = {"EntityType": parent[0], "EntityIds": [parent[1]]}
            return self.ask(account, protocol, "GetLabelAssociationsByEntityIds", body)["LabelAssociations"]
        if kind in SHARERS:
            of = SHARERS[kind]
            answer = self.ask(account, protocol, f"GetCampaignIdsBy{of}Ids", {of + "Ids": [parent]})
            return answer["CampaignIdCollection"][0]["Ids"]
        assert kind == "Property"
        answer = self.ask(account, protocol, "GetAccountProperties", {"AccountPropertyNames": list(PROPERTIES)})
        return {p["Name"]: p["Value"] for p in answer["AccountProperties"]}

    def meant(self, account, scope):
        kind, parent = scope
        world = self.world
        if kind in ("CampaignCriterion", "AdGroupCriterion"):
            return {name: [self.as_asked(kind, view) for view in views] for name, views in world.criterions(kind, parent).items()}
        if kind in KINDS:
            return [self.as_asked(kind, view) for view in world.listing(kind, parent) if self.is_asked_for(kind, view)]
        if kind in ("CampaignSites", "AdGroupSites"):
            return [world.sites(kind[:-5], row.id) for row in world.store.children(kind[:-5], parent)]
        if kind == "Labelled":
            return world.labelled(*parent)
        if kind in SHARERS:
            return [str(row.id) for row in world.store.children("Campaign", account) if row.view[SHARERS[kind] + "Id"] == str(parent)]
        if kind == "On":
            return [row.view for _, row in sorted(world.labels_on(*parent).items())]
        return {name: world.property(account, name) for name in PROPERTIES}

    def check(self, account, protocol, scope):
        self.ask_for_some()
        said, meant = self.fetch(account, protocol, scope), self.meant(account, scope)
        self.asked = Asked()
        self.entities += len(meant)
        same(f"{scope} of account {account} over {protocol}", said, meant)

    def check_ids(self, account, protocol, kind, parent, ids):
        """GetXByIds: one entry an id, nil and an error where there is none."""
        operation, most = BY_IDS[kind]
        ids = ids[:most]
        self.ask_for_some()
        member, list_name = BY_PARENT[kind][1:]
        answer = self.ask(account, protocol, operation, ({member: parent} if member else {}) | {kind + "Ids": ids} | self.more(kind))
        self.world.learn(kind, account, answer[list_name])
        meant, errors = [], []
        for i, id_ in enumerate(ids):
            row = self.world.store.get(kind, id_)
            here = row is not None and row.parent == parent
            view = KINDS[kind].shown(self.world, row) if here else None
            wanted = here and self.is_asked_for(kind, view)
            meant.append(self.as_asked(kind, view) if wanted else None)
            if here and not wanted:
                errors.append((i, OF_ANOTHER_TYPE[kind]))
            elif not here:
                elsewhere = row is not None and row.account == account and KINDS[kind].other_parent
                errors.append((i, elsewhere or KINDS[kind].unknown))
        self.entities += len(ids)
        same(f"{kind} {ids} under {parent} over {protocol}", answer[list_name], meant)
        same(f"errors of {operation}", errors_of(answer), errors)
        self.asked = Asked()

    def check_gone(self, account, protocol, kind, parent):
        """What lay below something that was deleted cannot be asked for."""
        try:
            said = self.fetch(account, protocol, (kind, parent))
        except Refused as refused:
            return same(f"{kind} below {parent}, which is gone", refused.codes, [GONE[kind][1]])
        raise Mismatch(f"{kind} below {parent}, which is gone: {said}")

    def all_scopes(self, account):
        store = self.world.store
        yield from ((kind, account) for kind in ("Campaign", "Budget", "BidStrategy", "Label", "CampaignSites", "Property"))
        yield from ((kind, row.id) for kind, of in SHARERS.items() for row in store.children(of, account))
        for campaign in store.children("Campaign", account):
            yield from ((kind, campaign.id) for kind in ("AdGroup", "CampaignNegative", "AdGroupSites", "CampaignCriterion", "CampaignWebpageCriterion",
                                                           "ScopeCriterion"))
            for group in store.children("AdGroup", campaign.id):
                yield from ((kind, group.id) for kind in ("Keyword", "Ad", "AdGroupNegative", "AdGroupCriterion", *BELOW_GROUPS))
        for label in store.children("Label", account):
            yield from (("Labelled", (label.id, entity_type)) for entity_type in ("Campaign", "AdGroup", "Ad", "Keyword"))

    def check_all(self, accounts, protocols):
        n = 0
        for account in accounts:
            for scope in self.all_scopes(account):
                self.check(account, protocols[n % len(protocols)], scope)
                n += 1
