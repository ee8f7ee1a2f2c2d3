"""Webpages: what dynamic ads are shown for (in ad groups), and what they are not shown for (ad groups and campaigns)."""
from ad_groups import expired
from campaign_types import campaign_of, is_dynamic
from checks import Judged
from criterions import URL_MEMBERS, Criterions

WRONG_CONDITION = "WebpageCriterionConditionInvalid"
# Operand: its operators, the first is the default.
OPERATORS = {"Url": ("Contains", "Equals"), "PageTitle": ("Contains",), "PageContent": ("Contains",), "Category": ("Equals",), "CustomLabel": ("Equals",)}


def default_name(conditions):
    name = " and ".join(f"{c['Operand']} {c['Operator'].lower()} {c['Argument']}" for c in conditions) or "All Webpages"
    return name[:2048]  # no longer than a name may be


class Webpages(Criterions):
    criterion_type = "Webpage"

    def __init__(self, of):
        super().__init__(of)
        self.name = of + "WebpageCriterion"
        self.taken_on_add = self.taken_on_update = "WebpageCriterionAlreadyExists"
        self.taken_in_call = None

    def key(self, view):
        """The conditions, in whatever order. One is not both bid on and excluded."""
        conditions = view["Criterion"]["Parameter"]["Conditions"] or ()
        return frozenset((c["Operand"], c["Operator"], c["Argument"].lower()) for c in conditions)

    def judge(self, world, sent, stored, row, account, parent, options):
        j = Judged(sent, stored, ())
        if self.elsewhere(j, parent):
            return j
        criterion, negative, bids = sent.get("Criterion"), sent["Type"].startswith("Negative"), self.of == "AdGroup"
        if j.adding:
            j.view = {"Type": sent["Type"], self.of + "Id": str(parent), "Id": None, "Status": "Active"}
            j.view |= {"ForwardCompatibilityMap": []} if self.of == "Campaign" else {} if negative else dict.fromkeys((*URL_MEMBERS, "CriterionBid"))
            j.id_is_refused(self.id_on_add)
            j.keyed = self.place(world, j, criterion, negative, parent, None)
        elif criterion is not None:
            self.renames(j, criterion["Parameter"], stored["Criterion"]["Parameter"])
        if bids and not negative:
            j.one_of("Status", ("Active", "Paused"), "CampaignServiceInvalidAdGroupCriterionStatus", "Active")
        if j.adding and (criterion is None or "CampaignServiceCriterionTypeNotAllowed" in j.codes):
            return j  # what hangs on a criterion that is not known, or not allowed, is not judged
        if bids and not negative:
            self.biddable(j)
        return j

    def place(self, world, j, criterion, negative, parent, campaign_type):
        if criterion is None:
            j.refuse(self.no_criterion)
            return False
        if self.of == "Campaign" and not negative:
            j.refuse("CampaignServiceCriterionTypeNotAllowed")
            return False
        wrong = self.no_place(world, parent)
        if wrong:
            j.refuse(wrong)
        url_only = campaign_of(world, self.of, parent)["CampaignType"] == "PerformanceMax"
        if self.of == "AdGroup" and expired(world, world.store.get("AdGroup", parent).view):
            j.refuse("CampaignServiceAdGroupExpired")
        return self.conditions(j, criterion["Parameter"], negative, url_only) and not wrong

    def no_place(self, world, parent):
        campaign = campaign_of(world, self.of, parent)
        if campaign["CampaignType"] != "Search":
            return None if campaign["CampaignType"] == "PerformanceMax" and self.of == "Campaign" else "InvalidCriterionForCampaignType"
        if self.of == "AdGroup":
            return None if world.store.get("AdGroup", parent).view["AdGroupType"] == "SearchDynamic" else "InvalidCriterionForAdGroupType"
        return None if is_dynamic(campaign) else "CampaignTypeIsNotDynamicSearchAdsCampaign"

    def conditions(self, j, parameter, negative, url_only):
        if parameter is None:
            j.refuse("WebpageCriterionParameterIsNull")
            return False
        conditions, name = parameter.get("Conditions") or [], parameter.get("CriterionName")
        if len(name or "") > 2048:
            j.refuse("WebpageCriterionNameInvalid")
        before = len(j.codes)
        if negative and not conditions:
            j.refuse("NegativeWebpageCriterionConditionIsNullOrEmpty")
        if len(conditions) > 3:
            j.refuse("TooManyWebpageCriterionConditions")
            return False
        made = []
        for c in conditions:
            operand, argument, operator = c.get("Operand"), c.get("Argument"), c.get("Operator")
            if operand is None or (url_only and operand != "Url"):
                j.refuse("WebpageCriterionWebpageConditionOperandInvalid")
            if not argument:
                j.refuse("WebpageCriterionWebpageConditionArgumentInvalid")
            if operand is None or not argument:
                continue
            operator = operator or OPERATORS[operand][0]
            if operator not in OPERATORS[operand] or (operand == "Url" and operator == "Equals" and len(conditions) > 1):
                j.refuse(WRONG_CONDITION)
            elif (operand, operator, argument.lower()) in [(m["Operand"], m["Operator"], m["Argument"].lower()) for m in made]:
                j.refuse("WebpageCriterionConditionsContainDuplicateValues")
            made.append({"Argument": argument, "Operand": operand, "Operator": operator})
        j.view["Criterion"] = {"Type": "Webpage", "Parameter": {"Conditions": made, "CriterionName": name or default_name(made)}}
        return len(j.codes) == before

    def renames(self, j, sent, stored):
        if sent.get("Conditions") is not None:
            said = [(c["Operand"], c.get("Operator") or OPERATORS[c["Operand"]][0], c["Argument"]) for c in sent["Conditions"]]
            if said != [(c["Operand"], c["Operator"], c["Argument"]) for c in stored["Conditions"]]:
                j.refuse("CannotUpdateCriterionForWebpageCriterion")
        name = sent.get("CriterionName")
        if len(name or "") > 2048:
            j.refuse("WebpageCriterionNameInvalid")
        elif name is not None:
            parameter = {**stored, "CriterionName": name or default_name(stored["Conditions"])}
            j.view["Criterion"] = {"Type": "Webpage", "Parameter": parameter}

    def biddable(self, j):
        bid = j.sent.get("CriterionBid")
        if bid is not None and bid["Type"] == "FixedBid":
            if not 0.05 <= bid["Amount"] <= 1000:
                j.refuse("CampaignServiceAdGroupCriterionInvalidBidValue")
            j.view["CriterionBid"] = bid
        if j.sent.get("FinalUrls") and (j.sent.get("Criterion") or not j.adding):
            j.refuse("InvalidUpgradedUrlsForWebpageCriterion")
        j.urls(False)

    def refuses_delete(self, world, row):
        return None

    def shown(self, world, row):
        return row.view
