#!/usr/bin/python3
"""`adsbox spend`, `coupon`, `billing-group`, `insertion-order`: what operators make, as users then find it."""
import unittest

from api import Rest
from world import ACCOUNT, CUSTOMER, NOW, World, search


class Commands(unittest.TestCase):
    """`adsbox spend`, `coupon`, `billing-group`, `insertion-order`, and the demo's money."""

    @classmethod
    def setUpClass(cls):
        cls.world = World(Rest, "--seed", "demo")

    @classmethod
    def tearDownClass(cls):
        cls.world.close()

    def test_spend(self):
        run = self.world.run
        before = self.world.api("GetAccountMonthlySpend", {"AccountId": str(ACCOUNT), "MonthYear": NOW})["Amount"]
        self.assertEqual(run("spend", str(ACCOUNT), "2026-03-01", "2.5"), (0, "", ""))
        self.assertEqual(run("spend", str(ACCOUNT), "2026-03-01", "1.5", "--credit"), (0, "", ""))
        after = self.world.api("GetAccountMonthlySpend", {"AccountId": str(ACCOUNT), "MonthYear": NOW})["Amount"]
        self.assertAlmostEqual(after - before, 1.0)
        code, out, _ = run("spend", str(ACCOUNT))
        self.assertEqual(code, 0)
        self.assertRegex(out, r"2026-03-01\s+2\.5\s+1\.5\n")
        for arguments, why in ((("5", "2026-03-01", "1"), "404"), ((str(ACCOUNT), "2026-03-03", "1"), "has not come"),
                               ((str(ACCOUNT), "soon", "1"), "no day"), ((str(ACCOUNT), "2026-03-01", "0"), "other than 0")):
            code, _, err = run("spend", *arguments)
            self.assertEqual(code, 1, arguments)
            self.assertIn(why, err)
        self.assertEqual(run("spend", str(ACCOUNT), "2026-03-01")[0], 2)

    def test_coupons(self):
        code, out, err = self.world.run("coupon", "create", "Made here", "--customer", str(CUSTOMER), "--amount", "5", "--coupons", "2")
        self.assertEqual(code, 0, err)
        codes = out.split()[1:]
        self.assertEqual(len(codes), 2)
        self.assertIn(codes[0], self.world.run("coupon", "list", str(CUSTOMER))[1])
        self.assertEqual(len(self.world.run("coupon", "mint", "Made here", "--customer", str(CUSTOMER))[1].split()), 2)
        found = self.world.api("SearchCoupons", search("SearchCoupons", ("CouponClassName", "Equals", "made here")))["Coupons"]
        self.assertEqual(len(found), 3)
        code, _, err = self.world.run("coupon", "create", "Made here", "--customer", str(CUSTOMER), "--amount", "5")
        self.assertEqual(code, 1)
        self.assertIn("of that name", err)
        self.assertIn("404", self.world.run("coupon", "create", "x", "--customer", "5", "--amount", "5")[2])

    def test_groups_and_orders(self):
        code, out, err = self.world.run("billing-group", "create", "Second", "--customer", str(CUSTOMER), "--description", "spare")
        self.assertEqual(code, 0, err)
        group = int(out.split()[1])
        self.assertIn(group, [g["BillingGroupId"] for g in self.world.api("GetBillingGroups", {"CustomerId": str(CUSTOMER)})["BillingGroups"]])
        self.assertRegex(self.world.run("billing-group", "list", "--customer", str(CUSTOMER))[1], rf"{group}\s+Second\s+spare")
        code, out, err = self.world.run("insertion-order", "create", str(ACCOUNT), "--start", "2026-05-01", "--end", "2026-05-31", "--spend-cap", "50",
                                        "--name", "Made here")
        self.assertEqual(code, 0, err)
        made = out.split()[1]
        self.assertEqual(self.world.run("insertion-order", "propose", made, "--name", "x")[0], 1)  # not approved yet
        self.world.api("UpdateInsertionOrder", {"InsertionOrder": {"Id": made, "Status": "Active"}})
        self.assertEqual(self.world.run("insertion-order", "propose", made, "--name", "x"), (0, "", ""))
        code, _, err = self.world.run("insertion-order", "create", str(ACCOUNT), "--start", "2026-05-01", "--end", "2026-04-01", "--spend-cap", "50")
        self.assertEqual(code, 1)
        self.assertIn("EndDate", err)

    def test_the_demo_has_money(self):
        orders = self.world.api("SearchInsertionOrders", search("SearchInsertionOrders"))["InsertionOrders"]
        by_name = {o["Name"]: o for o in orders if "Name" in o}
        self.assertGreater(by_name["Running order"]["BudgetSpent"], 1000)
        self.assertEqual(by_name["Next order"]["Status"], "PendingUserReview")
        classes = {c["ClassName"] for c in self.world.api("SearchCoupons", search("SearchCoupons"))["Coupons"]}
        self.assertLessEqual({"Welcome", "Spend again", "Try a feature"}, classes)

    def test_the_routes_are_described(self):
        paths = self.world.admin("GET", "openapi.json")["paths"]
        for path in ("spend", "coupon-classes", "coupon-classes/{name}/coupons", "billing-groups", "insertion-orders", "insertion-orders/{id}/changes"):
            self.assertTrue(any(p.endswith("/" + path) for p in paths), path)


if __name__ == "__main__":
    unittest.main()
