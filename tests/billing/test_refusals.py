#!/usr/bin/python3
"""Every documented error of Customer Billing, provoked over REST and SOAP, and what its explanation says."""
import json
import unittest

from api import Refused, Rest, Soap
from world import ACCOUNT, CUSTOMER, NOW, World, order, search

LONG = "x" * 101
# operation, request, code, fault, the rule that the explanation names.
REFUSALS = [
    ("AddInsertionOrder", {}, 478, "ApiFault", "AddInsertionOrderRequest.InsertionOrder.required"),
    ("AddInsertionOrder", order(AccountId="0"), 2108, "ApiFault", "InsertionOrder.AccountId.range"),
    ("AddInsertionOrder", order(AccountId="180009999"), 1001, "ApiFault", "permission.account.reach"),
    ("AddInsertionOrder", order(Name=LONG), 475, "ApiFault", "InsertionOrder.Name.length"),
    ("AddInsertionOrder", order(PurchaseOrder=LONG), 476, "ApiFault", "InsertionOrder.PurchaseOrder.length"),
    ("AddInsertionOrder", order(Status="Active"), 477, "ApiFault", "InsertionOrder.Status.refused"),
    ("AddInsertionOrder", order(Comment=LONG), 478, "ApiFault", "InsertionOrder.Comment.length"),
    ("AddInsertionOrder", order(StartDate="2026-03-01T00:00:00Z"), 532, "ApiFault", "InsertionOrder.StartDate.past"),
    ("UpdateInsertionOrder", {"InsertionOrder": {"Id": "1", "Status": "Canceled"}}, 1001, "ApiFault", "UpdateInsertionOrder.Id.reach"),
    ("UpdateInsertionOrder", {"InsertionOrder": {"Id": "ACTIVE", "Name": "x"}}, 479, "ApiFault", "InsertionOrder.state.fields"),
    ("UpdateInsertionOrder", {"InsertionOrder": {"Id": "ACTIVE", "Status": "Exhausted"}}, 480, "ApiFault", "InsertionOrder.Status.transition"),
    ("UpdateInsertionOrder", {"InsertionOrder": {"Id": "ACTIVE", "PendingChanges": {"ChangeStatus": "ApproveChanges"}}}, 480, "ApiFault",
     "InsertionOrder.PendingChanges.ChangeStatus.pending"),
    ("UpdateInsertionOrder", {"InsertionOrder": {"Id": "ACTIVE", "PendingChanges": {"StartDate": "2026-03-05T00:00:00Z"}}}, 532, "ApiFault",
     "InsertionOrder.StartDate.passed"),
    ("SearchInsertionOrders", {"Predicates": [], "PageInfo": {"Index": 0, "Size": 10}}, 474, "ApiFault", "SearchInsertionOrdersRequest.Predicates.required"),
    ("SearchInsertionOrders", search("SearchInsertionOrders", ("Name", "Equals", "Spring")), 3030, "ApiFault", "SearchInsertionOrders.Predicates.field"),
    ("SearchInsertionOrders", search("SearchInsertionOrders", ("EndDate", "NotEquals", "2026-03-05")), 3030, "ApiFault",
     "SearchInsertionOrders.Predicates.operator"),
    ("SearchInsertionOrders", search("SearchInsertionOrders", size=101), 3080, "ApiFault", "SearchInsertionOrders.PageInfo.Size"),
    ("GetAccountMonthlySpend", {"AccountId": "0", "MonthYear": NOW}, 2108, "ApiFault", "GetAccountMonthlySpendRequest.AccountId.range"),
    ("GetAccountMonthlySpend", {"AccountId": str(ACCOUNT), "MonthYear": "2026-04-01T00:00:00Z"}, 532, "ApiFault", "GetAccountMonthlySpend.MonthYear.future"),
    ("GetBillingDocumentsInfo", {"AccountIds": [], "StartDate": NOW}, 3087, "ApiFault", "GetBillingDocumentsInfoRequest.AccountIds.required"),
    ("GetBillingDocumentsInfo", {"AccountIds": [str(ACCOUNT)], "StartDate": "2026-03-03T00:00:00Z"}, 532, "ApiFault", "GetBillingDocumentsInfo.StartDate.order"),
    ("GetBillingDocumentsInfo", {"AccountIds": [str(ACCOUNT), "-1"], "StartDate": NOW}, 2108, "ApiBatchFault", "GetBillingDocumentsInfo.AccountIds.range"),
    ("GetBillingDocuments", {"BillingDocumentsInfo": [{"CustomerId": CUSTOMER, "DocumentId": "1"}] * 26, "Type": "Pdf"}, 3024, "ApiFault",
     "GetBillingDocumentsRequest.BillingDocumentsInfo.count"),
    ("GetBillingDocuments", {"BillingDocumentsInfo": [{"CustomerId": CUSTOMER, "DocumentId": "1"}], "Type": "Pdf"}, 1001, "ApiBatchFault",
     "GetBillingDocuments.DocumentId.exists"),
    ("DispatchCoupons", {"SendToEmails": [], "CustomerId": str(CUSTOMER), "CouponClassName": "x"}, 3087, "ApiFault",
     "DispatchCouponsRequest.SendToEmails.required"),
    ("DispatchCoupons", {"SendToEmails": ["a@b.c"] * 1001, "CustomerId": str(CUSTOMER), "CouponClassName": "x"}, 3024, "ApiFault",
     "DispatchCouponsRequest.SendToEmails.count"),
    ("DispatchCoupons", {"SendToEmails": ["a@b.c"], "CustomerId": str(CUSTOMER), "CouponClassName": "x"}, 1001, "ApiFault", "DispatchCoupons.coupon.class"),
    ("RedeemCoupon", {"AccountId": str(ACCOUNT), "CouponCode": "x"}, 1001, "ApiFault", "RedeemCoupon.coupon.exists"),
    ("RedeemCoupon", {"AccountId": str(ACCOUNT), "CouponCode": "LATER"}, 532, "ApiFault", "RedeemCoupon.coupon.start"),
    ("RedeemCoupon", {"AccountId": "0", "CouponCode": "x"}, 2108, "ApiFault", "RedeemCouponRequest.AccountId.range"),
    ("SearchCoupons", {"Predicates": [], "PageInfo": {"Index": 0, "Size": 10}}, 3087, "ApiFault", "SearchCouponsRequest.Predicates.required"),
    ("SearchCoupons", {"Predicates": [{"Field": "IsRedeemed", "Operator": "Equals", "Value": "true"}], "PageInfo": {"Index": 0, "Size": 10}}, 474, "ApiFault",
     "SearchCoupons.Predicates.required"),
    ("SearchCoupons", search("SearchCoupons", ordering=[{"Field": "Id", "Order": "Ascending"}]), 3030, "ApiFault", "SearchCoupons.Ordering.Field"),
    ("CheckFeatureAdoptionCouponEligibility", {"FeatureId": 1, "AccountIds": []}, 3087, "ApiFault",
     "CheckFeatureAdoptionCouponEligibilityRequest.AccountIds.required"),
    ("ClaimFeatureAdoptionCoupons", {"AccountCouponPairs": []}, 3087, "ApiFault", "ClaimFeatureAdoptionCouponsRequest.AccountCouponPairs.required"),
    ("DistributeCoupons", {"AccountIds": [], "ClassName": "x", "SendNotification": False}, 3087, "ApiFault", "DistributeCouponsRequest.AccountIds.required"),
    ("GetCouponInfo", {"CustomerId": "250009999"}, 1001, "ApiFault", "permission.customer.reach"),
    ("GetBillingGroups", {"CustomerId": "0"}, 1001, "ApiFault", "GetBillingGroupsRequest.CustomerId.range"),
    ("GetUngroupedAccounts", {"CustomerId": "250009999"}, 1001, "ApiFault", "permission.customer.reach"),
    ("UpdateBillingGroupAccounts", {"CustomerId": str(CUSTOMER), "BillingGroupId": "5", "AccountsToAdd": [str(ACCOUNT)]}, 1001, "ApiFault",
     "UpdateBillingGroupAccounts.BillingGroupId.exists"),
    ("UpdateBillingGroupAccounts", {"CustomerId": str(CUSTOMER), "BillingGroupId": "5", "AccountsToAdd": []}, 3087, "ApiFault",
     "UpdateBillingGroupAccountsRequest.AccountsToAdd.required"),
]


