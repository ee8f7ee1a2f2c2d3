#!/usr/bin/python3
"""Who may call what: every operation of the six services x five roles x the way to the customer (directly, by an Administrative or a
Standard customer link, by an account link), as schema/rules/permissions.rules says and as the server answers over REST. An allowed call may
fail by another error, but not by the refusal; a refused one always does.

The rows are read here by a few lines of their own, not by the program that compiles them. What hangs on more of the request (the decisions)
is written out below, from the documentation.
"""
import pathlib
import re
import unittest

import requests
from wires import SANDBOX, Wires, rest_paths
from server import close_shared, shared

ROOT = pathlib.Path(__file__).resolve().parents[2]
SERVICES = {"campaign_management": "CampaignManagement", "bulk": "Bulk", "reporting": "Reporting", "ad_insight": "AdInsight",
            "customer_management": "CustomerManagement", "customer_billing": "CustomerBilling"}
ROLES = {16: "AdvertiserCampaignManager", 33: "Aggregator", 41: "SuperAdmin", 100: "Viewer", 203: "StandardUser"}
WAYS = ("direct", "Administrative", "Standard", "account")
# What an account link leads to, of the operations that name ids in their body.
ABOUT_ACCOUNTS = {"GetAccount", "DeleteAccount", "UpdateAccount", "UpdatePrepayAccount", "GetAccountPilotFeatures", "MapAccountIdToExternalAccountIds"}


def permission_rows():
    """Service -> [(pattern, roles, words)] in order."""
    sets, services, rows = {}, {}, None
    for line in (ROOT / "schema/rules/permissions.rules").read_text(encoding="utf-8").splitlines():
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if words[0] == "roles":
            sets[words[1]] = {int(w) for w in words[2:]}
        elif words[0] == "service":
            rows = services.setdefault(words[1], [])
        else:
            rows.append((re.compile("^" + re.escape(words[0]).replace(r"\*", ".*") + "$"), sets[words[1]], set(words[2:])))
    return services


def setUpModule():
    global server, wires
    server = shared()
    wires = Wires(server)
    wires.freeze()


def tearDownModule():
    close_shared()


