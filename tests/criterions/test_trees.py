#!/usr/bin/python3
"""Trees of product partitions and hotel groups over both wires, by clients that are not ours (requests, zeep strict): built, read back, changed,
refused as a whole."""
import unittest

from wires import SANDBOX, Refused, Rest, Soap  # first: it knows where the others are
from server import close_shared, shared

API = []


def setUpModule():
    server = shared("--seed", "demo")
    API[:] = [Rest(server), Soap(server)]


def tearDownModule():
    close_shared()


class Tree:
    """The actions of a call on an ad group."""

    def __init__(self, group, criterion="ProductPartition"):
        self.group, self.criterion, self.actions = group, criterion, []

    def subdivision(self, parent, operand="All", attribute=None):
        return self._add("BiddableAdGroupCriterion", self._node(parent, operand, attribute, "Subdivision"))

    def unit(self, parent, operand="All", attribute=None, bid=0.35):
        node = self._node(parent, operand, attribute, "Unit")
        if bid is None:
            return self._add("NegativeAdGroupCriterion", node)
        return self._add("BiddableAdGroupCriterion", node, CriterionBid={"Type": "FixedBid", "Amount": bid})

    def update(self, number, **members):
        self._act("Update", {"Type": "BiddableAdGroupCriterion", "AdGroupId": self.group, "Id": number, **members})

    def delete(self, number):
        self._act("Delete", {"Type": "BiddableAdGroupCriterion", "AdGroupId": self.group, "Id": number})

    def _node(self, parent, operand, attribute, kind):
        condition = {"Operand": operand, "Attribute": attribute}
        if self.criterion == "HotelGroup":
            return {"Type": "HotelGroup", "ParentCriterionId": parent, "Listing": condition, "ListingType": kind}
        return {"Type": "ProductPartition", "ParentCriterionId": parent, "Condition": condition, "PartitionType": kind}

    def _add(self, kind, node, **members):
        number = -1 - len(self.actions)
        self._act("Add", {"Type": kind, "AdGroupId": self.group, "Id": number, "Criterion": node, **members})
        return number

    def _act(self, action, criterion):
        self.actions.append({"Action": action, "AdGroupCriterion": criterion})


def lines(nodes):
    """A tree as text, two spaces a level; `-` excluded."""
    below = {}
    for n in nodes:
        below.setdefault(n["Criterion"].get("ParentCriterionId"), []).append(n)
    out = []

    def show(parent, level):
        for n in below.get(parent, []):
            c = n["Criterion"]
            condition = c.get("Condition") or c.get("Listing")
            bid = "-" if n["Type"] == "NegativeAdGroupCriterion" else n.get("CriterionBid", {}).get("Amount", "")
            out.append(f"{'  ' * level}{condition['Operand']}={condition.get('Attribute', '*')} {bid}".rstrip())
            show(n["Id"], level + 1)

    show(None, 0)
    return out


