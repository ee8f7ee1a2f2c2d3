#!/usr/bin/python3
"""Criterions that are no targets of place and time, over both wires: what one adds the other reads, and refusals are the same."""
import functools
import unittest

from wires import SANDBOX, Rest, Soap  # first: it knows where the others are
from server import close_shared, shared
from test_criterions import Level

API = []


def setUpModule():
    server = shared("--seed", "demo")
    API[:] = [Rest(server), Soap(server)]


def tearDownModule():
    close_shared()


def symbols(errors):
    """[(item, symbol or symbols of its parts by their index)]"""
    return [(e["Index"], e["ErrorCode"] if "ErrorCode" in e else [(b["Index"], b["ErrorCode"]) for b in e["BatchErrors"]]) for e in errors]


def conditions(*pairs, **more):
    return [{"Operand": operand, "Argument": argument, **more} for operand, argument in pairs]


def from_each_to_the_other(story):
    """A test that is run twice: what is written by one wire is read by the other."""
    @functools.wraps(story)
    def test(self):
        for api, other in (API, API[::-1]):
            with self.subTest(api.name):
                story(self, api, other)
    return test


class Kinds(unittest.TestCase):
    maxDiff = None
    made = 0

    def campaign(self, api, **about):
        Kinds.made += 1
        about = {"Name": f"Kinds {self.made}", "BudgetType": "DailyBudgetStandard", "DailyBudget": 7.5, "CampaignType": "Search",
                 "Languages": ["English"], **about}
        answer = api("AddCampaigns", {"AccountId": SANDBOX.account, "Campaigns": [about]})
        self.assertEqual(answer.get("PartialErrors", []), [])
        return Level("Campaign", answer["CampaignIds"][0])

    def group(self, api, campaign, **about):
        answer = api("AddAdGroups", {"CampaignId": campaign.number, "AdGroups": [{"Name": "group", **about}]})
        self.assertEqual(answer.get("PartialErrors", []), [])
        return Level("AdGroup", answer["AdGroupIds"][0])

    @from_each_to_the_other
    def test_webpages(self, api, other):
        campaign = self.campaign(api, Settings=[
            {"Type": "DynamicSearchAdsSetting", "DomainName": f"contoso-{api.name.lower()}.com", "Language": "English"}])
        group = self.group(api, campaign, AdGroupType="SearchDynamic")
        pages = {"Type": "Webpage", "Parameter": {"Conditions": conditions(("Url", "tea"), ("Category", "US/CA"))}}
        ids, errors = group.add(api, [
            group.item(pages, CriterionBid={"Type": "FixedBid", "Amount": 0.5}, Status="Paused", FinalUrlSuffix="a=b"),
            group.item({"Type": "Webpage", "Parameter": {"CriterionName": "Old pages", "Conditions": conditions(("PageTitle", "old"))}},
                       negative=True)], "Webpage")
        self.assertEqual(errors, [])
        ((biddable, negative), _), ((asked, _), _) = group.get(other, "Webpage"), group.get(
            other, "Webpage", ReturnAdditionalFields="Operator")
        self.assertEqual(biddable["Criterion"], {**pages, "Parameter": {
            **pages["Parameter"], "CriterionName": "Url contains tea and Category equals US/CA"}})
        self.assertEqual([c["Operator"] for c in asked["Criterion"]["Parameter"]["Conditions"]], ["Contains", "Equals"])
        self.assertEqual((biddable["CriterionBid"], biddable["Status"], biddable["FinalUrlSuffix"]),
                         ({"Type": "FixedBid", "Amount": 0.5}, "Paused", "a=b"))
        self.assertEqual(group.update(other, [asked, negative], "Webpage"), [])
        self.assertEqual((negative["Type"], negative["Criterion"]["Parameter"]["CriterionName"]),
                         ("NegativeAdGroupCriterion", "Old pages"))
        self.assertEqual(group.update(api, [group.item(
            {"Type": "Webpage", "Parameter": {"CriterionName": "Tea"}}, Id=ids[0], Status="Active")], "Webpage"), [])
        ((biddable,), _) = group.get(other, "Webpage", ids[:1])
        self.assertEqual((biddable["Criterion"]["Parameter"]["CriterionName"], biddable["Status"]), ("Tea", "Active"))
        _, errors = group.add(api, [
            group.item({"Type": "Webpage", "Parameter": {"Conditions": conditions(("Url", "tea"), ("PageTitle", "x"), Operator="Equals")}}),
            group.item({"Type": "Webpage"}), group.item(pages)], "Webpage")
        self.assertEqual(symbols(errors), [
            (0, [(0, "WebpageCriterionConditionInvalid"), (1, "WebpageCriterionConditionInvalid")]),
            (1, "WebpageCriterionParameterIsNull"), (2, "WebpageCriterionAlreadyExists")])
        bad = "hardcore porn"
        _, errors = group.add(api, [
            group.item({"Type": "Webpage", "Parameter": {"CriterionName": bad, "Conditions": conditions(("Url", "cup"))}}),
            group.item({"Type": "Webpage", "Parameter": {"Conditions": conditions(("Url", "pot"), ("PageContent", bad))}})], "Webpage")
        editorial = {"ErrorCode": "CampaignServiceEditorialValidationError", "ReasonCode": 3, "DisapprovedText": bad, "Appealable": False}
        for error, about in ((errors[0], {**editorial, "Type": "EditorialErrorCollection", "Location": "CriterionName", "Index": 0}),
                             (errors[1], {"Type": "EditorialErrorCollection", "Index": 1}),
                             (errors[1]["BatchErrors"][0], {**editorial, "Type": "EditorialError", "Location": "Argument", "Index": 1})):
            self.assertEqual({name: error.get(name) for name in about}, about)
        _, errors = campaign.add(api, [campaign.item(pages, negative=True), campaign.item(pages)], "Webpage")
        self.assertEqual(symbols(errors), [(1, "CampaignServiceCriterionTypeNotAllowed")])
        self.assertEqual(group.delete(api, ids, "Webpage"), [])
        self.assertEqual(group.get(other, "Webpage"), ([], []))

    @from_each_to_the_other
    def test_products_and_stores(self, api, other):
        (shop, *_) = api("GetBMCStoresByCustomerId", {})["BMCStores"]
        setting = {"Type": "ShoppingSetting", "StoreId": shop["Id"], "SalesCountryCode": "US", "Priority": 0}
        brands = self.campaign(api, CampaignType="Shopping", SubType="ShoppingSponsoredProductAd", Settings=[setting])
        scope = {"Type": "ProductScope", "Conditions": [
            {"Operand": "Condition", "Attribute": "New"}, {"Operand": "CategoryL1", "Attribute": "Tea"}]}
        ids, errors = brands.add(api, [brands.item(scope)], "ProductScope")
        self.assertEqual(errors, [])
        ((read,), _) = brands.get(other, "ProductScope")
        self.assertEqual(read["Criterion"], scope)
        self.assertEqual(brands.update(other, [read], "ProductScope"), [])
        self.assertEqual(brands.delete(api, ids, "ProductScope"), [])
        _, errors = brands.add(api, [brands.item({"Type": "ProductScope", "Conditions": [
            {"Operand": "CustomLabel0", "Attribute": "x"}, {"Operand": "Condition", "Attribute": "Broken"}]})], "ProductScope")
        self.assertEqual(symbols(errors), [(0, [(0, "CampaignServiceProductConditionOperandInvalid"),
                                                (1, "CampaignServiceProductConditionAttributeInvalid")])])
        ids, errors = brands.add(api, [
            brands.item({"Type": "StoreCriterion", "StoreId": shop["Id"]}, negative=True),
            brands.item({"Type": "StoreCriterion", "StoreId": 4711}, negative=True)], "Store")
        self.assertEqual(symbols(errors), [(1, "CampaignServiceShoppingCampaignStoreIdInvalid")])
        ((read,), _) = brands.get(other, "Store")
        self.assertEqual(read["Criterion"], {"Type": "StoreCriterion", "StoreId": shop["Id"]})
        self.assertEqual(brands.update(other, [read], "Store"), [])

    @from_each_to_the_other
    def test_profiles(self, api, other):
        campaign = self.campaign(api)
        (company, *_) = api("SearchCompanies", {"CompanyNameFilter": "Fabrikam", "LanguageLocale": "en"})["Companies"]
        for level in (campaign, self.group(api, campaign)):
            profile = {"Type": "ProfileCriterion", "ProfileId": company["ProfileId"], "ProfileType": "CompanyName"}
            ids, errors = level.add(api, [level.item(profile, 15), level.item({**profile, "ProfileId": 1}),
                                          level.item({**profile, "ProfileType": "JobTitle"})])
            self.assertEqual(symbols(errors), [(1, "CampaignServiceInvalidTargetId"), (2, "InvalidProfileType")])
            ((read,), _) = level.get(other, "CompanyName")
            self.assertEqual((read["Criterion"], read["CriterionBid"]["Multiplier"]), (profile, 15))
            self.assertEqual(level.update(other, [read]), [])
            self.assertEqual(level.get(other, "JobSeniority"), ([], []))
            self.assertEqual(level.update(api, [level.item(profile, 20, Id=ids[0])]), [])
            ((read,), _) = level.get(other, "CompanyName", ids[:1])
            self.assertEqual(read["CriterionBid"]["Multiplier"], 20)

    @from_each_to_the_other
    def test_placements_topics_and_genres(self, api, other):
        group = self.group(api, self.campaign(api, CampaignType="Audience", Languages=["All"]))
        ids, errors = group.add(api, [
            group.item({"Type": "PlacementCriterion", "PlacementId": 14}, 30), group.item({"Type": "TopicCriterion", "TopicId": 26}),
            group.item({"Type": "GenreCriterion", "GenreId": 3}), group.item({"Type": "TopicCriterion", "TopicId": 27})])
        self.assertEqual(symbols(errors), [(2, "InvalidCriterionForCampaignType"), (3, "CampaignServiceInvalidTargetId")])
        ((plain,), _), ((named,), _) = group.get(other, "Placement"), group.get(other, "Placement", ReturnAdditionalFields="Placement")
        self.assertEqual(plain["Criterion"], {"Type": "PlacementCriterion", "PlacementId": 14})
        self.assertEqual((named["Criterion"]["PlacementName"], named["CriterionBid"]["Multiplier"]), ("Gaming", 0))
        ((topic,), _) = group.get(other, "Topic", ids[1:2])
        self.assertEqual(group.update(other, [plain, topic]), [])
        self.assertEqual(topic["Criterion"], {"Type": "TopicCriterion", "TopicId": 26, "TopicName": "World Localities"})

    @from_each_to_the_other
    def test_hotel_bookings(self, api, other):
        kinds = {
            "HotelAdvanceBookingWindow": ({"MinDays": 0, "MaxDays": 14}, {"MinDays": 0, "MaxDays": 331}, "ValueOutOfRange"),
            "HotelCheckInDate": ({"StartDate": "2026-05-01T00:00:00", "EndDate": "2026-05-31T00:00:00"},
                                 {"StartDate": "2026-05-02T00:00:00", "EndDate": "2026-05-01T00:00:00"}, "ValueOutOfRange"),
            "HotelCheckInDay": ({"CheckInDay": "Saturday"}, {}, "CampaignServiceAdGroupCriterionInvalidConditionType"),
            "HotelDateSelectionType": ({"HotelDateSelectionType": "UserSelection"}, {"HotelDateSelectionType": "Unknown"},
                                       "CampaignServiceAdGroupCriterionInvalidConditionType"),
            "HotelLengthOfStay": ({"MinNights": 1, "MaxNights": 3}, {"MinNights": 4, "MaxNights": 3}, "ValueOutOfRange"),
        }
        group = self.group(api, self.campaign(api, CampaignType="Hotel"))
        for kind, (good, bad, symbol) in kinds.items():
            criterion = {"Type": kind + "Criterion", **good}
            ids, errors = group.add(api, [group.item(criterion, 25), group.item({"Type": kind + "Criterion", **bad})], kind)
            self.assertEqual(symbols(errors), [(1, symbol)], kind)
            ((read,), _) = group.get(other, kind)
            self.assertEqual(read["CriterionBid"]["Multiplier"], 25)
            told = {name: str(value).replace(" ", "T") for name, value in read["Criterion"].items()}
            self.assertEqual(told, {name: str(value) for name, value in criterion.items()})
            self.assertEqual(group.update(other, [read], kind), [])
            self.assertEqual(group.update(api, [group.item(criterion, 30, Id=ids[0])], kind), [])
            self.assertEqual(group.delete(api, ids[:1], kind), [])

    @from_each_to_the_other
    def test_audiences_that_are_not_there(self, api, other):
        campaign = self.campaign(api)
        for level in (campaign, self.group(api, campaign)):
            for negative in (False, True):
                _, errors = level.add(api, [level.item({"Type": "AudienceCriterion", "AudienceId": 5}, negative=negative)], "Audience")
                self.assertEqual(symbols(errors), [(0, "InvalidAudienceId")])
            self.assertEqual(level.get(api, "RemarketingList"), ([], []))


if __name__ == "__main__":
    unittest.main()
