#!/usr/bin/python3
"""Criterions of campaigns and ad groups, over both wires: what is sent by one is read by the other, and refusals are the same."""
import unittest

from wires import SANDBOX, Refused, Rest, Soap  # first: it knows where the others are
from server import close_shared, shared

API = []
WASHINGTON, SEATTLE, REDMOND, UNITED_STATES = 9010989, 9040000, 67555, 190


def setUpModule():
    server = shared()
    API[:] = [Rest(server), Soap(server)]


def tearDownModule():
    close_shared()


class Level:
    """One of the two levels: names of operations and members."""

    def __init__(self, of, number):
        self.of, self.number = of, number

    def item(self, criterion, bid=None, negative=False, **more):
        sign = "Negative" if negative else "Biddable"
        made = {"Type": f"{sign}{self.of}Criterion", f"{self.of}Id": self.number, "Criterion": criterion, **more}
        return made if bid is None else {**made, "CriterionBid": {"Type": "BidMultiplier", "Multiplier": bid}}

    def add(self, api, items, criterion_type="Targets"):
        answer = api(f"Add{self.of}Criterions", {f"{self.of}Criterions": items, "CriterionType": criterion_type})
        return answer.get(f"{self.of}CriterionIds", []), answer.get("NestedPartialErrors", [])

    def update(self, api, items, criterion_type="Targets"):
        answer = api(f"Update{self.of}Criterions", {f"{self.of}Criterions": items, "CriterionType": criterion_type})
        return answer.get("NestedPartialErrors", [])

    def delete(self, api, ids, criterion_type="Targets"):
        answer = api(f"Delete{self.of}Criterions", {f"{self.of}CriterionIds": ids, f"{self.of}Id": self.number, "CriterionType": criterion_type})
        return answer.get("PartialErrors", [])

    def get(self, api, criterion_type, ids=None, **more):
        answer = api(f"Get{self.of}CriterionsByIds", {
            f"{self.of}CriterionIds": ids, f"{self.of}Id": self.number, "CriterionType": criterion_type, **more})
        return answer.get(f"{self.of}Criterions", []), answer.get("PartialErrors", [])


def location(number):
    return {"Type": "LocationCriterion", "LocationId": number}


