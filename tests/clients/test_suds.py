#!/usr/bin/python3
"""python3-suds, which the official Python SDK's SOAP generation stands on. It refuses answers with elements its WSDL does not know."""
import logging
import unittest

import suds
import suds.client
from server import SANDBOX, close_shared, shared

logging.getLogger("suds").setLevel(logging.CRITICAL)


def setUpModule():
    global server, token
    server = shared()
    token = server.token()


def tearDownModule():
    close_shared()


def client(service, authentication=None):
    headers = {"AuthenticationToken": authentication or token, "DeveloperToken": SANDBOX.developer_token}
    if service == "CampaignManagement":
        headers |= {"CustomerAccountId": str(SANDBOX.account), "CustomerId": str(SANDBOX.customer)}
    return suds.client.Client(server.soap(service) + "?singleWsdl", cache=None, soapheaders=headers)


class GetStarted(unittest.TestCase):
    def test_get_user_then_search_accounts(self):
        api = client("CustomerManagement")
        answer = api.service.GetUser(None)
        self.assertEqual(answer.User.UserName, SANDBOX.user)
        self.assertIn(SANDBOX.customer, [role.CustomerId for role in answer.CustomerRoles.CustomerRole])

        predicates = {"Predicate": [
            {"Field": "UserId", "Operator": "Equals", "Value": answer.User.Id}]}
        accounts = api.service.SearchAccounts(predicates, None, {"Index": 0, "Size": 10})
        self.assertIn(SANDBOX.account, [account.Id for account in accounts.AdvertiserAccount])

    def test_add_and_get_campaigns(self):
        api = client("CampaignManagement")

        def make(name):
            campaign = api.factory.create("Campaign")
            for member, _ in list(campaign):  # as the official SDK does: suds would send empty members otherwise
                setattr(campaign, member, None)
            campaign.Name = name
            campaign.BudgetType = "DailyBudgetStandard"
            campaign.DailyBudget = 5
            campaign.TimeZone = "PacificTimeUSCanadaTijuana"
            campaign.CampaignType = ["Search"]
            campaign.Languages = api.factory.create("ns3:ArrayOfstring")
            campaign.Languages.string.append("English")
            return campaign

        campaigns = api.factory.create("ArrayOfCampaign")
        campaigns.Campaign = [make("Suds good"), make("Suds good")]
        answer = api.service.AddCampaigns(AccountId=SANDBOX.account, Campaigns=campaigns)
        good, bad = answer.CampaignIds.long
        self.assertGreater(good, 0)
        self.assertIsNone(bad)
        (error,) = answer.PartialErrors.BatchError
        self.assertEqual((error.Index, error.Code, error.Type), (1, 1115, "BatchError"))

        listed = api.service.GetCampaignsByAccountId(AccountId=SANDBOX.account, CampaignType="Search")
        self.assertEqual({campaign.Id: campaign for campaign in listed.Campaign}[good].Name, "Suds good")

    def test_a_bad_token_is_a_typed_fault(self):
        with self.assertRaises(suds.WebFault) as caught:
            client("CampaignManagement", "NoSuchToken").service.GetCampaignsByAccountId(AccountId=SANDBOX.account)
        errors = caught.exception.fault.detail.AdApiFaultDetail.Errors.AdApiError  # suds reads details without types: no list for one
        (error,) = errors if isinstance(errors, list) else [errors]
        self.assertEqual((int(error.Code), error.ErrorCode), (105, "InvalidCredentials"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
