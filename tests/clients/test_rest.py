#!/usr/bin/python3
"""The REST twins of Get Started by requests, and both wires on one state."""
import unittest

import requests
from server import PRODUCTION, SANDBOX, close_shared, rest_headers, shared


def setUpModule():
    global server, token
    server = shared()
    token = server.token()


def tearDownModule():
    close_shared()


def call(method, path, body, headers=None):
    return requests.request(method, server.http + path, json=body, headers=headers or rest_headers(token))


def campaign(name, **more):
    return {"Name": name, "BudgetType": "DailyBudgetStandard", "DailyBudget": 12.5, "CampaignType": "Search", "Languages": ["English"],
            "TimeZone": "AmsterdamBerlinBernRomeStockholmVienna", **more}


class GetStarted(unittest.TestCase):
    def test_get_user(self):
        for body in ({}, {"UserId": None}):
            answer = call("POST", "/CustomerManagement/v13/User/Query", body, rest_headers(token, customer=False, account=False))
            self.assertEqual(answer.status_code, 200, answer.text)
            self.assertRegex(answer.headers["TrackingId"], r"^[0-9a-fA-F-]{36}$")
            self.assertTrue(answer.headers["Content-Type"].startswith("application/json"))
            self.assertEqual(answer.json()["User"]["UserName"], SANDBOX.user)
            self.assertIsInstance(answer.json()["User"]["Id"], str, "longs are JSON strings")
            self.assertIn(str(SANDBOX.customer), [role["CustomerId"] for role in answer.json()["CustomerRoles"]])

    def test_search_accounts(self):
        user = call("POST", "/CustomerManagement/v13/User/Query", {}).json()["User"]["Id"]
        answer = call("POST", "/CustomerManagement/v13/Accounts/Search", {
            "Predicates": [{"Field": "UserId", "Operator": "Equals", "Value": user}], "Ordering": [{"Field": "Name", "Order": "Ascending"}],
            "PageInfo": {"Index": 0, "Size": 50}, "ReturnAdditionalFields": "TaxCertificate, AccountMode"})
        self.assertEqual(answer.status_code, 200, answer.text)
        accounts = answer.json()["Accounts"]
        self.assertIn(str(SANDBOX.account), [account["Id"] for account in accounts])
        self.assertEqual(accounts[0]["ForwardCompatibilityMap"] or [], [])

    def test_campaigns(self):
        added = call("POST", "/CampaignManagement/v13/Campaigns", {"AccountId": str(SANDBOX.account), "Campaigns": [
            campaign("Rest good", BiddingScheme={"Type": "EnhancedCpc"}), campaign("Rest good")]})
        self.assertEqual(added.status_code, 200, added.text)
        good, bad = added.json()["CampaignIds"]
        self.assertIsInstance(good, str)
        self.assertIsNone(bad)
        (error,) = added.json()["PartialErrors"]
        self.assertEqual((error["Index"], error["Code"], error["ErrorCode"], error["Type"]),
                         (1, 1115, "CampaignServiceCannotCreateDuplicateCampaign", "BatchError"))
        self.assertEqual(set(error), {"Code", "Details", "ErrorCode", "FieldPath", "ForwardCompatibilityMap", "Index", "Message", "Type"})

        def get(**more):
            answer = call("POST", "/CampaignManagement/v13/Campaigns/QueryByAccountId", {"AccountId": SANDBOX.account, **more})
            self.assertEqual(answer.status_code, 200, answer.text)
            return {c["Id"]: c for c in answer.json()["Campaigns"]}

        found = get(CampaignType="Search, Audience", ReturnAdditionalFields="BidStrategyId, DealIds")[good]
        self.assertEqual((found["Name"], found["DailyBudget"], found["BiddingScheme"]["Type"]), ("Rest good", 12.5, "EnhancedCpc"))
        self.assertNotIn("IsPolitical", found, "not asked for")

        updated = call("PUT", "/CampaignManagement/v13/Campaigns", {"AccountId": str(SANDBOX.account), "Campaigns": [{"Id": good, "DailyBudget": 20}]})
        self.assertEqual(updated.status_code, 200, updated.text)
        self.assertEqual(updated.json()["PartialErrors"] or [], [])
        self.assertEqual(get()[good]["DailyBudget"], 20)
        self.assertEqual(get()[good]["Name"], "Rest good", "absent means unchanged")

        by_ids = call("POST", "/CampaignManagement/v13/Campaigns/QueryByIds", {"AccountId": str(SANDBOX.account), "CampaignIds": [good, "1"], "CampaignType": "Search"})
        self.assertEqual(by_ids.status_code, 200, by_ids.text)
        self.assertEqual([c and c["Id"] for c in by_ids.json()["Campaigns"]], [good, None])

        deleted = call("DELETE", "/CampaignManagement/v13/Campaigns", {"AccountId": str(SANDBOX.account), "CampaignIds": [good, "1"]})
        self.assertEqual(deleted.status_code, 200, deleted.text)
        self.assertEqual([(e["Index"], e["Code"]) for e in deleted.json()["PartialErrors"]], [(1, 1100)])
        self.assertNotIn(good, get())

    def test_paths_ignore_case_and_a_trailing_slash(self):
        self.assertEqual(call("POST", "/customermanagement/V13/user/query/", {}).status_code, 200)

    def test_what_soap_wrote_rest_reads(self):
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '"AddCampaigns"'}
        envelope = f"""<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header xmlns="https://bingads.microsoft.com/CampaignManagement/v13">
<AuthenticationToken>{token}</AuthenticationToken><CustomerAccountId>{SANDBOX.account}</CustomerAccountId><CustomerId>{SANDBOX.customer}</CustomerId>
<DeveloperToken>{SANDBOX.developer_token}</DeveloperToken></s:Header><s:Body><AddCampaignsRequest xmlns="https://bingads.microsoft.com/CampaignManagement/v13">
<AccountId>{SANDBOX.account}</AccountId><Campaigns><Campaign><BudgetType>DailyBudgetStandard</BudgetType><DailyBudget>9</DailyBudget>
<Name>Crème &amp; thé</Name><TimeZone>PacificTimeUSCanadaTijuana</TimeZone></Campaign></Campaigns></AddCampaignsRequest></s:Body></s:Envelope>"""
        answer = requests.post(server.soap("CampaignManagement"), data=envelope.encode(), headers=headers)
        self.assertEqual(answer.status_code, 200, answer.text)
        listed = call("POST", "/CampaignManagement/v13/Campaigns/QueryByAccountId", {"AccountId": str(SANDBOX.account)}).json()["Campaigns"]
        self.assertIn("Crème & thé", [c["Name"] for c in listed])


