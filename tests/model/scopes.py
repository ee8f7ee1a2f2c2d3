"""The product scope of a campaign: one, of up to seven conditions that all hold."""
from campaign_types import type_of
from checks import Judged
from criterions import Criterions
from tree_kinds import PRODUCTS

WRONG = "CampaignCriterionProductConditionInvalid"


class Scopes(Criterions):
    criterion_type = "ProductScope"

    def __init__(self):
        super().__init__("Campaign")
        self.name = "ScopeCriterion"
        self.taken_on_add, self.taken_in_call = "CampaignCriterionAlreadyExists", "CampaignCriterionDuplicateCampaignId"

    def key(self, view):
        return "one"

    def judge(self, world, sent, stored, row, account, parent, options):
        j = Judged(sent, stored, ())
        if self.elsewhere(j, parent):
            return j
        criterion, kind = sent.get("Criterion"), type_of(world, "Campaign", parent)
        if j.adding:
            j.view = {"Type": sent["Type"], "CampaignId": str(parent), "Id": None, "Status": "Active", "ForwardCompatibilityMap": [], "CriterionBid": None}
            j.id_is_refused(self.id_on_add)
            if criterion is None:
                j.refuse(self.no_criterion)
                j.keyed = False
                return j
            if sent["Type"].startswith("Negative"):
                j.refuse("CampaignServiceCriterionTypeNotAllowed")
                j.keyed = False
                return j
            if kind not in ("Shopping", "Search"):
                j.refuse("InvalidCriterionForCampaignType")
                j.keyed = False
        if criterion is not None:
            self.conditions(j, criterion["Conditions"], kind)
        return j

    @staticmethod
    def conditions(j, conditions, kind):
        if not conditions:
            return j.refuse(WRONG)
        if len(conditions) > 7:
            return j.refuse("CampaignCriterionTooManyConditions")
        operands = []
        for c in conditions:
            if c is None:
                j.refuse("ProductConditionIsNull")
                continue
            operand, attribute = c.get("Operand"), c.get("Attribute")
            allowed = PRODUCTS.operands.get(operand)
            if operand == "All" or allowed is None or (kind == "Search" and operand in OTHERS_OF_SEARCH):
                j.refuse("CampaignServiceProductConditionOperandInvalid")
                continue
            if not attribute or (isinstance(allowed, tuple) and attribute not in allowed):
                j.refuse("CampaignServiceProductConditionAttributeInvalid")
            elif not isinstance(allowed, tuple) and len(attribute) > allowed:
                j.refuse("CampaignServiceProductConditionAttributeTooLong")
            if c.get("Operator") not in (None, "Equals"):
                j.refuse(WRONG)
            if operand in operands:
                j.refuse("CampaignCriterionDuplicateProductConditionOperand")
            elif any(o[:-1] == operand[:-1] and o > operand for o in operands) and operand[:-1] in ("CategoryL", "ProductType"):
                j.refuse(WRONG)
            operands.append(operand)
        j.view["Criterion"] = {"Type": "ProductScope", "Conditions": [
            {"Attribute": c["Attribute"], "Operand": c["Operand"], "Operator": "Equals"} for c in conditions if c and c.get("Operand")]}
        return None

    def refuses_delete(self, world, row):
        return None

    def shown(self, world, row):
        return row.view


OTHERS_OF_SEARCH = [f"{family}{n}" for family in ("CategoryL", "ProductType") for n in range(2, 6)]
