#!/usr/bin/python3
"""Customer Billing in a running server: the same stories over REST and SOAP, money that adds up, documents that a reader opens."""
import base64
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

import requests
from api import SANDBOX, Rest, Soap
from world import ACCOUNT, CUSTOMER, NOW, World, order, search


class Stories(unittest.TestCase):
    """Each story runs on both wires, in a fresh server; both must tell the same."""

    def tell(self, story):
        told = []
        for wire in (Rest, Soap):
            world = World(wire)
            try:
                told.append(story(world, world.api))
            finally:
                world.close()
        self.maxDiff = None
        self.assertEqual(told[0], told[1])
        return told[0]

    def test_an_order_from_its_first_day_to_its_last(self):
        def story(world, api):
            def found():
                (one,) = api("SearchInsertionOrders", search("SearchInsertionOrders", more={"ReturnAdditionalFields": "UnlimitedAndEndlessFlags"}))["InsertionOrders"]
                return one
            added = api("AddInsertionOrder", order(Name="Spring", PurchaseOrder="PO-7"))
            number = added["InsertionOrderId"]
            self.assertEqual(added["CreateTime"], NOW[:19])
            seen = [found()]
            self.assertEqual((seen[0]["Status"], seen[0]["BudgetRemaining"], seen[0]["IsUnlimited"]), ("Active", 100, False))
            world.spend("2026-03-02", 75)
            seen.append(found())
            self.assertEqual((seen[-1]["BudgetSpentPercent"], seen[-1]["BudgetRemaining"]), (0.75, 25))
            world.spend("2026-03-02", 25)
            self.assertEqual(found()["Status"], "Exhausted")
            account = requests.post(f"{world.server.http}/CustomerManagement/v13/Account/Query", json={"AccountId": str(ACCOUNT)},
                                    headers={"Authorization": "Bearer " + api.token, "DeveloperToken": SANDBOX.developer_token}).json()["Account"]
            self.assertEqual((account["AccountLifeCycleStatus"], account["PauseReason"]), ("Pause", 2))
            api("UpdateInsertionOrder", {"InsertionOrder": {"Id": str(number), "PendingChanges": {"SpendCapAmount": 400, "EndDate": "2026-03-10T00:00:00Z"}}})
            seen.append(found())
            self.assertEqual((seen[-1]["Status"], seen[-1]["BudgetSpentPercent"]), ("Active", 0.25))
            world.set_time("2026-03-11T08:00:00Z")
            self.assertEqual(found()["Status"], "Expired")
            api("UpdateInsertionOrder", {"InsertionOrder": {"Id": str(number), "PendingChanges": {"EndDate": "2026-05-10T00:00:00Z"}}})
            changed = api("UpdateInsertionOrder", {"InsertionOrder": {"Id": str(number), "Status": "Canceled"}})
            self.assertEqual(changed["LastModifiedTime"], "2026-03-11T08:00:00")
            seen.append(found())
            self.assertEqual(seen[-1]["Status"], "Canceled")
            return seen
        self.tell(story)

    def test_an_order_that_microsoft_proposes(self):
        def story(world, api):
            ids = world.admin("POST", "insertion-orders", {"account": ACCOUNT, "start": "2026-03-05", "spend_cap": 10, "series": "S",
                                                            "frequency": "BiMonthly", "orders": 2})["ids"]
            states = lambda: [o["Status"] for o in api("SearchInsertionOrders", search("SearchInsertionOrders"))["InsertionOrders"]]  # noqa: E731
            self.assertEqual(states(), ["PendingUserReview"] * 2)
            api("UpdateInsertionOrder", {"InsertionOrder": {"Id": str(ids[0]), "Status": "Active"}})
            self.assertEqual(states(), ["NotStarted"] * 2)
            world.admin("POST", f"insertion-orders/{ids[0]}/changes", {"name": "Renamed"})
            (one,) = api("SearchInsertionOrders", search("SearchInsertionOrders", ("InsertionOrderId", "Equals", str(ids[0]))))["InsertionOrders"]
            self.assertEqual((one["PendingChanges"]["ChangeStatus"], one["PendingChanges"]["Name"]), ("PendingUserReview", "Renamed"))
            api("UpdateInsertionOrder", {"InsertionOrder": {"Id": str(ids[0]), "PendingChanges": {"ChangeStatus": "ApproveChanges"}}})
            after = api("SearchInsertionOrders", search("SearchInsertionOrders", ordering=[{"Field": "Name", "Order": "Descending"}]))["InsertionOrders"]
            self.assertEqual([o.get("Name") for o in after], ["Renamed", None])
            return after
        self.tell(story)

    def test_coupons_from_their_class_to_their_end(self):
        def story(world, api):
            codes = world.coupons("Again", spend_threshold=20, active_duration=60)
            dispatched = api("DispatchCoupons", {"SendToEmails": ["ann@example.com", "nobody"], "CustomerId": str(CUSTOMER), "CouponClassName": "Again"})
            self.assertEqual([(e["Index"], e["Code"]) for e in dispatched["PartialErrors"]], [(1, 1001)])
            self.assertEqual(world.explain(api.tracking_id)["reasons"][0]["rule"], "DispatchCoupons.coupon.mail")
            self.assertEqual(api("RedeemCoupon", {"AccountId": str(ACCOUNT), "CouponCode": codes[0]})["RedemptionDate"], NOW[:19])
            world.spend("2026-03-02", 45)
            redeemed = api("SearchCoupons", search("SearchCoupons", ("IsRedeemed", "Equals", "true")))["Coupons"]
            self.assertEqual([(c["SendToEmail"], c["RedemptionInfo"]["Balance"]) for c in redeemed], [("ann@example.com", 25)])
            self.assertEqual(api("GetAccountMonthlySpend", {"AccountId": str(ACCOUNT), "MonthYear": NOW})["Amount"], 20)
            info = api("GetCouponInfo", {"CustomerId": str(CUSTOMER)})["CouponInfoData"]
            self.assertEqual([(i["Balance"], i["CouponValue"], i["Status"]) for i in info], [(25, 50, 4)])
            for c in redeemed:
                del c["CouponCode"]  # made by chance
            return dispatched, redeemed, info
        self.tell(story)

    def test_coupons_for_a_feature(self):
        def story(world, api):
            codes = world.coupons("Try it", feature=3)
            ask = lambda: api("CheckFeatureAdoptionCouponEligibility", {"FeatureId": 3, "AccountIds": [str(ACCOUNT)]}).get("EligibleAccountIds", [])  # noqa: E731
            self.assertEqual(ask(), [ACCOUNT])
            given = api("DistributeCoupons", {"AccountIds": [ACCOUNT, 5], "ClassName": "Try it", "FeatureId": 3, "SendNotification": True})
            self.assertEqual([[e["Code"] for e in item] for item in given["PartialErrors"] if item], [[1001]])
            claimed = api("ClaimFeatureAdoptionCoupons", {"AccountCouponPairs": [{"Key": str(ACCOUNT), "Value": codes[0]}, {"Key": str(ACCOUNT), "Value": "x"}]})
            self.assertEqual(claimed["ClaimedDateByAccountId"], [{"Key": ACCOUNT, "Value": NOW[:19]}])
            self.assertEqual(ask(), [])
            (coupon, other) = api("SearchCoupons", search("SearchCoupons", more={"ReturnAdditionalFields": "CouponClaimInfo"}))["Coupons"]
            self.assertEqual(coupon["ClaimInfo"]["AccountId"], ACCOUNT)
            self.assertNotIn("ClaimInfo", other)
            nothing = api("DistributeCoupons", {"AccountIds": [ACCOUNT], "ClassName": "None", "SendNotification": False})
            self.assertEqual([e["Code"] for e in nothing["OperationErrors"]], [1001])
            self.assertEqual(world.explain(api.tracking_id)["reasons"][0]["rule"], "DistributeCoupons.coupon.class")
            return given, claimed
        self.tell(story)

    def test_billing_groups(self):
        def story(world, api):
            group = world.admin("POST", "billing-groups", {"customer": CUSTOMER, "name": "Main", "description": "one invoice"})["id"]
            groups = api("GetBillingGroups", {"CustomerId": str(CUSTOMER)})["BillingGroups"]
            self.assertEqual(groups, [{"BillingGroupId": group, "CustomerId": CUSTOMER, "Name": "Main", "Description": "one invoice"}])
            (alone,) = api("GetUngroupedAccounts", {"CustomerId": str(CUSTOMER)})["UngroupedAccounts"]
            self.assertEqual(alone["PotentialBillingGroups"], [{"Key": group, "Value": "Main"}])
            update = {"CustomerId": str(CUSTOMER), "BillingGroupId": str(group), "AccountsToAdd": ["5", str(ACCOUNT)]}
            errors = api("UpdateBillingGroupAccounts", update)["PartialErrors"]
            self.assertEqual([[e["Code"] for e in item or []] for item in errors], [[1001], []])
            self.assertEqual(api("GetUngroupedAccounts", {"CustomerId": str(CUSTOMER)}).get("UngroupedAccounts", []), [])
            self.assertEqual(world.admin("GET", f"billing-groups?customer={CUSTOMER}")["billing_groups"][0]["accounts"], [ACCOUNT])
            return groups, alone
        self.tell(story)

    def test_documents_that_agree_with_the_spend(self):
        def story(world, api):
            api("AddInsertionOrder", order(PurchaseOrder="PO-7", SpendCapAmount=1000))
            (code, _) = world.coupons("Again")
            api("RedeemCoupon", {"AccountId": str(ACCOUNT), "CouponCode": code})
            for day, amount in (("2026-03-02", 30.25), ("2026-03-01", 10), ("2026-03-01", -5)):
                world.spend(day, amount)
            world.set_time("2026-04-06T09:00:00Z")
            request = {"AccountIds": [str(ACCOUNT)], "StartDate": "2026-01-01T00:00:00Z", "ReturnInvoiceNumber": True}
            (info,) = api("GetBillingDocumentsInfo", request)["BillingDocumentsInfo"]
            month = api("GetAccountMonthlySpend", {"AccountId": str(ACCOUNT), "MonthYear": "2026-03-01T00:00:00Z"})["Amount"]
            self.assertEqual((info["Amount"], info["DocumentDate"], info["DocumentNumber"]), (month, "2026-04-01T00:00:00", "INV-202603-F0000001"))
            self.assertEqual(month, 5)  # 40.25 - 5 - 30.25, which the coupon pays
            asked = [{"CustomerId": info["CustomerId"], "DocumentId": str(info["DocumentId"])}]
            documents = {}
            for form in ("Xml", "Pdf"):
                (document,) = api("GetBillingDocuments", {"BillingDocumentsInfo": asked, "Type": form})["BillingDocuments"]
                self.assertEqual((document["Id"], document["Type"], document["Number"]), (info["DocumentId"], form, info["DocumentNumber"]))
                data = document["Data"]
                documents[form] = data if isinstance(data, bytes) else base64.b64decode(data)
            root = ElementTree.fromstring(documents["Xml"])
            self.assertEqual((root.findtext("Amount"), root.findtext("Spend"), root.findtext("PurchaseOrder")), ("5.00", "40.25", "PO-7"))
            self.assertEqual([d.findtext("Date") for d in root.iter("Day")], ["2026-03-01", "2026-03-02"])
            text, facts = self.read_pdf(documents["Pdf"])
            for words in ("Invoice", info["DocumentNumber"], "2026-03-01 to 2026-03-31", "PO-7", "Sandbox customer", "Coupon " + code):
                self.assertIn(words, text)
            self.assertRegex(text, r"2026-03-02\s+Advertising\s+30\.25")
            self.assertRegex(text, r"Amount due\s+5\.00")
            self.assertRegex(facts, r"Pages:\s+1\n")
            return info, root.findtext("DocumentId")
        self.tell(story)

    def read_pdf(self, data):
        """What poppler reads: the text as it is laid out, and the facts."""
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(data)
            file.flush()
            out = []
            for command in (["pdftotext", "-layout", file.name, "-"], ["pdfinfo", file.name]):
                done = subprocess.run(command, capture_output=True, text=True, check=False)
                self.assertEqual((done.returncode, done.stderr), (0, ""), command)
                out.append(done.stdout)
            return out


if __name__ == "__main__":
    unittest.main()
