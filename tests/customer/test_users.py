#!/usr/bin/python3
"""Users, roles, invitations and links over both wires: what is done, and every error that these operations raise."""
import re
import unittest

import requests
from wires import Refused, Wires
from server import close_shared, shared

DAY = 86400


def setUpModule():
    global server, wires
    server = shared()
    wires = Wires(server)
    wires.freeze()


def tearDownModule():
    close_shared()


class BothWires:
    """Each test runs once a wire, with people of its own."""
    wire = None

    def setUp(self):
        self.count = 0

    def call(self, person, operation, body):
        return getattr(wires, self.wire)(person, operation, body)

    def person(self, name, **more):
        self.count += 1
        return wires.sign_up(f"{self.wire}-{self._testMethodName}-{name}@outlook.com".replace("_", "-"), **more)

    def refused(self, code, rule, person, operation, body):
        with self.assertRaises(Refused) as caught:
            self.call(person, operation, body)
        self.assertIn(code, caught.exception.codes)
        reasons = wires.explained(caught.exception.tracking_id)
        self.assertIn(rule, [reason["rule"] for reason in reasons])
        for reason in reasons:
            self.assertTrue(reason.get("field") or reason.get("expected"), reason)
            self.assertTrue(reason.get("expected"), reason)

    def refused_link(self, code, person, operation, link):
        """The only link of a call is refused; the call itself is not."""
        errors = self.call(person, operation, {"ClientLinks": [link]})["PartialErrors"]
        self.assertIn(code, [e["Code"] for e in errors[0]], errors)

    def number(self, person):
        return self.call(person, "GetCustomer", {"CustomerId": person.customer})["Customer"]["Number"]

    def link(self, agency, client, **more):
        return {"ClientEntityId": client.account, "ClientEntityCustomerNumber": str(self.number(client)), "ManagingCustomerId": agency.customer,
                "IsBillToClient": True, **more}

    def find_link(self, person, field, value):
        return self.call(person, "SearchClientLinks", {
            "Predicates": [{"Field": field, "Operator": "Equals", "Value": str(value)}], "PageInfo": {"Index": 0, "Size": 10}})["ClientLinks"]

    def set_status(self, person, status, field, value):
        found = self.find_link(person, field, value)[0]
        kept = {name: found[name] for name in ("Type", "ClientEntityId", "ManagingCustomerId", "Timestamp")}
        return self.call(person, "UpdateClientLinks", {"ClientLinks": [{**kept, "Timestamp": kept["Timestamp"], "Status": status}]})

    # What is done.

    def test_users(self):
        boss = self.person("boss")
        viewer = self.person("viewer", customer_id=boss.customer, role="Viewer", account_ids=[boss.account])
        listed = self.call(boss, "GetUsersInfo", {"CustomerId": boss.customer})["UsersInfo"]
        self.assertEqual({u["Id"] for u in listed}, {boss.user, viewer.user})
        got = self.call(boss, "GetUser", {"UserId": viewer.user})
        self.assertEqual([(r["RoleId"], r["CustomerId"], r["AccountIds"]) for r in got["CustomerRoles"]], [(100, boss.customer, [boss.account])])
        self.assertEqual(self.call(viewer, "GetCurrentUser", {})["User"]["Id"], viewer.user)
        self.assertFalse(self.call(viewer, "GetUserMFAStatus", {})["MFAStatus"])
        user = got["User"]
        sent = {"Id": user["Id"], "TimeStamp": user["TimeStamp"], "JobTitle": "Analyst", "ContactInfo": {
            "Id": user["ContactInfo"]["Id"], "Phone1": "555-0100", "Address": {
                "Id": user["ContactInfo"]["Address"]["Id"], "TimeStamp": user["ContactInfo"]["Address"]["TimeStamp"], "City": "Bellevue"}}}
        self.assertIn("LastModifiedTime", self.call(boss, "UpdateUser", {"User": sent}))
        again = self.call(boss, "GetUser", {"UserId": viewer.user})["User"]
        self.assertEqual((again["JobTitle"], again["ContactInfo"]["Address"]["City"], again["ContactInfo"]["Email"]),
                         ("Analyst", "Bellevue", viewer.email))
        self.refused(209, "User.TimeStamp.current", boss, "UpdateUser", {"User": sent})
        self.call(boss, "UpdateUserRoles", {"CustomerId": boss.customer, "UserId": viewer.user, "NewRoleId": 203})
        self.assertEqual([r["RoleId"] for r in self.call(viewer, "GetUser", {"UserId": None})["CustomerRoles"]], [203])
        self.call(boss, "DeleteUser", {"UserId": viewer.user, "TimeStamp": again["TimeStamp"]})
        self.assertEqual(len(self.call(boss, "GetUsersInfo", {"CustomerId": boss.customer})["UsersInfo"]), 1)
        with self.assertRaises(Refused) as caught:
            self.call(viewer, "GetCurrentUser", {})
        self.assertEqual(caught.exception.codes, [105])

    def test_invitations(self):
        boss = self.person("boss")
        invitation = {"CustomerId": boss.customer, "RoleId": 203, "FirstName": "Ann", "LastName": "Example", "Lcid": "EnglishUS",
                      "Email": f"{self.wire}-invited@outlook.com", "AccountIds": [boss.account]}
        number = self.call(boss, "SendUserInvitation", {"UserInvitation": invitation})["UserInvitationId"]
        query = {"Predicates": [{"Field": "CustomerId", "Operator": "In", "Value": str(boss.customer)}]}
        (found,) = self.call(boss, "SearchUserInvitations", query)["UserInvitations"]
        self.assertEqual((found["Id"], found["RoleId"], found["AccountIds"]), (number, 203, [boss.account]))
        made = wires.admin("POST", f"invitations/{number}", {"password": "long-enough"})
        self.assertEqual(made["customer_id"], boss.customer)
        self.assertEqual(self.call(boss, "SearchUserInvitations", query).get("UserInvitations", []), [])
        self.assertEqual(self.call(boss, "GetUser", {"UserId": made["user_id"]})["CustomerRoles"][0]["AccountIds"], [boss.account])
        # By the page, with another mail than the invited one: the link's code is what counts.
        number = self.call(boss, "SendUserInvitation", {"UserInvitation": {**invitation, "RoleId": 100}})["UserInvitationId"]
        (mail,) = [i for i in wires.admin("GET", "invitations")["invitations"] if i["id"] == number]
        browser = requests.Session()
        self.assertEqual(browser.get(re.sub("code=[^&]*", "code=x", mail["url"]), allow_redirects=False).status_code, 302)  # to sign in
        page = browser.get(mail["url"])
        csrf = re.search(r'name="csrf" value="([^"]*)"', page.text)[1]
        answer = browser.post(mail["url"], data={"csrf": csrf, "email": f"{self.wire}-other@outlook.com", "password": "long-enough",
                                                 "first_name": "O", "last_name": "T"}, allow_redirects=False)
        self.assertEqual(answer.status_code, 302, answer.text)
        self.assertIn(f"{self.wire}-other@outlook.com", [u["UserName"] for u in self.call(boss, "GetUsersInfo", {"CustomerId": boss.customer})["UsersInfo"]])
        # After thirty days nobody can.
        number = self.call(boss, "SendUserInvitation", {"UserInvitation": invitation})["UserInvitationId"]
        wires.advance(30 * DAY, boss)
        self.assertEqual(len(self.call(boss, "SearchUserInvitations", query)["UserInvitations"]), 1)
        refusal = requests.post(f"{server.http}/_adsbox/v1/invitations/{number}", json={})
        self.assertEqual((refusal.status_code, "expired" in refusal.text), (400, True))

    def also_joins(self, person, other):
        """The person becomes a Super Admin of the other's customer, too; the id of that User."""
        number = self.call(other, "SendUserInvitation", {"UserInvitation": {
            "CustomerId": other.customer, "RoleId": 41, "FirstName": "A", "LastName": "B", "Email": "any@outlook.com", "Lcid": "EnglishUS"}})["UserInvitationId"]
        return wires.admin("POST", f"invitations/{number}", {"email": person.email})["user_id"]

    def test_multi_user_credentials(self):
        boss, other = self.person("boss"), self.person("other")
        there = self.also_joins(boss, other)
        roles = self.call(boss, "GetUser", {"UserId": None})["CustomerRoles"]
        self.assertEqual([r["CustomerId"] for r in roles], [boss.customer, other.customer])
        self.assertEqual(roles, self.call(boss, "GetUser", {"UserId": boss.user})["CustomerRoles"])
        self.assertEqual([r["CustomerId"] for r in self.call(boss, "GetUser", {"UserId": there})["CustomerRoles"]], [other.customer])
        user = self.call(boss, "GetUser", {"UserId": there})["User"]
        self.call(boss, "UpdateUser", {"User": {"Id": there, "TimeStamp": user["TimeStamp"], "Name": {"FirstName": "New", "LastName": "Name"}}})
        both = [self.call(boss, "GetUser", {"UserId": number})["User"] for number in (boss.user, there)]
        self.assertEqual({(u["Name"]["FirstName"], u["LastModifiedByUserId"], u["LastModifiedTime"]) for u in both},
                         {("New", there, both[0]["LastModifiedTime"])})
        for unique in (lambda u: u["TimeStamp"], lambda u: u["ContactInfo"]["Id"], lambda u: u["ContactInfo"]["Address"]["TimeStamp"]):
            self.assertNotEqual(unique(both[0]), unique(both[1]))
        self.refused(209, "User.TimeStamp.current", boss, "UpdateUser", {"User": {"Id": there, "TimeStamp": both[0]["TimeStamp"]}})

    def test_links(self):
        agency, client = self.person("agency"), self.person("client")
        added = self.call(agency, "AddClientLinks", {"ClientLinks": [self.link(agency, client, Note="Hello"), self.link(agency, client)]})
        self.assertEqual([[e["Code"] for e in errors] for errors in added["PartialErrors"]], [[], [1410]])
        (pending,) = self.find_link(client, "ClientAccountId", client.account)
        self.assertEqual((pending["Status"], pending["Note"], pending["ManagingCustomerId"]), ("LinkPending", "Hello", agency.customer))
        (told,) = self.call(client, "GetNotifications", {"Locale": "en"})["Notifications"]
        self.call(client, "DismissNotifications", {"UserId": client.user, "NotificationTypePairs": [{"Key": told["Id"], "Value": told["TypeId"]}]})
        self.assertEqual(self.call(client, "GetNotifications", {"UserId": client.user}).get("Notifications", []), [])
        self.set_status(client, "LinkAccepted", "ClientAccountId", client.account)
        self.assertEqual(self.find_link(agency, "DirectManagingCustomerId", agency.customer)[0]["Status"], "LinkInProgress")
        self.refused(1472, "account.link_in_progress", client, "GetAccount", {"AccountId": client.account})
        wires.advance(3, agency, client)
        self.assertEqual(self.find_link(agency, "DirectManagingCustomerId", agency.customer)[0]["Status"], "Active")
        roles = self.call(agency, "GetUser", {"UserId": None})["CustomerRoles"]
        self.assertEqual(roles[0]["LinkedAccountIds"], [client.account])
        info = self.call(agency, "GetLinkedAccountsAndCustomersInfo", {"CustomerId": agency.customer, "OnlyParentAccounts": False})
        self.assertEqual({a["Id"] for a in info["AccountsInfo"]}, {agency.account, client.account})
        self.assertEqual(self.call(agency, "GetAccount", {"AccountId": client.account})["Account"]["Id"], client.account)
        self.set_status(agency, "UnlinkRequested", "DirectManagingCustomerId", agency.customer)
        self.assertEqual(self.find_link(agency, "DirectManagingCustomerId", agency.customer)[0]["Status"], "UnlinkPending")
        wires.advance(4, agency, client)
        self.assertEqual(self.find_link(agency, "DirectManagingCustomerId", agency.customer)[0]["Status"], "Inactive")
        self.refused(1001, "permission.account.reach", agency, "GetAccount", {"AccountId": client.account})

    def test_links_of_customers(self):
        agency, client = self.person("agency"), self.person("client")
        link = {"Type": "CustomerLink", "ClientEntityId": client.customer, "ClientEntityNumber": str(self.number(client)),
                "ManagingCustomerId": agency.customer, "CustomerLinkPermission": "Administrative"}
        self.assertEqual(self.call(agency, "AddClientLinks", {"ClientLinks": [link]})["PartialErrors"], [[]])
        self.set_status(client, "LinkAccepted", "ClientCustomerId", client.customer)
        wires.advance(3, agency)
        roles = self.call(agency, "GetUser", {"UserId": None})["CustomerRoles"]
        self.assertEqual([(r["CustomerId"], r.get("CustomerLinkPermission")) for r in roles],
                         [(agency.customer, None), (client.customer, "Administrative")])
        info = self.call(agency, "GetLinkedAccountsAndCustomersInfo", {"CustomerId": agency.customer, "OnlyParentAccounts": False})
        self.assertEqual([c["Id"] for c in info["CustomersInfo"]], [client.customer])
        self.assertEqual(self.call(agency, "GetCustomer", {"CustomerId": client.customer})["Customer"]["Id"], client.customer)

    def test_pilots_and_external_ids(self):
        boss = self.person("boss")
        before = self.call(boss, "GetCustomerPilotFeatures", {"CustomerId": boss.customer})["FeaturePilotFlags"]
        self.assertNotIn(793, before)
        wires.admin("POST", f"pilots/{boss.customer}", {"pilot": 793})
        self.assertIn(793, self.call(boss, "GetCustomerPilotFeatures", {"CustomerId": boss.customer})["FeaturePilotFlags"])
        self.assertTrue(self.call(boss, "GetAccountPilotFeatures", {"AccountId": boss.account})["FeaturePilotFlags"])
        self.assertTrue(self.call(boss, "GetPilotFeaturesCountries", {})["PilotFeatures"])
        self.call(boss, "MapCustomerIdToExternalCustomerId", {"CustomerId": boss.customer, "ExternalCustomerId": "ours"})
        self.call(boss, "MapAccountIdToExternalAccountIds", {"AccountId": boss.account, "ExternalAccountIds": ["a", "b"]})

    # Every error.

    def test_refusals_of_user_operations(self):
        boss = self.person("boss")
        viewer = self.person("viewer", customer_id=boss.customer, role="Viewer")
        standard = self.person("standard", customer_id=boss.customer, role="StandardUser")
        other = self.person("other")
        self.also_joins(boss, other)
        cid = boss.customer
        stamp = "AAAAAAAAAAE="
        own = self.call(boss, "GetUser", {"UserId": None})["User"]
        user = lambda **more: {"User": {"Id": own["Id"], "TimeStamp": own["TimeStamp"], **more}}
        roles = lambda **more: {"CustomerId": cid, "UserId": viewer.user, **more}
        invite = lambda **more: {"UserInvitation": {"CustomerId": cid, "RoleId": 100, "FirstName": "A", "LastName": "B", "Email": "a@outlook.com",
                                                    "Lcid": "EnglishUS", **more}}
        for code, rule, who, operation, body in [
            (1001, "GetUser.UserId.reach", boss, "GetUser", {"UserId": 5}),
            (1001, "permission.customer.reach", boss, "GetUsersInfo", {"CustomerId": 5}),
            (1001, "GetUsersInfoRequest.CustomerId.range", boss, "GetUsersInfo", {"CustomerId": 0}),
            (203, "UpdateUserRequest.User.required", boss, "UpdateUser", {"User": None}),
            (209, "User.TimeStamp.required", boss, "UpdateUser", {"User": {"Id": own["Id"]}}),
            (209, "User.ContactInfo.Address.TimeStamp.current", boss, "UpdateUser", user(ContactInfo={"Address": {"City": "X", "TimeStamp": stamp}})),
            (201, "User.ContactInfo.Id.own", boss, "UpdateUser", user(ContactInfo={"Id": 99999})),
            (201, "User.JobTitle.length", boss, "UpdateUser", user(JobTitle="x" * 51)),
            (201, "PersonName.FirstName.length", boss, "UpdateUser", user(Name={"FirstName": "x" * 101})),
            (200, "Address.City.length", boss, "UpdateUser", user(ContactInfo={"Address": {
                "City": "x" * 36, "TimeStamp": own["ContactInfo"]["Address"]["TimeStamp"]}})),
            *((code, f"Address.{name}.length", boss, "UpdateUser", user(ContactInfo={"Address": {
                name: "x" * 36, "TimeStamp": own["ContactInfo"]["Address"]["TimeStamp"]}})) for code, name in ((205, "Line1"), (207, "Line3"), (209, "PostalCode"))),
            (2108, "UpdateUserRoles.NewAccountIds.reach", boss, "UpdateUserRoles", roles(NewRoleId=100, NewAccountIds=[other.account])),
            (2108, "UserInvitation.AccountIds.owner", boss, "SendUserInvitation", invite(AccountIds=[other.account])),
            (3030, "SearchUserInvitations.Predicates.operator", boss, "SearchUserInvitations",
             {"Predicates": [{"Field": "CustomerId", "Operator": "Contains", "Value": str(cid)}]}),
            (3030, "SearchUserInvitationsRequest.Predicates.count", boss, "SearchUserInvitations",
             {"Predicates": [{"Field": "CustomerId", "Operator": "Equals", "Value": str(cid)}] * 2}),
            (1001, "permission.users.self", viewer, "UpdateUser", user(JobTitle="x")),
            (1001, "permission.user.reach", boss, "UpdateUser", {"User": {"Id": 5, "TimeStamp": stamp}}),
            (209, "DeleteUserRequest.TimeStamp.required", boss, "DeleteUser", {"UserId": viewer.user}),
            (209, "DeleteUser.TimeStamp.current", boss, "DeleteUser", {"UserId": viewer.user, "TimeStamp": stamp}),
            (201, "DeleteUser.UserId.primary", boss, "DeleteUser", {"UserId": boss.user, "TimeStamp": own["TimeStamp"]}),
            (1001, "permission.users.super_admin", standard, "DeleteUser", {"UserId": boss.user, "TimeStamp": own["TimeStamp"]}),
            (1001, "permission.role", viewer, "DeleteUser", {"UserId": boss.user, "TimeStamp": own["TimeStamp"]}),
            (201, "UpdateUserRoles.NewRoleId.role", boss, "UpdateUserRoles", roles(NewRoleId=7)),
            (201, "UpdateUserRoles.DeleteRoleId.held", boss, "UpdateUserRoles", roles(DeleteRoleId=16)),
            (203, "UpdateUserRoles.NewRoleId.required", boss, "UpdateUserRoles", roles()),
            (1001, "permission.users.account_reach", boss, "UpdateUserRoles", roles(NewRoleId=100, NewAccountIds=[5])),
            (1001, "permission.users.customer_reach", boss, "UpdateUserRoles", roles(NewRoleId=100, NewCustomerIds=[5])),
            (1001, "permission.users.super_admin", standard, "UpdateUserRoles", roles(NewRoleId=41)),
            (1001, "permission.users.aggregator", boss, "UpdateUserRoles", roles(NewRoleId=33)),
            (1001, "permission.user.reach", boss, "UpdateUserRoles", {"CustomerId": cid, "UserId": 5, "NewRoleId": 100}),
            (3086, "SendUserInvitationRequest.UserInvitation.required", boss, "SendUserInvitation", {"UserInvitation": None}),
            (203, "UserInvitation.FirstName.required", boss, "SendUserInvitation", invite(FirstName=None)),
            (201, "UserInvitation.Email.form", boss, "SendUserInvitation", invite(Email="nobody")),
            (201, "UserInvitation.RoleId.role", boss, "SendUserInvitation", invite(RoleId=1)),
            (1001, "permission.users.super_admin", standard, "SendUserInvitation", invite(RoleId=41)),
            (1001, "permission.users.account_reach", boss, "SendUserInvitation", invite(AccountIds=[5])),
            (1001, "permission.customer.reach", boss, "SendUserInvitation", invite(CustomerId=5)),
            (3087, "SearchUserInvitationsRequest.Predicates.required", boss, "SearchUserInvitations", {"Predicates": None}),
            (3030, "SearchUserInvitations.Predicates.field", boss, "SearchUserInvitations",
             {"Predicates": [{"Field": "Email", "Operator": "Equals", "Value": "a@outlook.com"}]}),
            (1001, "permission.customer.reach", boss, "SearchUserInvitations",
             {"Predicates": [{"Field": "CustomerId", "Operator": "Equals", "Value": "5000"}]}),
            (1001, "permission.user.self", boss, "GetNotifications", {"UserId": 5}),
            (1001, "permission.user.self", boss, "DismissNotifications", {"UserId": 5, "NotificationTypePairs": [{"Key": 1, "Value": 1}]}),
            (3087, "DismissNotificationsRequest.NotificationTypePairs.required", boss, "DismissNotifications", {"UserId": boss.user}),
            (2108, "GetAccountPilotFeaturesRequest.AccountId.range", boss, "GetAccountPilotFeatures", {"AccountId": 0}),
            (1001, "permission.customer.reach", boss, "GetCustomerPilotFeatures", {"CustomerId": 5}),
            (203, "MapCustomerIdToExternalCustomerIdRequest.ExternalCustomerId.required", boss, "MapCustomerIdToExternalCustomerId", {"CustomerId": cid}),
            (3087, "MapAccountIdToExternalAccountIdsRequest.ExternalAccountIds.required", boss, "MapAccountIdToExternalAccountIds",
             {"AccountId": boss.account}),
            (1001, "permission.customer.reach", boss, "GetLinkedAccountsAndCustomersInfo", {"CustomerId": 5, "OnlyParentAccounts": False}),
        ]:
            with self.subTest(operation=operation, rule=rule):
                self.refused(code, rule, who, operation, body)

    def test_refusals_of_link_operations(self):
        agency, client, rival = self.person("agency"), self.person("client"), self.person("rival")
        standard = self.person("standard", customer_id=agency.customer, role="StandardUser")
        viewer = self.person("viewer", customer_id=agency.customer, role="Viewer")
        link = lambda **more: self.link(agency, client, **more)
        search = lambda predicates, size=10: {"Predicates": [{"Field": f, "Operator": "Equals", "Value": v} for f, v in predicates],
                                              "PageInfo": {"Index": 0, "Size": size}}
        of_customer = {"Type": "CustomerLink", "ClientEntityId": client.customer, "ClientEntityNumber": str(self.number(client)),
                       "ManagingCustomerId": agency.customer}
        for code, rule, who, operation, body in [
            (3087, "AddClientLinksRequest.ClientLinks.required", agency, "AddClientLinks", {"ClientLinks": None}),
            (3024, "AddClientLinksRequest.ClientLinks.count", agency, "AddClientLinks", {"ClientLinks": [link()] * 11}),
            (3024, "UpdateClientLinksRequest.ClientLinks.count", agency, "UpdateClientLinks", {"ClientLinks": [link()] * 11}),
            (1001, "permission.role", viewer, "AddClientLinks", {"ClientLinks": [link()]}),
            (1001, "permission.links.role", standard, "AddClientLinks", {"ClientLinks": [of_customer]}),
            (1001, "permission.links.role", rival, "AddClientLinks", {"ClientLinks": [link()]}),
            (1001, "permission.links.role", rival, "UpdateClientLinks", {"ClientLinks": [link(Status="LinkAccepted")]}),
            (1001, "permission.links.role", standard, "SearchClientLinks", search([("ClientCustomerId", str(client.customer))])),
            (3087, "SearchClientLinksRequest.Predicates.required", agency, "SearchClientLinks", {"PageInfo": {"Index": 0, "Size": 10}}),
            (3080, "SearchClientLinksRequest.PageInfo.required", agency, "SearchClientLinks", {"Predicates": search([("ClientAccountId", "1234")])["Predicates"]}),
            (3080, "SearchClientLinks.PageInfo.Size", agency, "SearchClientLinks", search([("ClientAccountId", "1234")], 101)),
            (3030, "SearchClientLinks.Predicates.field", agency, "SearchClientLinks", search([("Nothing", "1234")])),
            (3030, "SearchClientLinks.Predicates.together", agency, "SearchClientLinks", search([("ClientAccountId", "1234"), ("ClientCustomerId", "1234")])),
        ]:
            with self.subTest(operation=operation, rule=rule):
                self.refused(code, rule, who, operation, body)
        wrong = [(3083, link(Name="x" * 41)), (3083, link(ClientEntityCustomerNumber="C00000")), (3083, link(Status="Active")),
                 (3083, {**link(), "IsBillToClient": None}), (2108, link(ClientEntityId=5)), (1001, {**of_customer, "ClientEntityId": 5}),
                 (3083, {**link(), "ClientEntityCustomerNumber": None})]
        for code, item in wrong:
            with self.subTest(code=code, item=item):
                self.refused_link(code, agency, "AddClientLinks", item)
        self.call(agency, "AddClientLinks", {"ClientLinks": [link()]})
        self.call(rival, "AddClientLinks", {"ClientLinks": [self.link(rival, client)]})
        self.refused_link(1410, agency, "AddClientLinks", link())
        (found,) = self.find_link(agency, "DirectManagingCustomerId", agency.customer)
        kept = {name: found[name] for name in ("ClientEntityId", "ManagingCustomerId", "Timestamp")}
        self.refused_link(209, agency, "UpdateClientLinks", {**kept, "Timestamp": "AAAAAAAAAAE=", "Status": "LinkCanceled"})
        self.refused_link(1001, agency, "UpdateClientLinks", {**kept, "Status": "LinkAccepted"})
        self.refused_link(3083, agency, "UpdateClientLinks", {**kept, "Status": "Inactive"})
        self.refused_link(3083, agency, "UpdateClientLinks", {**kept, "Name": "Another", "Status": "LinkCanceled"})
        self.set_status(client, "LinkAccepted", "DirectManagingCustomerId", agency.customer)
        third = self.person("third")
        self.refused_link(1424, third, "AddClientLinks", self.link(third, client))
        prepaid = self.call(client, "AddPrepayAccount", {"Account": {
            "ParentCustomerId": client.customer, "Name": f"Prepaid {self.wire}", "CurrencyCode": "USD", "BusinessAddress": {
                "BusinessName": "B", "City": "Redmond", "CountryCode": "US", "Line1": "1 Way", "PostalCode": "98052", "StateOrProvince": "WA"}}})
        # zeep sends an empty link for a nil one.
        for operation in ("AddClientLinks", "UpdateClientLinks") if self.wire == "rest" else ():
            errors = self.call(agency, operation, {"ClientLinks": [None]})["PartialErrors"]
            self.assertEqual([[e["Code"] for e in of_item] for of_item in errors], [[3087]])
        gone = self.person("gone")
        account = self.call(gone, "GetAccount", {"AccountId": gone.account})["Account"]
        self.call(gone, "DeleteAccount", {"AccountId": gone.account, "TimeStamp": account["TimeStamp"]})
        self.refused_link(2192, agency, "AddClientLinks", self.link(agency, gone))
        self.refused_link(1471, agency, "AddClientLinks", link(ClientEntityId=prepaid["AccountId"]))


class OverRest(BothWires, unittest.TestCase):
    wire = "rest"


class OverSoap(BothWires, unittest.TestCase):
    wire = "soap"


if __name__ == "__main__":
    unittest.main()
