#!/usr/bin/python3
"""python3-zeep in strict mode against the served WSDLs."""
import unittest

import zeep
from server import SANDBOX, SOAP_PATHS, close_shared, shared


def setUpModule():
    global server, token
    server = shared()
    token = server.token()


def tearDownModule():
    close_shared()


def client(service, query="singleWsdl"):
    return zeep.Client(f"{server.soap(service)}?{query}", settings=zeep.Settings(strict=True))


def customer_headers(authentication=None):
    return {"AuthenticationToken": authentication or token, "DeveloperToken": SANDBOX.developer_token}


def campaign_headers(authentication=None):
    return {**customer_headers(authentication), "CustomerAccountId": str(SANDBOX.account), "CustomerId": str(SANDBOX.customer)}


class Wsdl(unittest.TestCase):
    def test_every_service_loads_both_ways(self):
        for service in SOAP_PATHS:
            for query in ("wsdl", "singleWsdl"):
                with self.subTest(service=service, query=query):
                    loaded = client(service, query)
                    (port,) = next(iter(loaded.wsdl.services.values())).ports.values()
                    self.assertGreater(len(port.binding._operations), 1)
                    self.assertEqual(port.binding_options["address"].lower(), server.soap(service).lower())  # the contract has /V13/ once


class GetStarted(unittest.TestCase):
    def test_get_user(self):
        answer = client("CustomerManagement").service.GetUser(UserId=None, _soapheaders=customer_headers())
        self.assertRegex(answer.header.TrackingId, r"^[0-9a-fA-F-]{36}$")
        self.assertEqual(answer.body.User.UserName, SANDBOX.user)
        self.assertGreater(answer.body.User.Id, 0)
        roles = answer.body.CustomerRoles.CustomerRole
        self.assertIn(SANDBOX.customer, [role.CustomerId for role in roles])
        by_id = client("CustomerManagement").service.GetUser(UserId=answer.body.User.Id, _soapheaders=customer_headers())
        self.assertEqual(by_id.body.User.UserName, SANDBOX.user)

    def test_search_accounts(self):
        api = client("CustomerManagement")
        user = api.service.GetUser(UserId=None, _soapheaders=customer_headers()).body.User
        entities = "{https://bingads.microsoft.com/Customer/v13/Entities}"
        predicate = api.get_type(entities + "Predicate")(Field="UserId", Operator="Equals", Value=str(user.Id))
        answer = api.service.SearchAccounts(
            Predicates=api.get_type(entities + "ArrayOfPredicate")([predicate]), Ordering=None,
            PageInfo=api.get_type(entities + "Paging")(Index=0, Size=10), ReturnAdditionalFields=["TaxCertificate", "AccountMode"],
            _soapheaders=customer_headers())
        accounts = answer.body.Accounts.AdvertiserAccount
        self.assertIn(SANDBOX.account, [account.Id for account in accounts])
        self.assertTrue(all(account.ParentCustomerId == SANDBOX.customer for account in accounts))

    def test_add_and_get_campaigns(self):
        api = client("CampaignManagement")
        make = lambda name, **more: api.get_type("{https://bingads.microsoft.com/CampaignManagement/v13}Campaign")(
            Name=name, BudgetType="DailyBudgetStandard", DailyBudget=12.5, TimeZone="AmsterdamBerlinBernRomeStockholmVienna",
            CampaignType=["Search"], Languages={"string": ["English"]}, **more)
        scheme = api.get_type("{https://bingads.microsoft.com/CampaignManagement/v13}EnhancedCpcBiddingScheme")()
        answer = api.service.AddCampaigns(
            AccountId=SANDBOX.account, Campaigns={"Campaign": [make("Zeep good", BiddingScheme=scheme), make("ZEEP GOOD")]},
            _soapheaders=campaign_headers()).body
        good, bad = answer.CampaignIds.long
        self.assertGreater(good, 0)
        self.assertIsNone(bad)
        (error,) = answer.PartialErrors.BatchError
        self.assertEqual((error.Index, error.Code, error.ErrorCode), (1, 1115, "CampaignServiceCannotCreateDuplicateCampaign"))

        listed = api.service.GetCampaignsByAccountId(
            AccountId=SANDBOX.account, CampaignType=["Search"], ReturnAdditionalFields=["BidStrategyId", "DealIds"],
            _soapheaders=campaign_headers()).body.Campaigns.Campaign
        found = {campaign.Id: campaign for campaign in listed}[good]
        self.assertEqual((found.Name, found.DailyBudget, found.BudgetType), ("Zeep good", 12.5, "DailyBudgetStandard"))
        self.assertEqual(type(found.BiddingScheme).__name__, "EnhancedCpcBiddingScheme")
        self.assertEqual(found.Languages.string, ["English"])

    def test_ad_groups_and_keywords(self):
        api = client("CampaignManagement")
        make = lambda name, **members: api.get_type("{https://bingads.microsoft.com/CampaignManagement/v13}" + name)(**members)
        call = lambda operation, **request: getattr(api.service, operation)(**request, _soapheaders=campaign_headers()).body
        campaign = make("Campaign", Name="Zeep groups", BudgetType="DailyBudgetStandard", DailyBudget=12.5, CampaignType=["Search"],
                        Languages={"string": ["English"]})
        (parent,) = call("AddCampaigns", AccountId=SANDBOX.account, Campaigns={"Campaign": [campaign]}).CampaignIds.long
        added = call("AddAdGroups", CampaignId=parent, AdGroups={"AdGroup": [make("AdGroup", Name="Tea"), make("AdGroup", Name="tea")]},
                     ReturnInheritedBidStrategyTypes=True)
        group, none = added.AdGroupIds.long
        self.assertIsNone(none)
        self.assertEqual(added.InheritedBidStrategyTypes.string, ["EnhancedCpc", None])
        (found,) = call("GetAdGroupsByCampaignId", CampaignId=parent).AdGroups.AdGroup
        self.assertEqual((found.Id, found.Name, found.Status, found.CpcBid.Amount), (group, "Tea", "Paused", 0.05))
        self.assertEqual(type(found.BiddingScheme).__name__, "InheritFromParentBiddingScheme")
        words = call("AddKeywords", AdGroupId=group, Keywords={"Keyword": [
            make("Keyword", Text="Green TEA", MatchType="Phrase"), make("Keyword", Text="white tea", MatchType="Exact", Bid=make("Bid", Amount=0))]})
        number, none = words.KeywordIds.long
        self.assertIsNone(none)
        self.assertEqual([(e.Index, e.Code) for e in words.PartialErrors.BatchError], [(1, 1544)])
        (keyword,) = call("GetKeywordsByIds", AdGroupId=group, KeywordIds={"long": [number]}).Keywords.Keyword
        self.assertEqual((keyword.Text, keyword.MatchType, keyword.EditorialStatus), ("green tea", "Phrase", "Active"))
        with self.assertRaises(zeep.exceptions.Fault) as caught:
            call("AddKeywords", AdGroupId=1, Keywords={"Keyword": [make("Keyword", Text="x", MatchType="Exact")]})
        detail = caught.exception.detail[0]
        self.assertEqual(detail.tag, "{https://bingads.microsoft.com/CampaignManagement/v13}EditorialApiFaultDetail")
        self.assertEqual([e.Code for e in api.wsdl.types.deserialize(detail).OperationErrors.OperationError], [1201])

    def test_a_bad_token_is_a_typed_fault(self):
        api = client("CampaignManagement")
        with self.assertRaises(zeep.exceptions.Fault) as caught:
            api.service.GetCampaignsByAccountId(AccountId=SANDBOX.account, _soapheaders=campaign_headers("NoSuchToken"))
        detail = api.wsdl.types.deserialize(caught.exception.detail[0])
        self.assertEqual(caught.exception.detail[0].tag, "{https://adapi.microsoft.com}AdApiFaultDetail")
        self.assertEqual([(e.Code, e.ErrorCode) for e in detail.Errors.AdApiError], [(105, "InvalidCredentials")])
        self.assertIn(detail.TrackingId, caught.exception.message)

    def test_no_right_to_an_account_is_an_operation_error(self):
        api = client("CampaignManagement")
        headers = {**campaign_headers(), "CustomerAccountId": "180000101"}
        with self.assertRaises(zeep.exceptions.Fault) as caught:
            api.service.GetCampaignsByAccountId(AccountId=180000101, _soapheaders=headers)
        detail = caught.exception.detail[0]
        self.assertEqual(detail.tag, "{https://bingads.microsoft.com/CampaignManagement/v13}ApiFaultDetail")
        self.assertEqual([(e.Code, e.ErrorCode) for e in api.wsdl.types.deserialize(detail).OperationErrors.OperationError],
                         [(106, "UserIsNotAuthorized")])


if __name__ == "__main__":
    unittest.main(verbosity=2)