class Matrix(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.session = requests.Session()
        cls.owner = wires.sign_up("matrix-owner@outlook.com")
        managers = {way: wires.sign_up(f"matrix-{way.lower()}@outlook.com") for way in WAYS[1:]}
        c, a = cls.owner.customer, cls.owner.account
        number = str(wires.rest(cls.owner, "GetCustomer", {"CustomerId": c})["Customer"]["Number"])
        for way, manager in managers.items():
            link = {"ManagingCustomerId": manager.customer}
            if way == "account":
                link |= {"ClientEntityId": a, "ClientEntityCustomerNumber": number, "IsBillToClient": True}
            else:
                link |= {"Type": "CustomerLink", "ClientEntityId": c, "ClientEntityNumber": number, "CustomerLinkPermission": way}
            answer = wires.rest(manager, "AddClientLinks", {"ClientLinks": [link]})
            assert answer["PartialErrors"] == [[]], answer
            found = wires.rest(manager, "SearchClientLinks", {"PageInfo": {"Index": 0, "Size": 10}, "Predicates": [
                {"Field": "DirectManagingCustomerId", "Operator": "Equals", "Value": str(manager.customer)}]})["ClientLinks"][0]
            accepted = {name: found[name] for name in ("Type", "ClientEntityId", "ManagingCustomerId", "Timestamp")} | {"Status": "LinkAccepted"}
            answer = wires.rest(cls.owner, "UpdateClientLinks", {"ClientLinks": [accepted]})
            assert answer["PartialErrors"] == [[]], answer
        cls.homes = {way: managers[way].customer if way in managers else c for way in WAYS}
        cls.people = {(role, way): wires.sign_up(f"matrix-{role}-{way.lower()}@outlook.com", customer_id=cls.homes[way], role=ROLES[role])
                      for role in ROLES for way in WAYS}
        cls.target = wires.sign_up("matrix-target@outlook.com", customer_id=c, role="Viewer")
        wires.advance(5, cls.owner, *cls.people.values())

    def cases(self, operation, person):
        """(name, body, roles that the decisions refuse, refused by a Standard link)."""
        c, a = self.owner.customer, self.owner.account
        plain = {"CustomerId": c, "AccountId": a}
        predicates = lambda field, value: {"Predicates": [{"Field": field, "Operator": "Equals", "Value": str(value)}]}
        link = {"ManagingCustomerId": c, "ClientEntityId": a}
        customer_link = {"Type": "CustomerLink", "ManagingCustomerId": c, "ClientEntityId": 5}
        special = {
            "UpdateUser": [("", {"User": {"Id": self.target.user}}, {16, 100}, False), ("self", {"User": {"Id": person.user}}, set(), False)],
            "UpdateUserRoles": [("", {"CustomerId": c, "UserId": self.target.user, "NewRoleId": 100}, set(), True),
                                ("to 41", {"CustomerId": c, "UserId": self.target.user, "NewRoleId": 41, "DeleteRoleId": 16}, {203}, True),
                                ("of 41", {"CustomerId": c, "UserId": self.owner.user, "DeleteRoleId": 16}, {203}, True),
                                ("to 33", {"CustomerId": c, "UserId": self.target.user, "NewRoleId": 33}, set(ROLES), True)],
            "DeleteUser": [("", {"UserId": self.target.user}, set(), True), ("of 41", {"UserId": self.owner.user}, {203}, True)],
            "SendUserInvitation": [("", {"UserInvitation": {"CustomerId": c, "RoleId": 100}}, set(), True),
                                   ("41", {"UserInvitation": {"CustomerId": c, "RoleId": 41}}, {203}, True),
                                   ("33", {"UserInvitation": {"CustomerId": c, "RoleId": 33}}, set(ROLES), True)],
            "SearchUserInvitations": [("", predicates("CustomerId", c), set(), False)],
            "AddClientLinks": [("", {"ClientLinks": [link]}, set(), False), ("CustomerLink", {"ClientLinks": [customer_link]}, {203}, True)],
            "UpdateClientLinks": [("", {"ClientLinks": [link]}, set(), False), ("CustomerLink", {"ClientLinks": [customer_link]}, {203}, True)],
            "SearchClientLinks": [("", predicates("ClientAccountId", a), set(), False),
                                  ("CustomerLink", predicates("ClientCustomerId", c), {203}, False)],
            "AddAccount": [("", {"Account": {"ParentCustomerId": c}}, set(), False)],
            "AddPrepayAccount": [("", {"Account": {"ParentCustomerId": c}}, set(), False)],
            "UpdateAccount": [("AutoTagType", {"Account": {"Id": a, "AutoTagType": "Preserve"}}, set(), False),
                              ("Name", {"Account": {"Id": a, "Name": "Another"}}, {16}, False)],
            "UpdatePrepayAccount": [("", {"Account": {"Id": a}}, set(), False)],
            "UpdateCustomer": [("", {"Customer": {"Id": c}}, set(), False)],
            # A Super Admin needs pilot 793.
            "SignupCustomer": [("", {"ParentCustomerId": c}, {41}, False), ("invites", {"UserInvitation": {"RoleId": 41}}, {41}, False)],
            "GetUser": [("", {}, set(), False)],
            "GetNotifications": [("", {"UserId": person.user}, set(), False), ("others'", {"UserId": self.target.user}, set(ROLES), False)],
            "DismissNotifications": [("", {"UserId": person.user}, set(), False), ("others'", {"UserId": self.target.user}, set(ROLES), False)],
        }
        return special.get(operation, [("", plain, set(), False)])

    def refused(self, person, method, path, body, customer):
        answer = self.session.request(method, server.http + path, json=body, headers={
            "Authorization": "Bearer " + person.token, "DeveloperToken": SANDBOX.developer_token, "CustomerId": str(customer),
            "CustomerAccountId": str(self.owner.account)})
        if answer.status_code == 200:
            return False
        document = answer.json()
        codes = {e["Code"] for part in ("Errors", "OperationErrors", "BatchErrors") for e in document.get(part) or []}
        if not codes & {106, 1001}:
            return False
        return any(r["rule"].startswith("permission.") for r in wires.explained(answer.headers["TrackingId"]))

    def test_every_operation_by_every_role_and_way(self):
        rows = permission_rows()
        asked = allowed_count = 0
        for file, service in SERVICES.items():
            customers_service = service.startswith("Customer")
            for operation, (method, path) in rest_paths(file).items():
                roles, words = next((roles, words) for pattern, roles, words in rows[service] if pattern.match(operation))
                for way in WAYS:
                    if way == "account" and (customers_service and operation not in ABOUT_ACCOUNTS):
                        continue
                    for role in ROLES:
                        person = self.people[role, way]
                        for name, body, but_not, administrative in self.cases(operation, person) if service == "CustomerManagement" else [
                                ("", {"AccountId": self.owner.account} if not customers_service else
                                 {"AccountId": self.owner.account, "CustomerId": self.owner.customer}, set(), False)]:
                            allowed = role in roles and role not in but_not
                            if way == "Standard" and (administrative or "administrative" in words):
                                allowed = False
                            if way == "account" and operation in ABOUT_ACCOUNTS:
                                body = {k: v for k, v in body.items() if k != "CustomerId"}
                            customer = self.homes["account"] if way == "account" else self.owner.customer
                            asked += 1
                            allowed_count += allowed
                            if self.refused(person, method, path, body, customer) == allowed:
                                with self.subTest(service=service, operation=operation, case=name, role=role, way=way):
                                    self.fail("refused, though the rules allow it" if allowed else "allowed, though the rules refuse it")
        self.assertGreater(asked, 288 * 5 * 3)
        self.assertGreater(allowed_count, 1000)


if __name__ == "__main__":
    unittest.main()