class Trees(unittest.TestCase):
    def both(self, story):
        """The same story over each wire; what it tells must be the same."""
        rest, soap = (story(wire, wire.name) for wire in API)
        self.assertEqual(rest, soap)
        return rest

    @staticmethod
    def group(wire, name, **campaign):
        (parent,) = wire("AddCampaigns", {"AccountId": str(SANDBOX.account), "Campaigns": [
            {"Name": name, "BudgetType": "DailyBudgetStandard", "DailyBudget": 7.5, "Languages": ["English"], **campaign}]})["CampaignIds"]
        return wire("AddAdGroups", {"CampaignId": parent, "AdGroups": [{"Name": "All", "Language": "English"}]})["AdGroupIds"][0]

    @staticmethod
    def shop(wire, name):
        (store, *_) = wire("GetBMCStoresByCustomerId", {})["BMCStores"]
        return Trees.group(wire, name, CampaignType="Shopping", Settings=[
            {"Type": "ShoppingSetting", "StoreId": store["Id"], "SalesCountryCode": "US", "Priority": 0}])

    @staticmethod
    def read(wire, group, kind="ProductPartition"):
        return wire("GetAdGroupCriterionsByIds", {"AdGroupId": group, "AdGroupCriterionIds": None, "CriterionType": kind}).get("AdGroupCriterions", [])

    def apply(self, wire, tree, kind="ProductPartition"):
        """Ids and [(index, symbol)] without what only stands beside others."""
        answer = wire(f"Apply{kind}Actions", {"CriterionActions": tree.actions})
        errors = [(e["Index"], e["ErrorCode"]) for e in answer.get("PartialErrors", [])]
        if errors:
            self.assertEqual(sorted({i for i, _ in errors}), list(range(len(tree.actions))), "every action has an error")
            self.assertEqual(answer["AdGroupCriterionIds"], [[]] * len(tree.actions), "no ids")
        return answer["AdGroupCriterionIds"], [e for e in errors if e[1] != "CampaignServiceRelatedProductPartitionActionError"]

    def test_the_life_of_a_tree(self):
        def story(wire, name):
            group = self.shop(wire, "Partitions " + name)
            told = [lines(self.read(wire, group))]
            first = Tree(group)
            first.unit(None)
            (root,), errors = self.apply(wire, first)
            bid = Tree(group)
            bid.update(root, CriterionBid={"Type": "FixedBid", "Amount": 0.45}, TrackingUrlTemplate="{lpurl}?a=b")
            self.assertEqual(self.apply(wire, bid), ([root], []))
            (node,) = self.read(wire, group)
            told += [errors, {**node, "Id": 0, "AdGroupId": 0}]

            grown = Tree(group)
            grown.delete(root)
            top = grown.subdivision(None)
            animals = grown.subdivision(top, "CategoryL1", "Animals & Pet Supplies")
            supplies = grown.subdivision(animals, "CategoryL2", "Pet Supplies")
            grown.unit(supplies, "Brand", "Brand A")
            grown.unit(supplies, "Brand", "Brand B", None)
            grown.unit(supplies, "Brand", bid=None)
            grown.unit(animals, "CategoryL2")
            grown.unit(top, "CategoryL1", "Electronics")
            grown.unit(top, "CategoryL1")
            ids, errors = self.apply(wire, grown)
            told += [errors, lines(self.read(wire, group))]

            replaced = Tree(group)
            replaced.delete(ids[8])
            electronics = replaced.subdivision(ids[1], "CategoryL1", "Electronics")
            replaced.unit(electronics, "Brand", "Brand C", 0.5)
            replaced.unit(electronics, "Brand")
            _, errors = self.apply(wire, replaced)
            told += [errors, lines(self.read(wire, group))]

            broken = Tree(group)
            broken.unit(ids[1], "Brand", "Brand D")
            broken.update(ids[4], CriterionBid={"Type": "FixedBid", "Amount": 0.9})
            broken.delete(ids[6])
            broken.unit(ids[4], "Condition", "Old")
            told += [self.apply(wire, broken), lines(self.read(wire, group))]

            gone = Tree(group)
            gone.delete(ids[1])
            told += [self.apply(wire, gone)[1], self.read(wire, group)]
            return told

        told = self.both(story)
        self.assertEqual(told[:2], [[], []])
        self.assertEqual((told[2]["CriterionBid"]["Amount"], told[2]["TrackingUrlTemplate"], told[2]["Status"]), (0.45, "{lpurl}?a=b", "Active"))
        self.assertEqual(told[4], ["All=*", "  CategoryL1=Animals & Pet Supplies", "    CategoryL2=Pet Supplies", "      Brand=Brand A 0.35",
                                   "      Brand=Brand B -", "      Brand=* -", "    CategoryL2=* 0.35", "  CategoryL1=Electronics 0.35",
                                   "  CategoryL1=* 0.35"])
        self.assertEqual(told[6][-4:], ["  CategoryL1=* 0.35", "  CategoryL1=Electronics", "    Brand=Brand C 0.5", "    Brand=* 0.35"])
        self.assertEqual(told[7][1], [(0, "CampaignServiceProductPartitionSiblingsMustHaveSameOperand"),
                                      (2, "CampaignServiceRemainingProductsNodeRequired"), (3, "CampaignServiceProductConditionAttributeInvalid"),
                                      (3, "CampaignServiceCannotAddChildrenToProductPartitionUnit")])
        self.assertEqual(told[8], told[6], "nothing changed")
        self.assertEqual(told[9:], [[], []])

    def test_hotels(self):
        def story(wire, name):
            group = self.group(wire, "Hotels " + name, CampaignType="Hotel")
            tree = Tree(group, "HotelGroup")
            root = tree.subdivision(None)
            tree.unit(root, "StarRating", "5", 1.25)
            tree.unit(root, "StarRating", bid=None)
            ids, errors = self.apply(wire, tree, "HotelGroup")
            broken = Tree(group, "HotelGroup")
            broken.unit(ids[0], "StarRating", "6")
            return [errors, lines(self.read(wire, group, "HotelGroup")), self.read(wire, group), self.apply(wire, broken, "HotelGroup")]

        self.assertEqual(self.both(story), [[], ["All=*", "  StarRating=5 1.25", "  StarRating=* -"], [],
                                            ([[]], [(0, "CampaignServiceProductConditionAttributeInvalid")])])

    def test_calls_that_fail_as_a_whole(self):
        def story(wire, name):
            group, other = (self.shop(wire, f"Shop {i} {name}") for i in range(2))
            search = self.group(wire, "Search " + name, CampaignType="Search")
            told = []
            two = Tree(group)
            two.unit(None)
            two.group = other
            two.unit(None)
            for tree, kind in ((Tree(group), "ProductPartition"), (two, "ProductPartition"), (Tree(search), "ProductPartition"),
                               (Tree(search, "HotelGroup"), "HotelGroup"), (Tree(1), "ProductPartition")):
                if tree.group != group and tree is not two:
                    tree.unit(None)
                with self.assertRaises(Refused) as refused:
                    self.apply(wire, tree, kind)
                told.append([symbol for _, symbol in refused.exception.errors])
            return told

        self.assertEqual(self.both(story), [
            ["CampaignServiceAdGroupCriterionActionsNullOrEmpty"], ["CampaignServiceCriterionActionsAdGroupLimitExceeded"],
            ["CampaignServiceCampaignIsNotOfTypeShopping"], ["InvalidCriterionForAdGroupType"], ["CampaignServiceInvalidAdGroupId"]])

    def test_five_thousand_actions(self):
        wire = API[0]
        group = self.shop(wire, "Large")
        tree = Tree(group)
        root = tree.subdivision(None)
        tree.unit(root, "Id")
        for i in range(4998):
            tree.unit(root, "Id", f"product {i}")
        ids, errors = self.apply(wire, tree)
        self.assertEqual((len(ids), errors), (5000, []))
        nodes = self.read(wire, group)
        self.assertEqual([n["Id"] for n in nodes], ids)
        self.assertEqual(nodes[-1]["Criterion"]["Condition"]["Attribute"], "product 4997")
        tree.unit(root, "Id", "one more")
        with self.assertRaises(Refused) as refused:
            self.apply(wire, tree)
        self.assertEqual(refused.exception.errors, [(4105, "CampaignServiceAdGroupCriterionsEntityLimitExceeded")])


if __name__ == "__main__":
    unittest.main()
