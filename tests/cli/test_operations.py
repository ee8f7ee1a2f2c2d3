#!/usr/bin/python3
"""Every implemented operation over both wires, by `adsbox call` against a server of its own."""
import datetime
import json
import unittest

import commands
from commands import call, run
from server import ROOT, SANDBOX, close_shared, shared


def setUpModule():
    commands.server_url = shared("--seed", "demo").http


def tearDownModule():
    close_shared()


class Operations(unittest.TestCase):
    """What docs/coverage.md calls tested: tests/tested-operations.tsv lists exactly the operations called here."""

    called = set()

    def call(self, wire, service, operation, request):
        Operations.called.add((service, operation, wire.upper()))
        return call(wire, service, operation, request)

    def test_customer_management(self):
        answers = {}
        for wire in ("rest", "soap"):
            def cm(operation, request, wire=wire):
                return self.call(wire, "CustomerManagement", operation, request)
            user = cm("GetUser", {"UserId": None})
            self.assertEqual(user["User"]["UserName"], SANDBOX.user)
            number = user["User"]["Id"]
            self.assertEqual(cm("GetUser", {"UserId": number})["User"], user["User"])
            current = cm("GetCurrentUser", {})
            self.assertEqual(current["User"]["Id"], number)
            found = cm("SearchAccounts", {"Predicates": [{"Field": "UserId", "Operator": "Equals", "Value": number}],
                                          "PageInfo": {"Index": 0, "Size": 10}})
            self.assertEqual([a["Id"] for a in found["Accounts"]], [str(SANDBOX.account)])
            account = cm("GetAccount", {"AccountId": str(SANDBOX.account)})
            self.assertEqual(account["Account"]["Id"], str(SANDBOX.account))
            customer = cm("GetCustomer", {"CustomerId": str(SANDBOX.customer)})
            self.assertEqual(customer["Customer"]["Id"], str(SANDBOX.customer))
            answers[wire] = [user, current, found, account, customer]
        self.assertEqual(answers["rest"], answers["soap"])

    def test_campaigns(self):
        answers = {}
        for wire in ("rest", "soap"):
            def cm(operation, request, wire=wire):
                return self.call(wire, "CampaignManagement", operation, {"AccountId": str(SANDBOX.account), **request})
            good = {"Name": "Program " + wire, "BudgetType": "DailyBudgetStandard", "DailyBudget": 7.5, "CampaignType": "Search",
                    "Languages": ["English"], "TimeZone": "AmsterdamBerlinBernRomeStockholmVienna"}
            added = cm("AddCampaigns", {"Campaigns": [good, {**good, "DailyBudget": 8}]})
            number, none = added["CampaignIds"]
            self.assertIsNone(none)
            self.assertEqual(added["PartialErrors"][0]["Index"], 1)
            updated = cm("UpdateCampaigns", {"Campaigns": [{"Id": number, "DailyBudget": 9}]})
            (campaign,) = cm("GetCampaignsByIds", {"CampaignIds": [number], "CampaignType": "Search"})["Campaigns"]
            self.assertEqual((campaign["Name"], campaign["DailyBudget"]), (good["Name"], 9))
            listed = cm("GetCampaignsByAccountId", {"CampaignType": "Search"})["Campaigns"]
            self.assertIn(campaign, listed)
            deleted = cm("DeleteCampaigns", {"CampaignIds": [number]})
            gone = cm("GetCampaignsByAccountId", {"CampaignType": "Search"})["Campaigns"]
            self.assertNotIn(number, [c["Id"] for c in gone])
            answers[wire] = [added["PartialErrors"], updated, {**campaign, "Id": "", "Name": ""}, deleted, gone]
        self.assertEqual(answers["rest"], answers["soap"])

    def test_ad_groups_and_keywords(self):
        answers = {}
        for wire in ("rest", "soap"):
            def cm(operation, request, wire=wire):
                return self.call(wire, "CampaignManagement", operation, request)
            campaign = {"Name": "Groups " + wire, "BudgetType": "DailyBudgetStandard", "DailyBudget": 7.5, "CampaignType": "Search",
                        "Languages": ["English"]}
            (parent,) = cm("AddCampaigns", {"AccountId": str(SANDBOX.account), "Campaigns": [campaign]})["CampaignIds"]
            added = cm("AddAdGroups", {"CampaignId": parent, "ReturnInheritedBidStrategyTypes": True, "AdGroups": [
                {"Name": "Tea", "CpcBid": {"Amount": 0.5}, "EndDate": {"Day": 31, "Month": 12, "Year": 2049}}, {"Name": "TEA"}]})
            group, none = added["AdGroupIds"]
            self.assertIsNone(none)
            self.assertEqual(added["InheritedBidStrategyTypes"], ["EnhancedCpc", None])
            self.assertEqual([(e["Index"], e["Code"]) for e in added["PartialErrors"]], [(1, 1214)])
            changed = cm("UpdateAdGroups", {"CampaignId": parent, "UpdateAudienceAdsBidAdjustment": True, "AdGroups": [
                {"Id": group, "AudienceAdsBidAdjustment": 10}, {"Id": "1"}]})
            self.assertEqual([(e["Index"], e["Code"]) for e in changed["PartialErrors"]], [(1, 1201)])
            (by_id,) = cm("GetAdGroupsByIds", {"CampaignId": parent, "AdGroupIds": [group], "ReturnAdditionalFields": "AdGroupType"})["AdGroups"]
            self.assertEqual((by_id["CpcBid"]["Amount"], by_id["AudienceAdsBidAdjustment"], by_id["AdGroupType"], by_id["EndDate"]["Year"]),
                             (0.5, 10, "SearchStandard", 2049))
            self.assertEqual((by_id["BiddingScheme"]["Type"], by_id["BiddingScheme"]["InheritedBidStrategyType"]),
                             ("InheritFromParent", "EnhancedCpc"))
            (listed,) = cm("GetAdGroupsByCampaignId", {"CampaignId": parent})["AdGroups"]
            self.assertNotIn("AdGroupType", listed, "not asked for")

            keywords = cm("AddKeywords", {"AdGroupId": group, "Keywords": [
                {"Text": "Green TEA", "MatchType": "Exact", "Param1": "x"}, {"Text": "green-tea", "MatchType": "Exact"},
                {"Text": "green tea", "MatchType": "Broad", "Bid": {"Amount": 0}, "FinalUrls": ["ftp://example.com"]}]})
            number = keywords["KeywordIds"][0]
            self.assertEqual(keywords["KeywordIds"][1:], [None, None])
            self.assertEqual([(e["Index"], e["Code"], e["FieldPath"]) for e in keywords["PartialErrors"]],
                             [(1, 1517, None), (2, 1544, None), (2, 4600, "FinalUrls")])
            updated = cm("UpdateKeywords", {"AdGroupId": group, "Keywords": [{"Id": number, "Bid": {"Amount": 0.75}, "Param1": ""}]})
            (keyword,) = cm("GetKeywordsByIds", {"AdGroupId": group, "KeywordIds": [number]})["Keywords"]
            self.assertEqual((keyword["Text"], keyword["Bid"]["Amount"], keyword["Param1"], keyword["EditorialStatus"]),
                             ("green tea", 0.75, None, "Active"))
            self.assertEqual(cm("GetKeywordsByAdGroupId", {"AdGroupId": group})["Keywords"], [keyword])
            self.assertEqual(cm("GetKeywordsByEditorialStatus", {"AdGroupId": group, "EditorialStatus": "Active"})["Keywords"], [keyword])
            self.assertEqual(cm("GetKeywordsByEditorialStatus", {"AdGroupId": group, "EditorialStatus": "Disapproved"})["Keywords"] or [], [])
            gone = [cm("DeleteKeywords", {"AdGroupId": group, "KeywordIds": [number, "7"]}),
                    cm("DeleteAdGroups", {"CampaignId": parent, "AdGroupIds": [group, "7"]})]
            self.assertEqual([[(e["Index"], e["Code"]) for e in g["PartialErrors"]] for g in gone], [[(1, 1501)], [(1, 1201)]])
            self.assertEqual(cm("GetAdGroupsByCampaignId", {"CampaignId": parent})["AdGroups"] or [], [])
            cm("DeleteCampaigns", {"AccountId": str(SANDBOX.account), "CampaignIds": [parent]})
            code, _, err = run("call", "CampaignManagement", "GetAdGroupsByCampaignId", json.dumps({"CampaignId": parent}), "--" + wire)
            self.assertEqual(code, 1)
            self.assertIn("CampaignServiceInvalidCampaignId", err)
            anonymous = [{**o, "Id": ""} for o in (by_id, listed, keyword)]
            answers[wire] = [added["PartialErrors"], changed, anonymous, keywords["PartialErrors"], updated, gone]
        self.assertEqual(answers["rest"], answers["soap"])

    def test_ads_and_their_review(self):
        answers = {}
        for wire in ("rest", "soap"):
            def cm(operation, request, wire=wire):
                return self.call(wire, "CampaignManagement", operation, request)
            account = str(SANDBOX.account)
            campaign = {"Name": "Ads " + wire, "BudgetType": "DailyBudgetStandard", "DailyBudget": 7.5, "CampaignType": "Search", "Languages": ["English"]}
            (parent,) = cm("AddCampaigns", {"AccountId": account, "Campaigns": [campaign]})["CampaignIds"]
            (group,) = cm("AddAdGroups", {"CampaignId": parent, "AdGroups": [{"Name": "Tea", "Language": "English"}]})["AdGroupIds"]

            def links(*texts):
                return [{"Asset": {"Type": "TextAsset", "Text": t}} for t in texts]

            def ad(headline, **more):
                return {"Type": "ResponsiveSearch", "Headlines": links(headline, "Fresh leaves", "Ships in a day"),
                        "Descriptions": links("Tea from small gardens.", "Find your cup of tea."), "FinalUrls": ["https://example.com"], **more}
            added = cm("AddAds", {"AdGroupId": group, "Ads": [ad("Green tea"), ad("As good as Litware"), ad("Tea now!!"), ad("x" * 31, Path2="a")]})
            good, bad, *none = added["AdIds"]
            self.assertEqual(none, [None, None])
            self.assertEqual([(e["Index"], e["Code"], e["Type"]) for e in added["PartialErrors"]],
                             [(2, 1376, "EditorialError"), (3, 6208, "EditorialError"), (3, 6221, "BatchError")])
            first, excess, _ = added["PartialErrors"]
            self.assertEqual((excess["Location"], excess["DisapprovedText"]), ("AdTitle", "1"))
            self.assertEqual((first["ReasonCode"], first["Location"], first["DisapprovedText"], first["Appealable"]), (19, "AdTitle", "!!", False))
            types = {"AdTypes": ["ResponsiveSearch"]}

            def reviewed(status):
                found = cm("GetAdsByEditorialStatus", {"AdGroupId": group, "EditorialStatus": status, **types})["Ads"] or []  # noqa: B023
                return [a["Id"] for a in found]
            self.assertEqual(reviewed("Inactive"), [good, bad])
            self.assertEqual(run("clock", "advance", "10m")[0], 0)
            self.assertEqual((reviewed("Active"), reviewed("Disapproved")), ([good], [bad]))
            ids = {"EntityType": "Ad", "EntityIdToParentIdAssociations": [{"EntityId": i, "ParentId": group} for i in (good, bad)]}
            healthy, why = cm("GetEditorialReasonsByIds", {"AccountId": account, **ids})["EditorialReasons"]
            self.assertIsNone(healthy)
            self.assertEqual((why["AppealStatus"], why["Reasons"][0]["ReasonCode"], why["Reasons"][0]["Term"]), ("Appealable", 17, "litware"))
            appealed = cm("AppealEditorialRejections", {"JustificationText": "Ours", **ids})
            self.assertEqual(run("clock", "advance", "2h")[0], 0)
            self.assertEqual(reviewed("Active"), [good, bad])
            asset = cm("GetAdsByIds", {"AdGroupId": group, "AdIds": [bad], **types})["Ads"][0]["Headlines"][0]["Asset"]["Id"]
            others = [cm("AppealEditorialRejections", {"JustificationText": "Ours", "EntityType": kind, "EntityIdToParentIdAssociations": [
                {"EntityId": known, "ParentId": above}, {"EntityId": "7", "ParentId": above}]})["PartialErrors"]
                for kind, known, above in (("Campaign", parent, account), ("AdGroup", group, parent), ("TextAsset", asset, account),
                                           ("ImageAsset", "8", account), ("AssetGroup", "8", parent))]
            self.assertEqual([[(e["Index"], e["Code"]) for e in errors] for errors in others],
                             [[(1, 1706)], [(1, 1706)], [(1, 1706)], [(0, 1706), (1, 1706)], [(0, 1706), (1, 1706)]])
            changed = cm("UpdateAds", {"AdGroupId": group, "Ads": [{"Type": "ResponsiveSearch", "Id": good, "Status": "Paused"},
                                                                    {"Type": "AppInstall", "Id": bad, "Title": "Tea"},
                                                                    {"Type": "ResponsiveSearch", "Status": "Paused"}]})
            self.assertEqual([(e["Index"], e["Code"]) for e in changed["PartialErrors"]], [(1, 1386), (2, 1303)])
            (by_id, nothing) = cm("GetAdsByIds", {"AdGroupId": group, "AdIds": [good, "7"], **types})["Ads"]
            self.assertIsNone(nothing)
            self.assertEqual((by_id["Status"], by_id["Domain"], by_id["Headlines"][0]["EditorialStatus"]), ("Paused", "example.com", "Active"))
            listed = cm("GetAdsByAdGroupId", {"AdGroupId": group, **types})["Ads"]
            self.assertEqual(listed[0], by_id)
            gone = cm("DeleteAds", {"AdGroupId": group, "AdIds": [good, "7"]})
            self.assertEqual([(e["Index"], e["Code"]) for e in gone["PartialErrors"]], [(1, 1308)])
            again = cm("UpdateAds", {"AdGroupId": group, "Ads": [{"Type": "ResponsiveSearch", "Id": good, "Status": "Active"},
                                                                  {"Type": "ResponsiveSearch", "Id": bad, "EditorialStatus": "Active"}]})
            self.assertEqual([(e["Index"], e["Code"]) for e in again["PartialErrors"]], [(0, 1394), (1, 1383)])
            self.assertEqual(len(cm("GetAdsByAdGroupId", {"AdGroupId": group, **types})["Ads"]), 1)
            cm("DeleteCampaigns", {"AccountId": account, "CampaignIds": [parent]})
            why.update(AdGroupId="", AdOrKeywordId="")
            answers[wire] = [added["PartialErrors"], why, appealed, others, changed["PartialErrors"], {**by_id, "Id": ""}, gone]
        self.assertEqual(answers["rest"], answers["soap"])

    def test_customer_billing(self):
        def day(offset):
            return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=offset)).strftime("%Y-%m-%dT00:00:00Z")

        account, customer, page = str(SANDBOX.account), str(SANDBOX.customer), {"Index": 0, "Size": 100}
        for turn, wire in enumerate(("rest", "soap")):
            def cb(operation, request, wire=wire):
                return self.call(wire, "CustomerBilling", operation, request)
            number = cb("AddInsertionOrder", {"InsertionOrder": {"AccountId": account, "StartDate": day(10), "EndDate": day(40), "SpendCapAmount": 100}})["InsertionOrderId"]
            cb("UpdateInsertionOrder", {"InsertionOrder": {"Id": number, "PendingChanges": {"SpendCapAmount": 120}}})
            (order,) = cb("SearchInsertionOrders", {"PageInfo": page, "Predicates": [
                {"Field": "AccountId", "Operator": "Equals", "Value": account}, {"Field": "InsertionOrderId", "Operator": "In", "Value": number}]})["InsertionOrders"]
            self.assertEqual((order["Status"], order["BudgetRemaining"]), ("NotStarted", 120))
            self.assertIsInstance(cb("GetAccountMonthlySpend", {"AccountId": account, "MonthYear": day(0)})["Amount"], (int, float))
            infos = cb("GetBillingDocumentsInfo", {"AccountIds": [account], "StartDate": day(-200), "EndDate": None})["BillingDocumentsInfo"]
            self.assertGreaterEqual(len(infos), 2)
            (document,) = cb("GetBillingDocuments", {"Type": "Pdf", "BillingDocumentsInfo": [
                {"CustomerId": infos[0]["CustomerId"], "DocumentId": infos[0]["DocumentId"]}]})["BillingDocuments"]
            self.assertTrue(document["Data"].startswith("JVBERi0"))  # %PDF-

            def coupons(name):
                return cb("SearchCoupons", {"PageInfo": page, "Predicates": [{"Field": "CustomerId", "Operator": "Equals", "Value": customer},  # noqa: B023
                                                                             {"Field": "CouponClassName", "Operator": "Equals", "Value": name}]})["Coupons"]
            sent = cb("DispatchCoupons", {"CustomerId": customer, "CouponClassName": "Spend again", "SendToEmails": ["ann@example.com"]})
            self.assertEqual(sent["PartialErrors"] or [], [])
            code = coupons("Spend again")[turn]["CouponCode"]
            cb("RedeemCoupon", {"AccountId": account, "CouponCode": code})
            self.assertTrue(coupons("Spend again")[turn]["IsRedeemed"])
            feature = 10 + turn
            given = cb("DistributeCoupons", {"AccountIds": [int(account)], "ClassName": "Try a feature", "FeatureId": feature, "SendNotification": False})
            self.assertEqual((given["OperationErrors"] or [], given["PartialErrors"] or []), ([], []))
            eligible = cb("CheckFeatureAdoptionCouponEligibility", {"FeatureId": feature, "AccountIds": [account]})["EligibleAccountIds"]
            self.assertEqual(eligible, [account])
            code = coupons("Try a feature")[turn]["CouponCode"]
            claimed = cb("ClaimFeatureAdoptionCoupons", {"AccountCouponPairs": [{"Key": account, "Value": code}]})
            self.assertEqual([c["Key"] for c in claimed["ClaimedDateByAccountId"]], [account])
            self.assertEqual(len(cb("GetCouponInfo", {"CustomerId": customer})["CouponInfoData"]), 2 * (turn + 1))
            (group,) = cb("GetBillingGroups", {"CustomerId": customer})["BillingGroups"]
            added = cb("UpdateBillingGroupAccounts", {"CustomerId": customer, "BillingGroupId": group["BillingGroupId"], "AccountsToAdd": [account]})
            self.assertEqual(added["PartialErrors"] or [], [])
            self.assertNotIn(account, [a["AccountId"] for a in cb("GetUngroupedAccounts", {"CustomerId": customer})["UngroupedAccounts"] or []])

    def test_users_roles_and_links(self):
        """One call of each at least; what they do is tested in tests/customer."""
        code, out, err = run("user", "create", "linked@outlook.com", "--json")
        self.assertEqual(code, 0, err)
        client = json.loads(out)
        code, out, err = run("user", "create", "second@outlook.com", "--customer", str(SANDBOX.customer), "--role", "Viewer", "--json")
        self.assertEqual(code, 0, err)
        viewer = str(json.loads(out)["user_id"])
        customer, account = str(SANDBOX.customer), str(SANDBOX.account)

        def as_client(wire, operation, request):
            return call(wire, "CustomerManagement", operation, request, "--user", "linked@outlook.com")
        for wire in ("rest", "soap"):
            def cm(operation, request, wire=wire):
                return self.call(wire, "CustomerManagement", operation, request)
            me = cm("GetUser", {"UserId": None})["User"]
            user = cm("GetUser", {"UserId": viewer})["User"]
            cm("UpdateUser", {"User": {"Id": viewer, "TimeStamp": user["TimeStamp"], "JobTitle": wire}})
            cm("UpdateUserRoles", {"CustomerId": customer, "UserId": viewer, "NewRoleId": 100, "NewAccountIds": [account]})
            self.assertIn(viewer, [u["Id"] for u in cm("GetUsersInfo", {"CustomerId": customer, "StatusFilter": "Active"})["UsersInfo"]])
            self.assertFalse(cm("GetUserMFAStatus", {})["MFAStatus"])
            invitation = {"CustomerId": customer, "RoleId": 100, "FirstName": "A", "LastName": "B", "Email": wire + "-guest@outlook.com", "Lcid": "EnglishUS"}
            number = cm("SendUserInvitation", {"UserInvitation": invitation})["UserInvitationId"]
            query = {"Predicates": [{"Field": "CustomerId", "Operator": "Equals", "Value": customer}]}
            self.assertEqual([i["Id"] for i in cm("SearchUserInvitations", query)["UserInvitations"]], [number])
            self.assertIn(wire + "-guest@outlook.com", run("user", "invitations")[1])
            code, out, err = run("user", "accept", str(number), "--json")
            self.assertEqual(code, 0, err)
            guest = str(json.loads(out)["user_id"])
            cm("DeleteUser", {"UserId": guest, "TimeStamp": cm("GetUser", {"UserId": guest})["User"]["TimeStamp"]})
            owner = as_client(wire, "GetCustomer", {"CustomerId": str(client["customer_id"])})["Customer"]["Number"]
            link = {"ClientEntityId": str(client["account_id"]), "ClientEntityCustomerNumber": owner, "ManagingCustomerId": customer, "IsBillToClient": True}
            self.assertEqual(cm("AddClientLinks", {"ClientLinks": [link]})["PartialErrors"], [None])
            (found,) = cm("SearchClientLinks", {"PageInfo": {"Index": 0, "Size": 10}, "Predicates": [
                {"Field": "DirectManagingCustomerId", "Operator": "Equals", "Value": customer}]})["ClientLinks"]
            self.assertEqual(found["Status"], "LinkPending")
            self.assertEqual(cm("UpdateClientLinks", {"ClientLinks": [{**found, "Status": "LinkCanceled"}]})["PartialErrors"], [None])
            linked = cm("GetLinkedAccountsAndCustomersInfo", {"CustomerId": customer, "OnlyParentAccounts": False})
            self.assertIn(account, [a["Id"] for a in linked["AccountsInfo"]])
            (told,) = cm("GetNotifications", {"TypeIds": [2]})["Notifications"]
            cm("DismissNotifications", {"UserId": int(me["Id"]), "NotificationTypePairs": [{"Key": told["Id"], "Value": told["TypeId"]}]})
            self.assertEqual(cm("GetNotifications", {"TypeIds": [2]})["Notifications"] or [], [])
            self.assertNotIn(793 if wire == "rest" else 0, cm("GetCustomerPilotFeatures", {"CustomerId": customer})["FeaturePilotFlags"])
            self.assertEqual(run("user", "pilot", customer, "793")[0], 0)
            self.assertIn(793, cm("GetCustomerPilotFeatures", {"CustomerId": customer})["FeaturePilotFlags"])
            self.assertTrue(cm("GetAccountPilotFeatures", {"AccountId": account})["FeaturePilotFlags"])
            self.assertTrue(cm("GetPilotFeaturesCountries", {})["PilotFeatures"])
            cm("MapCustomerIdToExternalCustomerId", {"CustomerId": customer, "ExternalCustomerId": "ours"})
            cm("MapAccountIdToExternalAccountIds", {"AccountId": account, "ExternalAccountIds": ["a", "b"]})
        self.assertEqual(run("user", "pilot", customer, "793", "--out")[0], 0)
        self.assertEqual(run("user", "accept", "4711")[0], 1)

    def test_customers_and_accounts(self):
        """Sign-up makes a customer to work on: the seed's own stays as other tests know it."""
        address = {"BusinessName": "Tea", "Line1": "1 Pike Street", "City": "Seattle", "StateOrProvince": "WA", "PostalCode": "98101", "CountryCode": "US"}
        page = {"Index": 0, "Size": 10}
        user = call("rest", "CustomerManagement", "GetUser", {"UserId": None})["User"]["Id"]
        self.assertEqual(run("user", "pilot", str(SANDBOX.customer), "793")[0], 0)
        for wire in ("rest", "soap"):
            def cm(operation, request, wire=wire):
                return self.call(wire, "CustomerManagement", operation, request)
            made = cm("SignupCustomer", {"UserId": user, "Customer": {"Name": "Signed up by " + wire, "Industry": "Retail", "MarketCountry": "US",
                                                                      "MarketLanguage": "English"},
                                         "Account": {"Name": "First of " + wire, "CurrencyCode": "USD", "ParentCustomerId": "0", "BusinessAddress": address}})
            customer, first = made["CustomerId"], made["AccountId"]
            self.assertEqual(run("clock", "advance", "2m")[0], 0)

            def account(number, cm=cm):
                return cm("GetAccount", {"AccountId": number})["Account"]
            self.assertEqual(account(first)["AccountLifeCycleStatus"], "Active")
            added = {}
            for kind in ("", "Prepay"):
                number = cm(f"Add{kind}Account", {"Account": {"Name": f"Another {kind} of {wire}", "CurrencyCode": "USD", "ParentCustomerId": customer,
                                                              "BusinessAddress": address}})["AccountId"]
                self.assertEqual(run("clock", "advance", "2m")[0], 0)
                cm(f"Update{kind}Account", {"Account": {"Id": number, "Name": f"Renamed {kind} of {wire}", "ParentCustomerId": customer,
                                                        "TimeStamp": account(number)["TimeStamp"]}})
                added[kind] = number
            infos = cm("GetAccountsInfo", {"CustomerId": customer, "OnlyParentAccounts": True})["AccountsInfo"]
            self.assertEqual([i["Id"] for i in infos], [first, *added.values()])
            found = cm("FindAccounts", {"CustomerId": customer, "AccountFilter": "renamed", "TopN": 9})["AccountsInfo"]
            self.assertEqual({i["Id"] for i in found}, set(added.values()))
            rows = cm("FindAccountsOrCustomersInfo", {"Filter": "signed up by " + wire, "TopN": 9})["AccountInfoWithCustomerData"]
            self.assertEqual({r["CustomerId"] for r in rows}, {customer})
            cm("DeleteAccount", {"AccountId": added[""], "TimeStamp": account(added[""])["TimeStamp"]})
            self.assertEqual(account(added[""])["AccountLifeCycleStatus"], "Inactive")
            stamp = cm("GetCustomer", {"CustomerId": customer})["Customer"]["TimeStamp"]
            cm("UpdateCustomer", {"Customer": {"Id": customer, "Name": "Changed by " + wire, "Industry": "Gaming", "TimeStamp": stamp}})
            self.assertEqual([i["Id"] for i in cm("GetCustomersInfo", {"CustomerNameFilter": "changed by " + wire, "TopN": 9})["CustomersInfo"]], [customer])
            cm("UpgradeCustomerToAgency", {"CustomerId": customer})
            self.assertEqual(cm("GetAccessibleCustomer", {"CustomerId": customer})["AccessibleCustomer"]["Industry"], "AgencySalesHouse")
            (customers,) = cm("SearchCustomers", {"PageInfo": page, "Predicates": [
                {"Field": "CustomerName", "Operator": "Contains", "Value": "changed by " + wire}]})["Customers"]
            self.assertEqual(customers["Id"], customer)
            self.assertEqual(cm("ValidateAddress", {"Address": address})["Status"], "AddressValidWithoutSuggestions")
            # Nobody but Microsoft deletes customers.
            Operations.called.add(("CustomerManagement", "DeleteCustomer", wire.upper()))
            code, _, err = run("call", "CustomerManagement", "DeleteCustomer", json.dumps({"CustomerId": customer, "TimeStamp": stamp}), "--" + wire)
            self.assertEqual(code, 1)
            self.assertIn("1001", err)
        self.assertEqual(run("user", "pilot", str(SANDBOX.customer), "793", "--out")[0], 0)

    def test_what_campaigns_share(self):
        """Budgets, bid strategies, labels, negative keywords and sites, account properties: one call of each at least."""
        for wire in ("rest", "soap"):
            def cm(operation, request, wire=wire):
                answer = self.call(wire, "CampaignManagement", operation, request)
                for errors in ("PartialErrors", "NestedPartialErrors"):
                    self.assertFalse(answer.get(errors), answer)
                return answer
            account = str(SANDBOX.account)
            (budget,) = cm("AddBudgets", {"Budgets": [{"Name": "Shared by " + wire, "Amount": 30, "BudgetType": "DailyBudgetStandard"}]})["BudgetIds"]
            (strategy,) = cm("AddBidStrategies", {"BidStrategies": [
                {"Name": "Clicks by " + wire, "BiddingScheme": {"Type": "MaxClicks", "MaxCpc": {"Amount": 2}}}]})["BidStrategyIds"]
            (campaign,) = cm("AddCampaigns", {"AccountId": account, "Campaigns": [
                {"Name": "Shares by " + wire, "BudgetId": budget, "BidStrategyId": strategy, "Languages": ["English"]}]})["CampaignIds"]
            cm("UpdateBudgets", {"Budgets": [{"Id": budget, "Amount": 35.5}]})
            (read,) = cm("GetBudgetsByIds", {"BudgetIds": [budget]})["Budgets"]
            self.assertEqual((read["Amount"], read["AssociationCount"]), (35.5, 1))
            self.assertEqual(cm("GetCampaignIdsByBudgetIds", {"BudgetIds": [budget]})["CampaignIdCollection"], [{"Ids": [campaign]}])
            cm("UpdateBidStrategies", {"BidStrategies": [{"Id": strategy, "BiddingScheme": {"Type": "MaxClicks", "MaxCpc": {"Amount": 3}}}]})
            (read,) = cm("GetBidStrategiesByIds", {"BidStrategyIds": [strategy]})["BidStrategies"]
            self.assertEqual((read["AssociationCount"], read["BiddingScheme"]["MaxCpc"]["Amount"]), (1, 3))
            self.assertNotIn("Scope", read, "nobody asked for it")
            self.assertEqual(cm("GetCampaignIdsByBidStrategyIds", {"BidStrategyIds": [strategy]})["CampaignIdCollection"], [{"Ids": [campaign]}])
            (read,) = cm("GetCampaignsByIds", {"AccountId": account, "CampaignIds": [campaign]})["Campaigns"]
            self.assertEqual((read["DailyBudget"], read["BiddingScheme"]["MaxCpc"]["Amount"]), (35.5, 3))

            label, other = cm("AddLabels", {"Labels": [{"Name": "One of " + wire}, {"Name": "Other of " + wire, "ColorCode": "#123456"}]})["LabelIds"]
            cm("UpdateLabels", {"Labels": [{"Id": label, "Description": "changed"}]})
            page = {"Index": 0, "Size": 10}
            self.assertEqual([x["Description"] for x in cm("GetLabelsByIds", {"LabelIds": [label], "PageInfo": page})["Labels"]], ["changed"])
            on_campaign = [{"EntityId": campaign, "LabelId": label}]
            cm("SetLabelAssociations", {"EntityType": "Campaign", "LabelAssociations": on_campaign})
            for operation, which in (("GetLabelAssociationsByEntityIds", {"EntityIds": [campaign]}),
                                     ("GetLabelAssociationsByLabelIds", {"LabelIds": [label], "PageInfo": page})):
                self.assertEqual(cm(operation, {"EntityType": "Campaign", **which})["LabelAssociations"], on_campaign)
            cm("DeleteLabelAssociations", {"EntityType": "Campaign", "LabelAssociations": on_campaign})
            cm("DeleteLabels", {"LabelIds": [label, other]})

            (group,) = cm("AddAdGroups", {"CampaignId": campaign, "AdGroups": [{"Name": "group"}]})["AdGroupIds"]
            for kind, entity in (("Campaign", campaign), ("AdGroup", group)):
                of = {"EntityId": entity, "EntityType": kind}
                words = [{"Type": "NegativeKeyword", "Text": "free tea", "MatchType": "Phrase"}]
                (ids,) = cm("AddNegativeKeywordsToEntities", {"EntityNegativeKeywords": [{**of, "NegativeKeywords": words}]})["NegativeKeywordIds"]
                (read,) = cm("GetNegativeKeywordsByEntityIds", {"EntityIds": [entity], "EntityType": kind, "ParentEntityId": campaign})["EntityNegativeKeywords"]
                self.assertEqual([(k["Id"], k["Text"]) for k in read["NegativeKeywords"]], [(ids["Ids"][0], "free tea")])
                cm("DeleteNegativeKeywordsFromEntities", {"EntityNegativeKeywords": [
                    {**of, "NegativeKeywords": [{"Type": "NegativeKeyword", "Id": ids["Ids"][0]}]}]})
            sites = {"CampaignId": campaign, "NegativeSites": ["contoso.com", "www.fabrikam.com/tea"]}
            cm("SetNegativeSitesToCampaigns", {"AccountId": account, "CampaignNegativeSites": [sites]})
            self.assertEqual(cm("GetNegativeSitesByCampaignIds", {"AccountId": account, "CampaignIds": [campaign]})["CampaignNegativeSites"], [sites])
            sites = {"AdGroupId": group, "NegativeSites": ["contoso.com"]}
            cm("SetNegativeSitesToAdGroups", {"CampaignId": campaign, "AdGroupNegativeSites": [sites]})
            self.assertEqual(cm("GetNegativeSitesByAdGroupIds", {"CampaignId": campaign, "AdGroupIds": [group]})["AdGroupNegativeSites"], [sites])
            suffix = {"Name": "FinalUrlSuffix", "Value": "by=" + wire}
            cm("SetAccountProperties", {"AccountProperties": [suffix]})
            self.assertEqual(cm("GetAccountProperties", {"AccountPropertyNames": ["FinalUrlSuffix"]})["AccountProperties"], [suffix])

            cm("DeleteCampaigns", {"AccountId": account, "CampaignIds": [campaign]})
            cm("DeleteBudgets", {"BudgetIds": [budget]})
            cm("DeleteBidStrategies", {"BidStrategyIds": [strategy]})

    def test_criterions(self):
        answers = {}
        for wire in ("rest", "soap"):
            def cm(operation, request, wire=wire):
                return self.call(wire, "CampaignManagement", operation, request)
            about = {"Name": "Criterions " + wire, "BudgetType": "DailyBudgetStandard", "DailyBudget": 7.5, "CampaignType": "Search",
                     "Languages": ["English"]}
            (campaign,) = cm("AddCampaigns", {"AccountId": str(SANDBOX.account), "Campaigns": [about]})["CampaignIds"]
            (group,) = cm("AddAdGroups", {"CampaignId": campaign, "AdGroups": [{"Name": "group"}]})["AdGroupIds"]
            told = []
            for of, entity in (("Campaign", campaign), ("AdGroup", group)):
                item = {"Type": f"Biddable{of}Criterion", f"{of}Id": entity, "Criterion": {"Type": "LocationCriterion", "LocationId": "190"},
                        "CriterionBid": {"Type": "BidMultiplier", "Multiplier": 10}}
                added = cm(f"Add{of}Criterions", {f"{of}Criterions": [item, item], "CriterionType": "Targets"})
                number, none = added[f"{of}CriterionIds"]
                self.assertIsNone(none)
                self.assertEqual(added["NestedPartialErrors"][0]["Index"], 1)
                told.append(cm(f"Update{of}Criterions", {f"{of}Criterions": [{**item, "Id": number}], "CriterionType": "Targets"}))
                read = {f"{of}Id": entity, f"{of}CriterionIds": [number], "CriterionType": "Location"}
                (found,) = cm(f"Get{of}CriterionsByIds", read)[f"{of}Criterions"]
                self.assertEqual(found["Criterion"]["DisplayName"], "United States")
                told.append(cm(f"Delete{of}Criterions", {**read, "CriterionType": "Targets"}))
                self.assertEqual(cm(f"Get{of}CriterionsByIds", {**read, f"{of}CriterionIds": None})[f"{of}Criterions"], [])
                told += [added["NestedPartialErrors"], {**found, "Id": "", f"{of}Id": ""}]
            cm("DeleteCampaigns", {"AccountId": str(SANDBOX.account), "CampaignIds": [campaign]})
            answers[wire] = told
        self.assertEqual(answers["rest"], answers["soap"])

    def test_reference_data(self):
        answers = {}
        for wire in ("rest", "soap"):
            def cm(operation, request, wire=wire):
                return self.call(wire, "CampaignManagement", operation, request)
            account = str(SANDBOX.account)
            files = [cm("GetGeoLocationsFileUrl", {"Version": "2.0", "LanguageLocale": "es", "CompressionType": "GZip"}),
                     cm("GetProfileDataFileUrl", {"LanguageLocale": "es", "ProfileType": "Industry"})]
            self.assertEqual([f["FileUrl"].split("?")[0].rsplit("/", 1)[1] for f in files], ["GeoLocations.csv.gz", "industries.csv"])
            told = [cm("SearchCompanies", {"CompanyNameFilter": "fabrikam", "LanguageLocale": "en"}),
                    cm("GetBSCCountries", {}), cm("GetBMCStoresByCustomerId", {"ReturnAdditionalFields": "StoreUrl"}),
                    cm("GetConfigValue", {"ConfigKey": "GeoLocationsFileVersion"}),
                    cm("GetCampaignSizesByAccountId", {"AccountId": account, "CampaignIds": None}),
                    cm("GetAccountMigrationStatuses", {"AccountIds": [account], "MigrationType": None})]
            self.assertEqual([s["Name"] for s in told[2]["BMCStores"]], ["Demo shop"])
            self.assertEqual(len(told[4]["CampaignSizes"]), 100)
            answers[wire] = told
        self.assertEqual(answers["rest"], answers["soap"])

    def test_trees(self):
        answers = {}
        for wire in ("rest", "soap"):
            def cm(operation, request, wire=wire):
                return self.call(wire, "CampaignManagement", operation, request)
            about = {"Name": "Trees " + wire, "BudgetType": "DailyBudgetStandard", "DailyBudget": 7.5, "Languages": ["English"]}
            store = cm("GetBMCStoresByCustomerId", {})["BMCStores"][0]["Id"]
            shop = {**about, "CampaignType": "Shopping", "Settings": [{"Type": "ShoppingSetting", "StoreId": store, "SalesCountryCode": "US", "Priority": 1}]}
            hotels = {**about, "Name": "Hotels " + wire, "CampaignType": "Hotel"}
            parents = cm("AddCampaigns", {"AccountId": str(SANDBOX.account), "Campaigns": [shop, hotels]})["CampaignIds"]
            told = []
            for parent, kind, condition, unit, operand in ((parents[0], "ProductPartition", "Condition", "PartitionType", "Brand"),
                                                           (parents[1], "HotelGroup", "Listing", "ListingType", "StarRating")):
                (group,) = cm("AddAdGroups", {"CampaignId": parent, "AdGroups": [{"Name": "All", "Language": "English"}]})["AdGroupIds"]

                def add(up, what, value, of, bid, number=None):
                    return {"Action": "Add", "AdGroupCriterion": {
                        "Type": "BiddableAdGroupCriterion", "AdGroupId": group, "Id": number, "CriterionBid": {"Type": "FixedBid", "Amount": bid},  # noqa: B023
                        "Criterion": {"Type": kind, "ParentCriterionId": up, condition: {"Operand": what, "Attribute": value}, unit: of}}}  # noqa: B023
                actions = [add(None, "All", None, "Subdivision", 0, "-1"), add("-1", operand, "4", "Unit", 0.3), add("-1", operand, None, "Unit", 0.2)]
                refused = cm(f"Apply{kind}Actions", {"CriterionActions": actions[:2]})
                self.assertEqual(refused["AdGroupCriterionIds"], [None, None])
                self.assertEqual([(e["Index"], e["Code"]) for e in refused["PartialErrors"]], [(0, 4128), (1, 4150)])
                ids = cm(f"Apply{kind}Actions", {"CriterionActions": actions})["AdGroupCriterionIds"]
                nodes = cm("GetAdGroupCriterionsByIds", {"AdGroupId": group, "AdGroupCriterionIds": None, "CriterionType": kind})["AdGroupCriterions"]
                self.assertEqual([n["Id"] for n in nodes], ids)
                self.assertEqual([n["Criterion"]["ParentCriterionId"] for n in nodes], [None, ids[0], ids[0]])
                told += [refused["PartialErrors"], [(n["Criterion"][condition], n["CriterionBid"]) for n in nodes]]
            cm("DeleteCampaigns", {"AccountId": str(SANDBOX.account), "CampaignIds": parents})
            answers[wire] = told
        self.assertEqual(answers["rest"], answers["soap"])

    def test_z_list_of_tested_operations(self):
        if len(Operations.called) < 4:
            self.skipTest("runs after the others")
        lines = [line.split("\t") for line in (ROOT / "tests/tested-operations.tsv").read_text().splitlines() if not line.startswith("#")]
        self.assertEqual(sorted(tuple(line) for line in lines), sorted(Operations.called))


if __name__ == "__main__":
    unittest.main()