class Refusals(unittest.TestCase):
    """Every documented error of the service, over both wires, with its explanation."""

    def test_each_is_typed_and_explained(self):
        for wire in (Rest, Soap):
            world = World(wire)
            try:
                active = str(world.api("AddInsertionOrder", order())["InsertionOrderId"])
                later = world.coupons("Later", start="2026-03-09")[0]
                for operation, request, code, fault, rule in REFUSALS:
                    sent = json.loads(json.dumps(request).replace('"ACTIVE"', f'"{active}"').replace('"LATER"', f'"{later}"'))
                    with self.subTest(wire=wire.name, operation=operation, request=str(request)[:200]):
                        with self.assertRaises(Refused) as refused:
                            world.api(operation, sent)
                        self.assertEqual((refused.exception.codes[0], refused.exception.fault), (code, fault))
                        if fault == "ApiBatchFault":
                            self.assertIsNotNone(refused.exception.errors[0][1])
                        (reason, *_) = world.explain(refused.exception.tracking_id)["reasons"]
                        self.assertEqual((reason["rule"], reason["code"]), (rule, code))
                        for part in ("field", "value", "expected"):
                            self.assertTrue(reason.get(part), (part, reason))
                        self.assertTrue(reason.get("bound") or rule.startswith("permission."), reason)
            finally:
                world.close()

    def test_all_numbers_of_the_service_are_among_them(self):
        told = {code for _, _, code, _, _ in REFUSALS}
        self.assertEqual(told, {474, 475, 476, 477, 478, 479, 480, 532, 1001, 2108, 3024, 3030, 3080, 3087})


if __name__ == "__main__":
    unittest.main()
