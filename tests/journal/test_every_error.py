#!/usr/bin/python3
"""Every error that adsbox can raise has an explanation: a rule, and a field or what would have been accepted.

Where an error is raised says so already in the code; what can be forgotten is the explanation, or to test it at all. So this
compares two lists. Raised: what the unit tests of services and identity provoked (src/errors/testing/explained.h fails a
test whose error explains nothing, and notes the others in $ADSBOX_RAISED, with the wire that told it), and what is provoked over
both wires here. Can be raised: every error that the sources and schema/rules name. An error that somebody adds without a test that
provokes it fails here; so does one of Campaign Management that no caller was told over a wire.
"""
import os
import pathlib
import re
import sys
import unittest

import errors_page
import requests

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/protocol"))
from support import SANDBOX, Server, add_campaigns, envelope, get_campaigns, post_soap, rest_headers  # noqa: E402

# Raised by the gateway alone, thus provoked over the wire.
GATEWAY = {"ApiInputValidationError", "ApiVersionNoLongerSupported", "NullRequest", "OperationNotSupported"}
# A full disk or lost memory: no test of a healthy server meets them. The faults' tests inject them by name.
BROKEN_SERVER = {"InternalError"}


def catalogue():
    """Error name in the sources -> name in the notes; the Customer services' errors have numbers only."""
    rows = [line.split("\t") for line in (ROOT / "schema/errors.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    return {row[1] or "Code" + row[0] for row in rows}, {int(row[0]): row[1] or "Code" + row[0] for row in rows}


# What the operations of Campaign Management are made of.
CAMPAIGN_MANAGEMENT = tuple("services/" + folder for folder in ("campaign_management", "criterion", "association", "entity"))


def can_be_raised(folders=("services", "identity", "gateway", "world", "codec"), service=""):
    names, by_code = catalogue()
    found = {}
    for folder in folders:
        for path in sorted((ROOT / "src" / folder).rglob("*.[ch]*")):
            if path.name.endswith("_test.cpp") or "testing" in path.parts:
                continue
            text = path.read_text(encoding="utf-8")
            used = {name for name in re.findall(r"\bError::(\w+)", text) if name in names}
            if path.name in ("principal.cpp", "header_ids.cpp"):
                numbers = re.findall(r"\brefuse(?:_field)?\((\d+),", text) + re.findall(r'", (\d{3,4})\)', text)
                used |= {by_code[int(n)] for n in numbers}
            for name in used:
                found.setdefault(name, str(path.relative_to(ROOT)))
    for path in sorted((ROOT / "schema/rules").glob("*.rules")):
        if path.name == "permissions.rules":
            continue
        rules = path.read_text(encoding="utf-8")
        if service and f"\nservice {service}\n" not in rules:
            continue
        # Limits of no service are of what Microsoft's sandbox counts: its world tells, tests/strictness provokes them.
        limits = re.findall(r"^limit \S+ \d+ (\w+)", rules, re.MULTILINE) if "\nservice " in rules else []
        for name in re.findall(r":(\w+)", rules) + limits:
            if name in names:
                found.setdefault(name, str(path.relative_to(ROOT)))
    return found


def raised_by_unit_tests():
    """What the test programs noted when ctest ran them just before (it is told to): error -> how callers were told."""
    folder = pathlib.Path(os.environ["ADSBOX_RAISED"])
    raised = {}
    for name in ("services", "identity"):
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            error, _, _, _, wire = line.split("\t")
            raised.setdefault(error, set()).add(wire)
    return raised


class EverySymbol(unittest.TestCase):
    def test_is_provoked_and_explained(self):
        possible = can_be_raised()
        self.assertGreater(len(possible), 100)  # else the search itself is broken
        missing = set(possible) - set(raised_by_unit_tests()) - GATEWAY - BROKEN_SERVER
        self.assertFalse(missing, "no test provokes " + ", ".join(f"{name} ({possible[name]})" for name in sorted(missing)))

    def test_of_campaign_management_is_told_over_a_wire(self):
        possible = can_be_raised(CAMPAIGN_MANAGEMENT, "CampaignManagement")
        # And what is asked of every caller before.
        possible |= {name: where for name, where in can_be_raised(("identity",)).items()
                     if where.endswith(("principal.cpp", "header_ids.cpp"))}
        permissions = (ROOT / "schema/rules/permissions.rules").read_text(encoding="utf-8")
        refusals = re.search(r"^service CampaignManagement (.*)", permissions, re.MULTILINE)[1]
        possible |= dict.fromkeys(re.findall(r"=(\w+)", refusals), "schema/rules/permissions.rules")
        self.assertGreater(len(possible), 300)
        raised = raised_by_unit_tests()
        told = {name: raised.get(name, set()) & {"soap", "rest"} for name in set(possible) - GATEWAY - BROKEN_SERVER}
        silent = sorted(name for name, wires in told.items() if not wires)
        self.assertFalse(silent, "no caller was told " + ", ".join(f"{name} ({possible[name]})" for name in silent))
        for wires in ({"soap", "rest"}, {"soap"}, {"rest"}):
            print(f"{sum(found == wires for found in told.values())} over {' and '.join(sorted(wires))}", file=sys.stderr)

    def test_errors_of_the_customer_services_are_raised_or_known_not_to_arise(self):
        # These have numbers only, and all operations that have them are implemented.
        numbers = {name for name in catalogue()[0] if name.startswith("Code")}
        self.assertGreater(len(numbers), 40)
        raised, reasons = set(raised_by_unit_tests()), errors_page.reasons()
        self.assertEqual(numbers - raised - set(reasons), set())
        self.assertEqual(set(reasons) & raised, set())

    def test_the_lists_of_exceptions_are_still_true(self):
        possible = can_be_raised()
        self.assertEqual(GATEWAY - set(possible), set())
        self.assertEqual(BROKEN_SERVER - set(possible), set())


class OverTheWire(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server("--strict").__enter__()
        cls.token = cls.server.token()

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def explained(self, answer):
        """The explanation of an answer; every reason must say something. Returns the symbols and the document."""
        tracking_id = answer.headers["TrackingId"]
        explanation = requests.get(f"{self.server.http}/_adsbox/v1/explain/{tracking_id}")
        self.assertEqual(explanation.status_code, 200, explanation.text)
        document = explanation.json()
        self.assertTrue(document["reasons"], document)
        for reason in document["reasons"]:
            self.assertTrue(reason["rule"], document)
            self.assertTrue(reason.get("field") or reason.get("expected"), document)
        return {reason["symbol"] for reason in document["reasons"]}, document

    def soap(self, body, **more):
        return post_soap(self.server, envelope(self.token, body), **more)

    def rest(self, path, body, method="POST", **headers):
        return requests.request(method, self.server.http + path, data=body.encode(), headers={**rest_headers(self.token), **headers})

    def test_what_the_gateway_refuses(self):
        campaigns = "/CampaignManagement/v13/Campaigns"
        query = campaigns + "/QueryByAccountId"
        old = "/Api/Advertiser/CampaignManagement/v12/CampaignManagementService.svc"
        answers = [
            post_soap(self.server, ""), self.soap(""), self.soap("<x"), self.soap(get_campaigns(), content_type="text/plain"),
            self.soap(get_campaigns(), action="AddCampaigns"), self.soap("<NoSuchRequest/>", action="NoSuch"),
            self.soap(get_campaigns("<Unknown>1</Unknown>"), action="GetCampaignsByAccountId"),
            self.soap(add_campaigns("<DailyBudget>many</DailyBudget>")), self.soap(add_campaigns("<Status>Sleeping</Status>")),
            self.soap(add_campaigns('<BiddingScheme i:type="Nonsense"/>')),
            requests.post(self.server.http + old, data=envelope(self.token, get_campaigns()), headers={"Content-Type": "text/xml"}),
            self.rest(query, ""), self.rest(query, "{"), self.rest(query, '{"AccountId":"x"}'), self.rest(query, '{"Unknown":1}'),
            self.rest(campaigns + "/Nothing", "{}"), self.rest("/CampaignManagement/v12/Campaigns", "{}"),
            self.rest(query, "{}", **{"Content-Type": "text/plain"}), self.rest(query, '{"AccountId":"1"}', Origin="https://elsewhere.example"),
        ]
        seen = set()
        for answer in answers:
            with self.subTest(sent=answer.request.body, to=answer.request.url):
                seen |= self.explained(answer)[0]
        self.assertEqual(GATEWAY - seen, set())

    def test_malformed_input_is_located(self):
        _, document = self.explained(self.soap("\n" + add_campaigns("\n  <DailyBudgett>1</DailyBudgett>")))
        reason = document["reasons"][0]
        self.assertEqual((reason["line"], reason["column"], reason["did_you_mean"]), (3, 4, ["DailyBudget"]), reason)
        self.assertIn("<DailyBudgett>", reason["excerpt"])
        self.assertEqual(reason["caret"].index("^"), reason["excerpt"].index("DailyBudgett"))
        _, document = self.explained(self.soap("<AddCampaingsRequest/>", action="AddCampaings"))
        self.assertEqual(document["reasons"][0]["did_you_mean"][0], "AddCampaigns")
        _, document = self.explained(self.rest("/CampaignManagement/v13/Campaign", "{}"))
        self.assertIn("POST /CampaignManagement/v13/Campaigns", document["reasons"][0]["did_you_mean"])

    def test_credentials_are_explained(self):
        answer = requests.post(self.server.http + "/CampaignManagement/v13/Campaigns/QueryByAccountId", data="{}",
                               headers=rest_headers("no-such-token-0123456789"))
        symbols, document = self.explained(answer)
        self.assertEqual(symbols, {"InvalidCredentials"})
        self.assertEqual(document["reasons"][0]["rule"], "auth.token.unknown")
        self.assertNotIn("no-such-token-0123456789", str(document))
        self.assertTrue(any(note.startswith("production: ") for note in document["credentials"]), document)
        # The other environment's host.
        answer = requests.post(self.server.http + "/CampaignManagement/v13/Campaigns/QueryByAccountId", json={"AccountId": "1"},
                               headers={**rest_headers(self.token), "Host": "campaign.api.bingads.microsoft.com"})
        symbols, document = self.explained(answer)
        self.assertEqual(symbols, {"InvalidCredentials"})
        self.assertEqual(document["reasons"][0]["value"], "credentials that hold in sandbox, not in production")
        answer = requests.post(self.server.http + "/CampaignManagement/v13/Campaigns/QueryByAccountId", json={"AccountId": "180009999"},
                               headers=rest_headers(self.token, account=180009999))
        _, document = self.explained(answer)
        self.assertEqual((document["reasons"][0]["rule"], document["reasons"][0]["value"]), ("permission.account.reach", "180009999"))
        self.assertIn(SANDBOX.user, document["reasons"][0]["expected"])

    def test_items_of_a_call_that_was_done(self):
        answer = self.rest("/CampaignManagement/v13/Campaigns", '{"AccountId":"%d","Campaigns":[{"Name":"%s"}]}' % (SANDBOX.account, "x" * 500))
        self.assertEqual(answer.status_code, 200)
        symbols, document = self.explained(answer)
        self.assertEqual(document["outcome"], "partial")
        name = next(r for r in document["reasons"] if r["field"] == "Campaigns[0].Name")
        self.assertEqual((name["index"], bool(name["bound"]), bool(name["expected"])), (0, True, True))


if __name__ == "__main__":
    unittest.main()
