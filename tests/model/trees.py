"""Trees of product partitions and of hotel groups: a call of actions on one ad group does all of them or none.

An action may be told what is wrong with it; the others of the call are then told that they are related to it. What an answer says of a tree
is judged as the call leaves it, so that a node may be deleted and replaced in one call.
"""
from campaign_types import campaign_of
from checks import Judged, fold
from criterions import URL_MEMBERS
from engine import Kind, Outcome
from store import Row
from tree_kinds import PRODUCTS, Node

SERVICE = "CampaignService"
RELATED = SERVICE + "RelatedProductPartitionActionError"
LEVELS = 7  # below the root


class Nodes(Kind):
    """How the store and the readers know them."""

    def __init__(self, name):
        self.name = name

    def shown(self, world, row):
        parent = world.real(row.view["Criterion"]["ParentCriterionId"])
        return {**row.view, "Criterion": {**row.view["Criterion"], "ParentCriterionId": parent and str(parent)}}


class Apply:
    def __init__(self, world, kind, account, actions):
        self.world, self.kind, self.account, self.actions = world, kind, account, actions
        self.errors = [[] for _ in actions]
        self.views = {}       # index -> what an action makes of a node

    def __call__(self):
        fault = self.fault()
        if fault:
            return Outcome(fault=[fault])
        group = next(int(a["AdGroupCriterion"]["AdGroupId"]) for a in self.actions if a and a["AdGroupCriterion"])
        self.group, self.campaign = group, campaign_of(self.world, "AdGroup", group)
        self.rows = {r.id: r for r in self.world.store.children(self.kind.name, group)}
        self.gone = self.deletions()
        self.updates()
        self.nodes = {r.id: self.node_of(r) for r in self.rows.values() if r.id not in self.gone}
        self.additions()
        self.is_complete()
        if any(self.errors):
            return Outcome(errors=[(i, code) for i, codes in enumerate(self.errors) for code in codes or [RELATED]],
                           rows=[None] * len(self.actions))
        return Outcome(rows=self.done())

    def fault(self):
        if not self.actions:
            return SERVICE + "AdGroupCriterionActionsNullOrEmpty"
        groups = {int(a["AdGroupCriterion"]["AdGroupId"]) for a in self.actions if a and a["AdGroupCriterion"]}
        if len(groups) > 1:
            return SERVICE + "CriterionActionsAdGroupLimitExceeded"
        row = self.world.store.get("AdGroup", min(groups))
        if row is None or row.account != self.account:
            return SERVICE + "InvalidAdGroupId"
        campaign = campaign_of(self.world, "AdGroup", row.id)["CampaignType"]
        if self.kind is PRODUCTS:
            return None if campaign == "Shopping" else SERVICE + "CampaignIsNotOfTypeShopping"
        if row.view["AdGroupType"] == "HotelAds":
            return None
        return "InvalidCriterionForAdGroupType" if campaign in ("Search", "Hotel") else "InvalidCriterionForCampaignType"

    def node_of(self, row):
        criterion = row.view["Criterion"]
        condition = criterion[self.kind.condition]
        return Node(row.id, self.world.real(criterion["ParentCriterionId"]), condition["Operand"], condition["Attribute"], criterion[self.kind.node_type] == "Subdivision")

    def of_action(self, action):
        """(index, criterion) of the good ones of a kind."""
        for i, a in enumerate(self.actions):
            if a is None or a["AdGroupCriterion"] is None:
                if action == "Add":
                    self.errors[i].append(SERVICE + ("AdGroupCriterionActionNull" if a is None else "AdGroupCriterionIsNull"))
            elif a["Action"] == action:
                yield i, a["AdGroupCriterion"]

    def existing(self, action):
        """Deletions and updates: of ids that are there, each once."""
        seen = set()
        for i, c in self.of_action(action):
            id_ = int(c["Id"])
            if id_ in seen:
                self.errors[i].append(SERVICE + "DuplicateAdGroupCriterionId")
            elif id_ not in self.rows:
                gone = self.world.store.get("DeletedNode", id_)
                self.errors[i].append(SERVICE + ("AdGroupCriterionIsDeleted" if gone and gone.parent == self.group else "AdGroupCriterionDoesNotExist"))
            else:
                yield i, c, self.rows[id_]
            seen.add(id_)

    def deletions(self):
        """What goes, with all that lies below it: id -> the action that does it."""
        gone = {row.id: i for i, _, row in self.existing("Delete")}
        while more := {r.id: gone[above] for r in self.rows.values()
                       if r.id not in gone and (above := self.world.real(r.view["Criterion"]["ParentCriterionId"])) in gone}:
            gone |= more
        return gone

    def updates(self):
        for i, c, row in self.existing("Update"):
            if self.gone.get(row.id, i) < i:
                self.errors[i].append(SERVICE + "AdGroupCriterionIsDeleted")
                continue
            if row.view["Type"].startswith("Negative"):
                self.errors[i].append(SERVICE + "NegativeAdGroupCriterionImmutable")
                continue
            if c.get("Criterion") is not None:
                self.errors[i] += [SERVICE + "ProductPartitionCriterionImmutable"] * self.differences(c["Criterion"], row.view["Criterion"])
            self.biddable(i, c, row.view, row.view["Criterion"][self.kind.node_type] == "Subdivision")

    def differences(self, sent, stored):
        """How many members are not as they are stored."""
        condition, before = sent[self.kind.condition], stored[self.kind.condition]
        return (sent[self.kind.node_type] != stored[self.kind.node_type]) + (
            (condition["Operand"], condition["Attribute"]) != (before["Operand"], before["Attribute"]))

    def biddable(self, i, c, stored, subdivision):
        """Bid and addresses: of units only."""
        j = Judged(c, stored, (*URL_MEMBERS, "CriterionBid"))
        if stored is None:
            j.view["EditorialStatus"] = "Active"
        bid, class_ = c.get("CriterionBid"), self.bid_class()
        if subdivision:
            if any(c.get(m) for m in ("TrackingUrlTemplate", "FinalUrlSuffix", "UrlCustomParameters")):
                j.refuse(SERVICE + "TemplateAndParametersNotAllowedForProductPartitionSubdivision")
        elif bid is not None and bid["Type"] != class_:
            if stored is None:
                j.refuse(SERVICE + "AdGroupCriterionInvalidBidType")
        elif bid is None:
            if stored is None:
                j.refuse(SERVICE + "AdGroupCriterionInvalidBidValue")
        else:
            amount = bid["RateAmount"]["Amount"] if class_ == "RateBid" else bid["Amount"]
            least, most = (0, 100) if class_ == "RateBid" else (0.01 if self.kind is PRODUCTS else 0.05, 1000)
            if not least <= amount <= most:
                j.refuse(SERVICE + "AdGroupCriterionInvalidBidValue")
            j.view["CriterionBid"] = bid
        if c.get("FinalUrls"):
            j.refuse(SERVICE + "FinalUrlAndMobileUrlNotAllowedForProductPartition")
        if self.kind.has_urls and not subdivision:
            j.urls(False)
        self.errors[i] += j.codes
        self.views[i] = j.view

    def bid_class(self):
        return "RateBid" if self.campaign["BiddingScheme"]["Type"] in ("PercentCpcBiddingScheme", "CommissionBiddingScheme") else "FixedBid"

    def additions(self):
        self.named = {}  # negative id -> node, or None when nothing can be told of it
        self.sent, self.new = [], []  # all that are told about, and the good ones
        for i, c in self.of_action("Add"):
            node = self.addition(i, c)
            if c.get("Id") is not None and int(c["Id"]) < 0:
                self.named[int(c["Id"])] = node
            if node and node.good:
                self.nodes[node.id] = node
                self.new.append(node)

    def addition(self, i, c):
        """The new node; None when there is something wrong with it, or with its parent."""
        errors = self.errors[i]
        if c.get("Id") is not None and int(c["Id"]) > 0:
            errors.append(SERVICE + "AdGroupCriterionIdShouldBeNullOnAdd")
        criterion = c.get("Criterion")
        if criterion is None:
            errors.append(SERVICE + "AdGroupCriterionCriterionIsNullOrEmpty")
            return None
        condition, kind = criterion[self.kind.condition], criterion[self.kind.node_type]
        subdivision, negative = kind == "Subdivision", c["Type"].startswith("Negative")
        if condition is None:
            errors.append(SERVICE + "AdGroupCriterionProductConditionIsNull")
        elif condition["Operand"] not in self.kind.operands:
            errors.append(SERVICE + "ProductConditionOperandInvalid")
        elif not self.attribute_fits(condition["Operand"], condition["Attribute"]):
            listed = isinstance(self.kind.operands[condition["Operand"]], tuple)
            errors.append(SERVICE + "ProductConditionAttribute" + ("Invalid" if listed else "TooLong"))
        compared = not any("ProductCondition" in e for e in errors)  # with others
        parent = criterion["ParentCriterionId"] and int(criterion["ParentCriterionId"])
        if negative and (subdivision or parent is None):
            errors.append(SERVICE + "InvalidAdGroupCriterionType")
        if negative:
            self.views[i] = {}
        else:
            self.biddable(i, c, None, subdivision)
        node = Node(-1 - i, parent, condition["Operand"], condition["Attribute"], subdivision, i) if compared else Node(
            -1 - i, parent, None, None, subdivision, i)  # a wrong condition might be meant for the rest
        node.good = not errors
        self.sent.append(node)
        node.good = self.hangs(node, errors if compared else []) and node.good
        return node

    def attribute_fits(self, operand, attribute):
        allowed = self.kind.operands[operand]
        if attribute is None:
            return True
        return attribute in allowed if isinstance(allowed, tuple) else len(attribute) <= allowed

    def hangs(self, node, errors):
        """Whether a node can be where it says."""
        if node.parent is None:
            if node.operand not in ("All", None):
                errors.append(SERVICE + "ProductConditionOperandInvalid")
            elif any(n.parent is None for n in self.nodes.values()):
                errors.append(SERVICE + "ProductPartitionTreeRootAlreadyExists")
            return not errors
        if node.parent in self.named:
            above = self.named[node.parent]
            node.parent = above and above.id
            if above is None or not above.good:
                return False  # wrong itself
        elif node.parent not in self.nodes:
            errors.append(SERVICE + "ParentAdGroupCriterionIdInvalid")
            return False
        above = self.nodes[node.parent]
        if not above.subdivision:
            errors.append(SERVICE + "CannotAddChildrenToProductPartitionUnit")
        siblings = [n for n in self.nodes.values() if n.parent == node.parent]
        branch = self.branch(above)
        if node.operand and not self.follows(node.operand, [n.operand for n in branch]):
            errors.append(SERVICE + "InvalidProductPartitionHierarchy")
        elif siblings and siblings[0].operand != node.operand:
            errors.append(SERVICE + "ProductPartitionSiblingsMustHaveSameOperand")
        elif any(fold(n.attribute or "") == fold(node.attribute or "") for n in siblings):
            errors.append(SERVICE + "DuplicateProductConditions")
        if len(branch) > LEVELS:
            errors.append(SERVICE + "ProductPartitionTreeHeightLimitExceeeded")
        return not errors

    def branch(self, node):
        """From a node to the root."""
        found = [node]
        while found[-1].parent is not None:
            found.append(self.nodes[found[-1].parent])
        return found

    @staticmethod
    def follows(operand, above):
        """An operand comes once in a branch; levels of categories and product types ascend. All is the root's."""
        if operand in above or operand == "All":
            return False
        family, level = operand.rstrip("12345"), operand[-1]
        if family not in ("CategoryL", "ProductType"):
            return True
        return all(level > o[-1] for o in above if o.startswith(family))

    def is_complete(self):
        """Each subdivision has a node for the rest."""
        nodes = [*(n for n in self.nodes.values() if n.index is None), *self.sent]
        for node in nodes:
            if not node.subdivision or any(n.parent == node.id and n.attribute is None for n in nodes):
                continue
            taken = [i for i, c in self.of_action("Delete") if int(c["Id"]) in self.gone and self.was_rest_of(int(c["Id"]), node.id)]
            if taken:
                self.errors[taken[0]].append(SERVICE + "RemainingProductsNodeRequired")
            elif node.index is not None:
                self.errors[node.index].append(SERVICE + "RemainingProductsNodeMissingInProductPartition")

    def was_rest_of(self, id_, parent):
        criterion = self.rows[id_].view["Criterion"]
        return self.world.real(criterion["ParentCriterionId"]) == parent and criterion[self.kind.condition]["Attribute"] is None

    def done(self):
        """Changes the store; the rows that are new, and those that were changed or deleted: their ids are told again."""
        store, told = self.world.store, [None] * len(self.actions)
        for i, c in self.of_action("Delete"):
            told[i] = self.rows[int(c["Id"])]
        for i, c in self.of_action("Update"):
            row = told[i] = self.rows[int(c["Id"])]
            if row.id not in self.gone:
                store.put(self.kind.name, Row(row.id, row.account, row.parent, None, self.views[i]))
        for id_ in self.gone:
            store.put("DeletedNode", self.rows[id_])
            store.drop(self.kind.name, id_)
        for node in self.new:
            told[node.index] = store.new(self.kind.name, self.account, self.group, None, self.view(node, self.actions[node.index]["AdGroupCriterion"]))
            self.nodes[node.id] = told[node.index]
            if node.parent is not None and node.parent < 0:
                told[node.index].view["Criterion"]["ParentCriterionId"] = str(self.nodes[node.parent].id)
        return told

    def view(self, node, sent):
        condition = {"Attribute": node.attribute, "Operand": node.operand}
        if self.kind is PRODUCTS:
            condition["Operator"] = "Equals"
        criterion = {"Type": self.kind.name, self.kind.condition: condition, "ParentCriterionId": node.parent and str(node.parent),
                     self.kind.node_type: "Subdivision" if node.subdivision else "Unit"}
        return {"Type": sent["Type"], "AdGroupId": str(self.group), "Id": None, "Status": "Active", "Criterion": criterion, **self.views[node.index]}
