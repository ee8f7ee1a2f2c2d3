#!/usr/bin/python3
"""Customers and accounts over both wires, in the world of the seed `agency`: what is done, and every error that these operations raise."""
import itertools
import unittest

from wires import Person, Refused, Wires
from server import close_shared, shared

AGENCY, CLIENT, ACCOUNT, USER = 250000200, 250000201, 180000201, 130000201
FIRST = ["ada", "bruno", "chiara", "dmitri", "elif", "femi", "grace", "hana", "ivan", "jonas"]
LAST = ["adler", "becker", "costa", "dubois", "evans", "fischer"]
PAGE = {"Index": 0, "Size": 100}
names = (f"Shop {n}" for n in itertools.count(1))


def account(client, j):
    return ACCOUNT + 10 * client + j


def setUpModule():
    global wires, people
    wires = Wires(shared("--seed", "agency", "--environment", "sandbox"))
    wires.freeze()
    people = {}


def tearDownModule():
    close_shared()


def person(n):
    """User n of the seed; see src/services/seed/agency.h."""
    if n not in people:
        email = f"{FIRST[n % 10]}.{LAST[n // 10]}@outlook.com"
        customer = CLIENT + n - 10 if 10 <= n < 50 else AGENCY
        people[n] = Person(email, wires.token(email), USER + n, customer, 0)
    return people[n]


def admin_of(client):
    return person(10 + client)


US = {"BusinessName": "Tea and sons", "Line1": "12 Harbour Street", "City": "Seattle", "StateOrProvince": "WA", "PostalCode": "98104", "CountryCode": "US"}
BR = {**US, "City": "Recife", "StateOrProvince": "PE", "PostalCode": "50010-000", "CountryCode": "BR"}
IN = {**US, "City": "Chennai", "StateOrProvince": "TN", "PostalCode": "600001", "CountryCode": "IN"}


def search(*predicates, **more):
    return {"Predicates": [{"Field": field, "Operator": op, "Value": str(value)} for field, op, value in predicates], "PageInfo": PAGE, **more}


