#!/usr/bin/python3
"""Clients of older contracts: zeep, strict, with the WSDL as it was, reads every answer of the present server."""
import pathlib
import sys
import unittest

import requests
import zeep

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "criterions"))
from wires import SANDBOX, Rest, Soap  # noqa: E402
from server import close_shared, rest_headers, shared  # noqa: E402

OLDEST, MIDDLE, NEWEST = "13.0.9", "13.0.20", "13.0.28"


def setUpModule():
    global server, rest
    server = shared()
    rest = Rest(server)


def tearDownModule():
    close_shared()


def user_agent(version):
    return f"BingAdsSDKPython {version} (3, 8, 5)"


class SoapOf(Soap):
    """A client that was made when `version` was the newest contract; `agent`: what it says of itself."""

    def __init__(self, version, agent=None):
        self.token = server.token()
        transport = zeep.Transport()
        transport.session.headers["User-Agent"] = agent or "somebody else"
        self.client = zeep.Client(f"{server.soap('CampaignManagement')}?singleWsdl&contract={version}",
                                  settings=zeep.Settings(strict=True), transport=transport)
        (port,) = next(iter(self.client.wsdl.services.values())).ports.values()
        self.operations = port.binding._operations


def links(*texts):
    return [{"Asset": {"Type": "TextAsset", "Text": t}} for t in texts]


def added(answer, ids):
    assert not answer.get("PartialErrors") and not answer.get("NestedPartialErrors"), answer
    return answer[ids]