class Faults(unittest.TestCase):
    def expect(self, answer, status, kind, code, symbol):
        self.assertEqual(answer.status_code, status, answer.text)
        body = answer.json()
        self.assertEqual(body["Type"], kind)
        self.assertEqual(body["TrackingId"], answer.headers["TrackingId"])
        (error,) = body.get("Errors") or body.get("OperationErrors")
        self.assertEqual((error["Code"], error.get("ErrorCode")), (code, symbol))
        return error

    def test_credentials(self):
        path, body = "/CampaignManagement/v13/Campaigns/QueryByAccountId", {"AccountId": str(SANDBOX.account)}
        bad = rest_headers("NoSuchToken")
        error = self.expect(call("POST", path, body, bad), 401, "AdApiFaultDetail", 105, "InvalidCredentials")
        self.assertEqual(set(error), {"Code", "Detail", "ErrorCode", "Message"})
        bad = {**rest_headers(token), "DeveloperToken": "WRONG"}
        self.expect(call("POST", path, body, bad), 401, "AdApiFaultDetail", 105, "InvalidCredentials")
        production = rest_headers(server.token(PRODUCTION), PRODUCTION)
        crossed = {**production, "Host": "campaign.api.sandbox.bingads.microsoft.com"}
        self.expect(call("POST", path, body, crossed), 401, "AdApiFaultDetail", 105, "InvalidCredentials")

    def test_not_implemented_is_said_in_a_typed_fault(self):
        answer = call("POST", "/CampaignManagement/v13/Ads/QueryByAdGroupId", {"AdGroupId": "1"})
        self.assertIn(answer.status_code, (400, 500))
        self.assertIn(answer.json()["Type"], ("AdApiFaultDetail", "ApiFaultDetail"))
        self.assertIn("TrackingId", answer.headers)

    def test_never_404_or_501_below_a_service(self):
        for method, path in (("POST", "/CampaignManagement/v13/NoSuchThing"), ("GET", "/CampaignManagement/v13/Campaigns"),
                             ("PATCH", "/CampaignManagement/v13/Campaigns"), ("POST", "/Bulk/v13/"), ("POST", "/AdInsight/v13/Nothing/Query")):
            with self.subTest(method=method, path=path):
                answer = call(method, path, {})
                self.assertIn(answer.status_code, (400, 500), answer.text)
                self.assertIn(answer.json()["Type"], ("AdApiFaultDetail", "ApiFaultDetail", "ApiFault"))
                self.assertEqual(answer.json()["TrackingId"], answer.headers["TrackingId"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