class Criterions(unittest.TestCase):
    maxDiff = None
    made = 0

    def levels(self, api, **campaign):
        """A campaign and an ad group, both new."""
        Criterions.made += 1
        about = {"Name": f"Criterions {self.made}", "BudgetType": "DailyBudgetStandard", "DailyBudget": 7.5, "CampaignType": "Search",
                 "Languages": ["English"], **campaign}
        (number,) = api("AddCampaigns", {"AccountId": SANDBOX.account, "Campaigns": [about]})["CampaignIds"]
        (group,) = api("AddAdGroups", {"CampaignId": number, "AdGroups": [{"Name": "group"}]})["AdGroupIds"]
        return Level("Campaign", number), Level("AdGroup", group)

    def test_what_one_wire_adds_the_other_reads(self):
        for api, other in (API, API[::-1]):
            for level in self.levels(api):
                with self.subTest(api.name, level=level.of):
                    ids, errors = level.add(api, [
                        level.item(location(UNITED_STATES), 10), level.item(location(REDMOND), negative=True),
                        level.item({"Type": "RadiusCriterion", "LatitudeDegrees": 47.64, "LongitudeDegrees": -122.13, "Radius": 25,
                                    "RadiusUnit": "Kilometers", "Name": "around the office"}, -50),
                        level.item({"Type": "DayTimeCriterion", "Day": "Friday", "FromHour": 7, "FromMinute": "Fifteen", "ToHour": 24,
                                    "ToMinute": "Zero"})])
                    self.assertEqual(errors, [])
                    (target, exclusion), errors = level.get(other, "Location")
                    self.assertEqual(errors, [])
                    self.assertEqual((target["Id"], target["Type"], target[f"{level.of}Id"]),
                                     (ids[0], f"Biddable{level.of}Criterion", level.number))
                    self.assertEqual(target["Criterion"], {"Type": "LocationCriterion", "LocationId": 190, "LocationType": "Country",
                                                           "DisplayName": "United States"})
                    self.assertEqual(target["CriterionBid"], {"Type": "BidMultiplier", "Multiplier": 10})
                    self.assertEqual((exclusion["Id"], exclusion["Type"], exclusion["Status"]),
                                     (ids[1], f"Negative{level.of}Criterion", "Active"))
                    self.assertEqual(exclusion["Criterion"]["DisplayName"], "Redmond|Washington|United States")
                    ((circle,), _), ((hours,), _) = level.get(other, "Radius"), level.get(other, "DayTime", ids[3:])
                    self.assertEqual(circle["Criterion"]["Name"], "around the office")
                    self.assertEqual(hours["CriterionBid"]["Multiplier"], 0)
                    self.assertEqual(hours["Criterion"]["FromMinute"], "Fifteen")
                    # The intent that came along has the id of the entity.
                    ((intent,), _) = level.get(other, "LocationIntent")
                    self.assertEqual(intent["Id"], level.number)
                    self.assertEqual(intent["Criterion"]["IntentOption"], "PeopleInOrSearchingForOrViewingPages")
                    # Whatever was read can be sent back.
                    for read in (target, circle, hours, intent):
                        self.assertEqual(level.update(other, [read]), [])
                    self.assertEqual(level.update(other, [level.item(None, 20, Id=ids[0])]), [])
                    self.assertEqual(level.get(api, "Location", ids[:1])[0][0]["CriterionBid"]["Multiplier"], 20)
                    self.assertEqual(level.delete(other, ids), [])
                    self.assertEqual(level.get(api, "Location"), ([], []))

    def test_errors_of_items_are_the_same_on_both_wires(self):
        told = []
        for api in API:
            of_wire = []
            for level in self.levels(api):
                ids, errors = level.add(api, [
                    level.item(location(WASHINGTON), 901), level.item(location(SEATTLE)), level.item(location(WASHINGTON), negative=True),
                    level.item({"Type": "DeviceCriterion", "DeviceName": "Tablets"}), level.item(location(4)),
                    level.item({"Type": "DayTimeCriterion", "Day": "Monday", "FromHour": 7, "FromMinute": "Zero", "ToHour": 7, "ToMinute": "Zero"}, 999)])
                self.assertEqual([bool(i) for i in ids], [False, True, False, False, False, False])
                missing = level.get(api, "Location", [ids[1], 12])
                found, partial = missing
                self.assertFalse(found[1])
                changes = level.update(api, [level.item(location(REDMOND), 5, Id=ids[1]), level.item(None, Id=ids[1])])
                deletes = level.delete(api, [level.number, 12])
                of_wire.append([errors, partial, changes, deletes])
            told.append(of_wire)
        self.assertEqual(*told)
        (errors, partial, changes, deletes), (ad_group_errors, ad_group_partial, *_) = told[0]
        for listed in (errors, ad_group_errors):
            self.assertEqual([(e["Index"], e["ErrorCode"]) for e in listed], [
                (0, "CampaignServiceInvalidLocationTargetBidAdjustment"), (2, "CampaignServiceConflictWithLocationExclusion"),
                (3, "CampaignServiceIncompleteDeviceCriterionSet"), (4, "CampaignServiceInvalidLocationId"),
                (5, "CampaignServiceDayTimeTargetBidAdjustmentInvalid"), (5, "CampaignServiceDayTimeTargetBidIntervalInvalid")])
            self.assertEqual({e["Type"] for e in listed}, {"BatchErrorCollection"})
            self.assertTrue(all(e["Code"] and e["Message"] for e in listed))
        self.assertEqual([e["ErrorCode"] for e in partial], ["CampaignCriterionIdInvalid"])
        self.assertEqual(ad_group_partial, [])  # the answer has no such member
        self.assertEqual([(e["Index"], e["ErrorCode"]) for e in changes], [(0, "CampaignServiceCriterionDoesNotMatch"),
                                                                          (1, "DuplicateCampaignCriterionId")])
        self.assertEqual([(e["Index"], e["ErrorCode"], e["Type"]) for e in deletes], [
            (0, "CampaignServiceLocationIntentCriterionCannotBeDeleted", "BatchError"), (1, "CampaignCriterionIdInvalid", "BatchError")])

    def test_calls_that_fail_as_a_whole(self):
        told = []
        for api in API:
            campaign, group = self.levels(api)
            refused = []
            for call in (lambda: campaign.add(api, []), lambda: group.add(api, []), lambda: group.update(api, []),
                         lambda: group.add(api, [group.item(location(UNITED_STATES))], "Location"),
                         lambda: group.add(api, [group.item(location(UNITED_STATES))], "ProductPartition"),
                         lambda: campaign.get(api, "Targets"), lambda: Level("Campaign", 5).get(api, "Age"),
                         lambda: Level("AdGroup", 5).delete(api, [1])):
                with self.assertRaises(Refused) as caught:
                    call()
                refused.append((caught.exception.fault, caught.exception.errors))
            told.append(refused)
        self.assertEqual(*told)
        self.assertEqual([(fault, errors[0][1]) for fault, errors in told[0]], [
            ("ApiFaultDetail", "CampaignCriterionsNullOrEmpty"), ("EditorialApiFaultDetail", "CampaignServiceAdGroupCriterionsNullOrEmpty"),
            ("EditorialApiFaultDetail", "CampaignServiceAdGroupCriterionsNullOrEmpty"),
            ("EditorialApiFaultDetail", "CampaignServiceInvalidAdGroupCriterionCriterionTypeFilter"),
            ("EditorialApiFaultDetail", "CampaignServiceInvalidAdGroupCriterionCriterionTypeFilter"),
            ("ApiFaultDetail", "CampaignCriterionTypeInvalid"), ("ApiFaultDetail", "CampaignServiceInvalidCampaignId"),
            ("ApiFaultDetail", "CampaignServiceInvalidAdGroupId")])

    def test_additional_fields_are_told_when_asked_for(self):
        for api, other in (API, API[::-1]):
            for level in self.levels(api):
                with self.subTest(api.name, level=level.of):
                    cashback = {"Type": "CashbackAdjustment", "CashbackPercent": 5}
                    item = level.item({"Type": "GenderCriterion", "GenderType": "Female"}, 5, CriterionCashback=cashback)
                    self.assertEqual(level.add(api, [item])[1], [])
                    ((plain,), _) = level.get(other, "Gender")
                    self.assertNotIn("CriterionCashback", plain)
                    ((whole,), _) = level.get(other, "Gender", ReturnAdditionalFields="CriterionCashback")
                    self.assertEqual(whole["CriterionCashback"], cashback)


if __name__ == "__main__":
    unittest.main()