class OldClients(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        """A search and an audience campaign with something newer than every old contract in them."""
        base = {"BudgetType": "DailyBudgetStandard", "DailyBudget": 12.5, "Languages": ["English"]}
        cls.search, cls.audience = added(rest("AddCampaigns", {"AccountId": SANDBOX.account, "Campaigns": [
            {**base, "Name": "Old search", "CampaignType": "Search"},
            {**base, "Name": "Old audience", "CampaignType": "Audience", "Languages": ["All"]}]}), "CampaignIds")
        (cls.group,) = added(rest("AddAdGroups", {"CampaignId": cls.search, "AdGroups": [{"Name": "Tea", "Language": "English"}]}), "AdGroupIds")
        (cls.people,) = added(rest("AddAdGroups", {"CampaignId": cls.audience, "AdGroups": [{"Name": "People", "UseOptimizedTargeting": True}]}), "AdGroupIds")
        added(rest("AddAds", {"AdGroupId": cls.group, "Ads": [{
            "Type": "ResponsiveSearch", "Headlines": links("Green tea", "Fresh leaves", "Ships in a day"),
            "Descriptions": links("Tea from small gardens.", "Find your cup of tea."), "FinalUrls": ["https://example.com"]}]}), "AdIds")
        added(rest("AddAds", {"AdGroupId": cls.people, "Ads": [{
            "Type": "ResponsiveAd", "BusinessName": "Tea house", "Headlines": links("Green tea"), "LongHeadlines": links("Green tea from small gardens"),
            "Descriptions": links("Find your cup"), "FinalUrls": ["https://example.com"], "CallToAction": "BuildNow", "CallToActionLanguage": "English",
            "Images": [{"Asset": {"Type": "ImageAsset", "Id": "77", "SubType": "LandscapeImageMedia"}}]}]}), "AdIds")
        added(rest("AddKeywords", {"AdGroupId": cls.group, "Keywords": [{"Text": "green tea", "MatchType": "Exact"}]}), "KeywordIds")
        added(rest("AddCampaignCriterions", {"CriterionType": "Targets", "CampaignCriterions": [{
            "Type": "BiddableCampaignCriterion", "CampaignId": cls.search, "Criterion": {"Type": "LocationCriterion", "LocationId": 190},
            "CriterionBid": {"Type": "BidMultiplier", "Multiplier": 10}}]}), "CampaignCriterionIds")
        added(rest("AddAdGroupCriterions", {"CriterionType": "Targets", "AdGroupCriterions": [{
            "Type": "BiddableAdGroupCriterion", "AdGroupId": cls.people, "Criterion": {"Type": "AgeCriterion", "AgeRange": "EighteenToTwentyFour"},
            "CriterionBid": {"Type": "BidMultiplier", "Multiplier": 10}}]}), "AdGroupCriterionIds")

    def read_all(self, api):
        """Every answer of the core objects, and what it was about."""
        call = lambda operation, members, **request: api(operation, request)[members]
        return {
            "campaigns": call("GetCampaignsByAccountId", "Campaigns", AccountId=SANDBOX.account, CampaignType="Search, Audience"),
            "campaigns by id": call("GetCampaignsByIds", "Campaigns", AccountId=SANDBOX.account, CampaignIds=[self.search, self.audience],
                                    CampaignType="Search, Audience"),
            "ad groups": call("GetAdGroupsByCampaignId", "AdGroups", CampaignId=self.search),
            "ad groups of people": call("GetAdGroupsByCampaignId", "AdGroups", CampaignId=self.audience),
            "search ads": call("GetAdsByAdGroupId", "Ads", AdGroupId=self.group, AdTypes=["ResponsiveSearch"]),
            "audience ads": call("GetAdsByAdGroupId", "Ads", AdGroupId=self.people, AdTypes=["ResponsiveAd"]),
            "keywords": call("GetKeywordsByAdGroupId", "Keywords", AdGroupId=self.group),
            "campaign criterions": call("GetCampaignCriterionsByIds", "CampaignCriterions", CampaignId=self.search, CriterionType="Location"),
            "ad group criterions": call("GetAdGroupCriterionsByIds", "AdGroupCriterions", AdGroupId=self.people, CriterionType="Age"),
        }

    def test_every_old_contract_reads_every_answer(self):
        for version in (OLDEST, "13.0.14", MIDDLE, NEWEST):
            with self.subTest(version=version):
                found = self.read_all(SoapOf(version, user_agent(version)))
                self.assertEqual([c["Name"] for c in found["campaigns by id"]], ["Old search", "Old audience"])
                self.assertTrue(all(found.values()), found)

    def test_what_is_newer_is_left_out(self):
        old, middle = (self.read_all(SoapOf(version, user_agent(version))) for version in (OLDEST, MIDDLE))
        self.assertNotIn("CallToActionLanguage", old["audience ads"][0])
        self.assertEqual(middle["audience ads"][0]["CallToActionLanguage"], "English")
        self.assertIsNone(old["audience ads"][0].get("CallToAction"))  # BuildNow is a value of 13.0.14
        self.assertEqual(middle["audience ads"][0]["CallToAction"], "BuildNow")

    def test_the_newest_answers_would_not_be_read(self):
        with self.assertRaises(zeep.exceptions.XMLParseError):
            self.read_all(SoapOf(OLDEST))

    def test_what_is_asked_for_is_told(self):
        """ReturnAdditionalFields may name what is newer than the client says it is."""
        old = SoapOf(NEWEST, user_agent("13.0.14"))
        (group,) = old("GetAdGroupsByCampaignId", {"CampaignId": self.audience, "ReturnAdditionalFields": "UseOptimizedTargeting"})["AdGroups"]
        self.assertIs(group["UseOptimizedTargeting"], True)

    def test_the_same_over_rest(self):
        def ads(agent):
            answer = requests.post(server.http + "/CampaignManagement/v13/Ads/QueryByAdGroupId", json={"AdGroupId": self.people, "AdTypes": ["ResponsiveAd"]},
                                   headers={**rest_headers(rest.token), "User-Agent": agent})
            return answer.json()["Ads"][0]
        self.assertIn("CallToActionLanguage", ads("curl/8"))
        self.assertIn("CallToActionLanguage", ads("BingAdsSDK.NET.RestApi/13.0.28.0"))
        self.assertNotIn("CallToActionLanguage", ads("BingAdsSDKPHP 13.0.9 7.4"))

    def test_a_world_says_it(self):
        def say(version):
            return requests.post(server.http + "/_adsbox/v1/worlds/sandbox/contract", json={"version": version})
        stranger = SoapOf(OLDEST)
        last = lambda: requests.get(server.http + "/_adsbox/v1/requests?operation=GetAdGroupCriterionsByIds&details=true").json()["requests"][-1]
        try:
            self.assertEqual((say(OLDEST).json()["contract"], say(OLDEST).json()["own_contract"]), (OLDEST, True))
            self.assertTrue(all(self.read_all(stranger).values()))
            self.assertEqual(last()["contract"], OLDEST)
            self.assertEqual(say("newest").json()["contract"], NEWEST)
            with self.assertRaises(zeep.exceptions.XMLParseError):
                self.read_all(SoapOf(OLDEST, user_agent(OLDEST)))
            refused = say("13.0.99")
            self.assertEqual((refused.status_code, "13.0.1 to 13.0.28" in refused.text), (400, True))
        finally:
            self.assertEqual((say("server").json()["contract"], say("server").json()["own_contract"]), ("", False))

    def test_descriptions(self):
        wsdl = lambda query: requests.get(server.soap("CampaignManagement") + "?" + query)
        old, new = wsdl("singleWsdl&contract=13.0.9").text, wsdl("singleWsdl").text
        for newer in ("AddAssetGroups", "CallToActionLanguage", "ArrayOfAssetGroup", "BuildNow"):
            self.assertNotIn(newer, old)
            self.assertIn(newer, new)
        self.assertEqual(wsdl("singleWsdl&contract=13.0.28").text, new)
        self.assertEqual(wsdl("singleWsdl&contract=12").status_code, 400)


if __name__ == "__main__":
    unittest.main()