class BothWires:
    wire = None

    def call(self, who, operation, body):
        return getattr(wires, self.wire)(who, operation, body)

    def refused(self, code, rule, who, operation, body):
        with self.subTest(operation=operation, rule=rule):
            with self.assertRaises(Refused) as caught:
                self.call(who, operation, body)
            self.assertIn(code, caught.exception.codes)
            self.assertEqual(caught.exception.fault, "ApiFault")
            reasons = wires.explained(caught.exception.tracking_id)
            self.assertIn(rule, [reason["rule"] for reason in reasons])
            for reason in reasons:
                self.assertTrue(reason.get("field") and reason.get("expected"), reason)

    def taxes(self, **keys):
        named = ("key", "value") if self.wire == "soap" else ("Key", "Value")
        return [dict(zip(named, pair)) for pair in keys.items()]

    def new_account(self, owner, **more):
        return {"Account": {"Name": next(names), "CurrencyCode": "USD", "ParentCustomerId": owner, "BusinessAddress": US, **more}}

    def get(self, who, number, **more):
        return self.call(who, "GetAccount", {"AccountId": number, **more})["Account"]

    def signup(self, **more):
        return {"Customer": {"Name": next(names), "Industry": "Retail", "MarketCountry": "US", "MarketLanguage": "English"},
                "Account": {"Name": next(names), "CurrencyCode": "USD", "BusinessAddress": US, "ParentCustomerId": 0}, **more}

    # What is done.

    def test_an_account_from_draft_to_deleted(self):
        boss = admin_of(4)
        added = self.call(boss, "AddAccount", self.new_account(CLIENT + 4, CurrencyCode="CAD", BusinessAddress={
            **US, "City": "Ottawa", "StateOrProvince": "ON", "PostalCode": "K1A 0B1", "CountryCode": "CA"}))
        number = added["AccountId"]
        self.assertRegex(added["AccountNumber"], r"^[A-Z]\d{7}$")
        draft = self.get(boss, number)
        self.assertEqual((draft["AccountLifeCycleStatus"], draft["CurrencyCode"], draft["Language"], draft["TimeZone"]),
                         ("Draft", "CAD", "English", "PacificTimeUSCanadaTijuana"))
        self.assertNotIn("AccountMode", draft)
        self.refused(2192, "AdvertiserAccount.ParentCustomerId.draft", boss, "AddAccount", self.new_account(CLIENT + 4))
        wires.advance(60, boss)
        active = self.get(boss, number, ReturnAdditionalFields="AccountMode")
        self.assertEqual((active["AccountLifeCycleStatus"], active["AccountMode"]), ("Active", "Expert"))
        name = next(names)
        self.call(boss, "UpdateAccount", {"Account": {"Id": number, "Name": name, "TimeStamp": active["TimeStamp"], "ParentCustomerId": 0,
                                                      "AutoTagType": "Preserve"}})
        self.refused(209, "AdvertiserAccount.TimeStamp.current", boss, "UpdateAccount",
                     {"Account": {"Id": number, "Name": name, "TimeStamp": active["TimeStamp"], "ParentCustomerId": 0}})
        changed = self.get(boss, number)
        self.assertEqual((changed["Name"], changed["AutoTagType"], changed["BusinessAddress"]["City"]), (name, "Preserve", "Ottawa"))
        (found,) = self.call(boss, "SearchAccounts", search(("AccountName", "Contains", name.upper()[1:])))["Accounts"]
        self.assertEqual(found, changed)
        self.call(boss, "DeleteAccount", {"AccountId": number, "TimeStamp": changed["TimeStamp"]})
        self.assertEqual(self.get(boss, number)["AccountLifeCycleStatus"], "Inactive")
        inactive = search(("CustomerId", "Equals", CLIENT + 4), ("AccountLifeCycleStatus", "Equals", "Inactive"))
        self.assertIn(number, [a["Id"] for a in self.call(boss, "SearchAccounts", inactive)["Accounts"]])

    def test_prepaid_accounts(self):
        boss = admin_of(8)
        number = self.call(boss, "AddPrepayAccount", self.new_account(CLIENT + 8))["AccountId"]
        wires.advance(60, boss)
        stamp = self.get(boss, number)["TimeStamp"]
        name = next(names)
        self.call(boss, "UpdatePrepayAccount", {"Account": {"Id": number, "Name": name, "TimeStamp": stamp, "ParentCustomerId": 0}})
        self.assertEqual(self.get(boss, number)["Name"], name)

    def test_customers(self):
        boss = admin_of(5)
        mine = {"CustomerId": CLIENT + 5}
        customer = self.call(boss, "GetCustomer", mine)["Customer"]
        self.assertEqual((customer["Number"], customer["MarketCountry"]), ("C250000206", "AU"))
        name = next(names)
        self.call(boss, "UpdateCustomer", {"Customer": {"Id": CLIENT + 5, "Name": name, "Industry": "Gaming", "TimeStamp": customer["TimeStamp"]}})
        again = self.call(boss, "GetAccessibleCustomer", mine)
        self.assertEqual((again["AccessibleCustomer"]["Name"], again["AccessibleCustomer"]["Industry"]), (name, "Gaming"))
        self.assertEqual(again["AccessibleCustomer"]["CustomerAddress"]["City"], "Sydney")
        self.assertGreater(again["ValidFields"], 0)
        infos = self.call(boss, "GetCustomersInfo", {"CustomerNameFilter": name.lower(), "TopN": 10})["CustomersInfo"]
        self.assertEqual(infos, [{"Id": CLIENT + 5, "Name": name}])
        self.call(boss, "UpgradeCustomerToAgency", mine)
        self.assertEqual(self.call(boss, "GetCustomer", mine)["Customer"]["Industry"], "AgencySalesHouse")

    def test_what_an_agency_finds(self):
        boss = person(0)
        everything = self.call(boss, "SearchCustomers", search(("CustomerId", "In", f"{AGENCY},{CLIENT},{CLIENT + 39}")))["Customers"]
        self.assertEqual([c["Id"] for c in everything], [AGENCY, CLIENT])  # of the last one it has accounts, not the customer
        (german,) = self.call(boss, "SearchCustomers", search(("MarketCountry", "Equals", "DE"), ("MarketLanguage", "Equals", "German"),
                                                              ("AccountId", "Equals", account(2, 0))))["Customers"]
        self.assertEqual(german["Id"], CLIENT + 2)
        by_user = self.call(boss, "SearchAccounts", search(("UserId", "Equals", USER), PageInfo={"Index": 0, "Size": 1000}))["Accounts"]
        # Clients 0..34 by customer links, three accounts of each other client; other tests make some, and link two of client 36.
        seeded = {a["Id"] for a in by_user if ACCOUNT <= a["Id"] <= account(39, 9)} - {account(36, 4), account(36, 6)}
        self.assertEqual(len(seeded), 350 + 15)
        infos = self.call(boss, "GetAccountsInfo", {"CustomerId": CLIENT, "OnlyParentAccounts": False})["AccountsInfo"]
        self.assertEqual([i["Id"] for i in infos], [account(0, j) for j in range(10)])
        self.assertEqual([(i["AccountLifeCycleStatus"], i.get("PauseReason")) for i in infos if i["Id"] in (account(0, 3), account(0, 7))],
                         [("Pause", 1), ("Pause", 2)])
        linked = self.call(boss, "GetAccountsInfo", {"CustomerId": AGENCY, "OnlyParentAccounts": False})["AccountsInfo"]
        self.assertLessEqual({account(35, 0), account(39, 2)}, {i["Id"] for i in linked})
        self.assertFalse(self.call(boss, "GetAccountsInfo", {"CustomerId": AGENCY, "OnlyParentAccounts": True}).get("AccountsInfo"))
        found = self.call(boss, "FindAccounts", {"CustomerId": CLIENT, "AccountFilter": "tea house", "TopN": 3})["AccountsInfo"]
        self.assertEqual(len(found), 3)
        rows = self.call(boss, "FindAccountsOrCustomersInfo", {"Filter": "books house", "TopN": 50, "ReturnAdditionalFields": "AccountMode"})
        rows = rows["AccountInfoWithCustomerData"]
        self.assertEqual({r["CustomerId"] for r in rows}, {CLIENT + 1})
        self.assertEqual({r["AccountMode"] for r in rows}, {"Expert"})
        by_name = search(("CustomerId", "Equals", CLIENT), Ordering=[{"Field": "Name", "Order": "Descending"}])
        sorted_names = [a["Name"] for a in self.call(boss, "SearchAccounts", by_name)["Accounts"]]
        self.assertEqual(sorted_names, sorted(sorted_names, reverse=True))

    def test_an_aggregator_signs_up_a_customer(self):
        boss = person(2)
        made = self.call(boss, "SignupCustomer", self.signup(ParentCustomerId=AGENCY))
        self.assertRegex(made["CustomerNumber"], r"^C\d{9}$")
        read = self.get(boss, made["AccountId"])
        self.assertEqual((read["ParentCustomerId"], read["BillToCustomerId"], read["AccountLifeCycleStatus"]), (made["CustomerId"], AGENCY, "Active"))
        self.refused(1138, "AdvertiserAccount.BusinessAddress.invoice", boss, "UpdateAccount",
                     {"Account": {"Id": read["Id"], "Name": "Any", "TimeStamp": read["TimeStamp"], "ParentCustomerId": 0, "BusinessAddress": {**US, "City": "Tacoma"}}})

    def test_an_agency_in_the_pilot_invites(self):
        boss = person(0)
        request = self.signup(UserInvitation={"Id": 0, "FirstName": "Ada", "LastName": "Client", "Email": "ada.client@outlook.com",
                                              "CustomerId": 0, "RoleId": 41, "ExpirationDate": "2030-01-01T00:00:00Z", "Lcid": "EnglishUS"})
        request["Account"]["Language"] = "English"
        wires.admin("POST", f"pilots/{AGENCY}", {"pilot": 793, "enabled": False})
        self.refused(1001, "permission.customers.sign_up", boss, "SignupCustomer", request)
        wires.admin("POST", f"pilots/{AGENCY}", {"pilot": 793, "enabled": True})
        request["Account"]["LinkedAgencies"] = [{"Id": AGENCY}]
        made = self.call(boss, "SignupCustomer", request)
        wires.advance(60, boss)
        read = self.get(boss, made["AccountId"])
        self.assertEqual((read["AccountLifeCycleStatus"], read["LinkedAgencies"]), ("Draft", [{"Id": AGENCY, "Name": "Bright Agency"}]))
        request["UserInvitation"]["RoleId"] = 100
        self.refused(201, "UserInvitation.RoleId.sign_up", boss, "SignupCustomer", request)
        del request["Account"]["Language"]
        self.refused(203, "AdvertiserAccount.Language.required", boss, "SignupCustomer", request)

    def test_addresses(self):
        boss = person(9)
        good = self.call(boss, "ValidateAddress", {"Address": US})
        self.assertEqual(good["Status"], "AddressValidWithoutSuggestions")
        self.assertNotIn("SuggestedAddresses", good)
        bad = self.call(boss, "ValidateAddress", {"Address": {**US, "StateOrProvince": "Washington", "PostalCode": "981041234"}})
        self.assertEqual(bad["Status"], "AddressInvalidWithSuggestions")
        (better,) = bad["SuggestedAddresses"]
        self.assertEqual((better["StateOrProvince"], better["PostalCode"]), ("WA", "98104-1234"))
        self.assertEqual(bad["OriginalAddress"]["StateOrProvince"], "Washington")
        worst = self.call(boss, "ValidateAddress", {"Address": {**US, "PostalCode": "00000"}})
        self.assertEqual(worst["Status"], "AddressInvalidWithoutSuggestions")

    # What is refused.

    def test_refusals_of_searches(self):
        boss = person(0)
        for request, code, rule in (
                (search(), 3087, "SearchAccountsRequest.Predicates.required"),
                (search(("Colour", "Equals", "blue")), 3030, "SearchAccounts.Predicates.field"),
                (search(("AccountName", "StartsWith", "blue")), 3030, "SearchAccounts.Predicates.operator"),
                (search(("AccountId", "Equals", "x")), 3030, "SearchAccounts.Predicates.value"),
                (search(("AccountId", "Equals", 1), ("CustomerId", "Equals", 1)), 3030, "SearchAccounts.Predicates.count"),
                (search(("AccountLifeCycleStatus", "Equals", "Asleep"), ("CustomerId", "Equals", 1)), 3030, "SearchAccounts.Predicates.status"),
                (search(("AccountName", "Contains", "te")), 2180, "SearchAccounts.Predicates.length"),
                (search(("AccountId", "Equals", 1), PageInfo=None), 3080, "SearchAccountsRequest.PageInfo.required"),
                (search(("AccountId", "Equals", 1), PageInfo={"Index": 0, "Size": 1001}), 3080, "SearchAccounts.PageInfo.Size"),
                (search(("AccountId", "Equals", 1), Ordering=[{"Field": "CouponClassName", "Order": "Ascending"}]), 3030, "SearchAccounts.Ordering.Field")):
            self.refused(code, rule, boss, "SearchAccounts", request)
        for request, code, rule in (
                (search(), 3079, "SearchCustomersRequest.Predicates.required"),
                (search(("MarketCountry", "Equals", "DE")), 3030, "SearchCustomers.Predicates.market"),
                (search(("CustomerName", "Contains", "te")), 2180, "SearchCustomers.Predicates.length"),
                (search(("CustomerId", "Equals", 1), DateRange={"MinDate": "today", "MaxDate": "20260101"}), 532, "SearchCustomers.DateRange.MinDate"),
                (search(("CustomerId", "Equals", 1), DateRange={"MinDate": "20260201", "MaxDate": "20260101"}), 532, "SearchCustomers.DateRange.order"),
                (search(("CustomerId", "Equals", 1), PageInfo={"Index": -1, "Size": 10}), 3080, "Paging.Index.range")):
            self.refused(code, rule, boss, "SearchCustomers", request)
        self.refused(201, "FindAccounts.TopN", boss, "FindAccounts", {"AccountFilter": "", "TopN": 5001})
        self.refused(203, "FindAccountsRequest.AccountFilter.required", boss, "FindAccounts", {"TopN": 1})
        self.refused(201, "GetCustomersInfo.TopN", boss, "GetCustomersInfo", {"CustomerNameFilter": "", "TopN": 0})
        self.refused(203, "GetCustomersInfoRequest.CustomerNameFilter.required", boss, "GetCustomersInfo", {"TopN": 1})
        self.refused(201, "FindAccountsOrCustomersInfo.TopN", boss, "FindAccountsOrCustomersInfo", {"Filter": "", "TopN": 0})
        self.refused(203, "FindAccountsOrCustomersInfoRequest.Filter.required", boss, "FindAccountsOrCustomersInfo", {"TopN": 1})
        self.refused(1001, "GetAccountsInfoRequest.CustomerId.range", boss, "GetAccountsInfo", {"CustomerId": -1, "OnlyParentAccounts": False})

    def test_refusals_of_accounts(self):
        boss = admin_of(0)
        for more, code, rule in (
                ({"BusinessAddress": None}, 1139, "AdvertiserAccount.BusinessAddress.required"),
                ({"BusinessAddress": {**US, "City": "x" * 36}}, 200, "Address.City.length"),
                ({"BusinessAddress": {**US, "Line1": "x" * 36}}, 205, "Address.Line1.length"),
                ({"BusinessAddress": {**US, "Line3": "x" * 36}}, 207, "Address.Line3.length"),
                ({"BusinessAddress": {**US, "PostalCode": "x" * 11}}, 209, "Address.PostalCode.length"),
                ({"BusinessAddress": {**US, "StateOrProvince": "Utopia"}}, 1140, "AdvertiserAccount.BusinessAddress.StateOrProvince"),
                ({"CurrencyCode": "AUD"}, 1141, "AdvertiserAccount.CurrencyCode.country"),
                ({"CurrencyCode": "USD", "BusinessAddress": BR, "TaxInformation": self.taxes(CPF="12345678901")}, 1142,
                 "AdvertiserAccount.CurrencyCode.country"),
                ({"PaymentMethodId": 0}, 1143, "AdvertiserAccount.PaymentMethodId.range"),
                ({"TaxInformation": self.taxes(VATNumber="DE123")}, 1144, "AdvertiserAccount.TaxInformation.unfit"),
                ({"TaxInformation": self.taxes(Unknown="1")}, 1145, "AdvertiserAccount.TaxInformation.key"),
                ({"Name": "x" * 101}, 211, "AdvertiserAccount.Name.length"),
                ({"Name": "ab"}, 201, "AdvertiserAccount.Name.length"),
                ({"Name": None}, 203, "AdvertiserAccount.Name.required"),
                ({"PrimaryUserId": USER}, 201, "AdvertiserAccount.PrimaryUserId.role")):
            self.refused(code, rule, boss, "AddAccount", self.new_account(CLIENT, **more))
        inr = {"CurrencyCode": "INR", "BusinessAddress": IN}
        pan = {"PanNumber": "AAAAA0000A"}
        for keys, code, rule in (({}, 1148, "needed"), ({"PanNumber": "x"}, 1147, "form"), ({**pan, "GSTINNumber": "x"}, 1146, "form"),
                                 ({**pan, "GSTINNumber": "27AAAAA0000A1Z5"}, 2207, "state")):
            self.refused(code, "AdvertiserAccount.TaxInformation." + rule, boss, "AddAccount",
                         self.new_account(CLIENT, TaxInformation=self.taxes(**keys), **inr))
        self.refused(203, "AddAccountRequest.Account.required", boss, "AddAccount", {})
        self.refused(1001, "permission.customer.reach", boss, "AddAccount", self.new_account(CLIENT + 1))
        self.refused(203, "UpdateAccountRequest.Account.required", boss, "UpdateAccount", {})
        self.refused(2108, "AdvertiserAccount.Id.required", boss, "UpdateAccount", {"Account": {"Name": "Any", "ParentCustomerId": 0}})
        self.refused(2108, "GetAccountRequest.AccountId.range", boss, "GetAccount", {"AccountId": 0})
        self.refused(2108, "DeleteAccountRequest.AccountId.range", boss, "DeleteAccount", {"AccountId": 0, "TimeStamp": self.get(boss, account(0, 0))["TimeStamp"]})
        self.refused(1001, "permission.account.reach", boss, "GetAccount", {"AccountId": account(1, 0)})
        hold = self.get(boss, account(0, 5))
        self.refused(2204, "DeleteAccount.AccountFinancialStatus.final_bill", boss, "DeleteAccount", {"AccountId": hold["Id"], "TimeStamp": hold["TimeStamp"]})
        suspended = self.get(admin_of(1), account(1, 3))
        update = {"Id": suspended["Id"], "Name": "Any", "TimeStamp": suspended["TimeStamp"], "ParentCustomerId": 0}
        self.refused(2192, "AdvertiserAccount.AccountLifeCycleStatus.update", admin_of(1), "UpdateAccount", {"Account": update})
        invoice = self.get(admin_of(7), account(7, 0))
        update = {"Id": invoice["Id"], "Name": "Any", "TimeStamp": invoice["TimeStamp"], "ParentCustomerId": 0}
        self.refused(1137, "AdvertiserAccount.TaxInformation.invoice", admin_of(7), "UpdateAccount",
                     {"Account": {**update, "TaxInformation": self.taxes(CPF="12345678901")}})
        self.refused(201, "AdvertiserAccount.PaymentMethodType.prepaid", admin_of(7), "UpdatePrepayAccount", {"Account": update})

    def test_an_agency_that_pays_sets_the_threshold(self):
        agency, client = person(0), admin_of(36)
        number = account(36, 4 if self.wire == "rest" else 6)
        customer = self.call(client, "GetCustomer", {"CustomerId": CLIENT + 36})["Customer"]["Number"]
        link = {"Type": "AccountLink", "ClientEntityId": number, "ClientEntityCustomerNumber": customer, "ManagingCustomerId": AGENCY,
                "IsBillToClient": False, "SuppressNotification": True, "LastModifiedDateTime": "2026-01-01T00:00:00Z", "LastModifiedByUserId": 0}
        self.assertFalse(any(self.call(agency, "AddClientLinks", {"ClientLinks": [link]}).get("PartialErrors", [])))
        (found,) = self.call(client, "SearchClientLinks", search(("ClientAccountId", "Equals", number)))["ClientLinks"]
        self.assertFalse(any(self.call(client, "UpdateClientLinks", {"ClientLinks": [
            {**link, "Status": "LinkAccepted", "Timestamp": found["Timestamp"]}]}).get("PartialErrors", [])))
        wires.advance(60, agency, client)
        read = self.get(client, number)
        self.assertEqual(read["BillToCustomerId"], AGENCY)
        update = {"Account": {"Id": number, "Name": read["Name"], "TimeStamp": read["TimeStamp"], "ParentCustomerId": 0, "BillingThresholdAmount": 50}}
        self.refused(2203, "AdvertiserAccount.BillingThresholdAmount.payer", client, "UpdateAccount", update)
        self.call(agency, "UpdateAccount", update)
        self.assertEqual(self.get(client, number)["BillingThresholdAmount"], 50)

    def test_refusals_of_customers(self):
        boss = admin_of(0)
        stamp = self.call(boss, "GetCustomer", {"CustomerId": CLIENT})["Customer"]["TimeStamp"]
        good = {"Id": CLIENT, "Name": "Any", "Industry": "Retail", "TimeStamp": stamp}
        other = self.get(boss, account(0, 0))["TimeStamp"]
        for operation, request, code, rule in (
                ("GetCustomer", {"CustomerId": 0}, 1001, "GetCustomerRequest.CustomerId.range"),
                ("GetCustomer", {"CustomerId": CLIENT + 1}, 1001, "permission.customer.reach"),
                ("GetAccessibleCustomer", {"CustomerId": 0}, 1001, "GetAccessibleCustomerRequest.CustomerId.range"),
                ("UpdateCustomer", {}, 310, "UpdateCustomerRequest.Customer.required"),
                ("UpdateCustomer", {"Customer": {**good, "TimeStamp": other}}, 209, "Customer.TimeStamp.current"),
                ("UpdateCustomer", {"Customer": {**good, "TimeStamp": None}}, 209, "Customer.TimeStamp.required"),
                ("UpdateCustomer", {"Customer": {**good, "Name": "x" * 91}}, 211, "Customer.Name.length"),
                ("UpdateCustomer", {"Customer": {**good, "Industry": None}}, 203, "Customer.Industry.required"),
                ("UpgradeCustomerToAgency", {"CustomerId": 0}, 1001, "UpgradeCustomerToAgencyRequest.CustomerId.range"),
                ("DeleteCustomer", {"CustomerId": CLIENT, "TimeStamp": stamp}, 1001, "permission.role"),
                ("ValidateAddress", {}, 203, "ValidateAddressRequest.Address.required")):
            self.refused(code, rule, boss, operation, request)
        aggregator = person(2)
        made = self.signup(ParentCustomerId=AGENCY)
        self.refused(310, "SignupCustomerRequest.Customer.required", aggregator, "SignupCustomer", {**made, "Customer": None})
        self.refused(203, "SignupCustomerRequest.Account.required", aggregator, "SignupCustomer", {**made, "Account": None})
        for part, more, code, rule in (
                ("Account", {"PaymentMethodId": 5}, 1143, "AdvertiserAccount.PaymentMethodId.aggregator"),
                ("Account", {"LinkedAgencies": [{"Id": AGENCY}]}, 201, "AdvertiserAccount.LinkedAgencies.aggregator"),
                ("Customer", {"ServiceLevel": "Premium"}, 201, "Customer.ServiceLevel.refused"),
                ("Customer", {"MarketCountry": "Nowhere"}, 201, "Customer.MarketCountry.exists"),
                ("Customer", {"MarketLanguage": "German"}, 201, "Customer.MarketLanguage.country")):
            self.refused(code, rule, aggregator, "SignupCustomer", {**made, part: {**made[part], **more}})
        self.refused(1001, "permission.customers.sign_up", boss, "SignupCustomer", self.signup(ParentCustomerId=CLIENT))


class OverRest(BothWires, unittest.TestCase):
    wire = "rest"


class OverSoap(BothWires, unittest.TestCase):
    wire = "soap"


if __name__ == "__main__":
    unittest.main()
