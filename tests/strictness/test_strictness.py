#!/usr/bin/python3
"""What a newer client may send, and the caps of Microsoft's sandbox: default, `--strict` and `--real-limits`, over both wires."""
import pathlib
import subprocess
import sys
import unittest
from concurrent.futures import ThreadPoolExecutor

import requests

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/protocol"))
from support import PRODUCTION, SANDBOX, Both, Server, add_campaigns, envelope, get_campaigns, post_soap, rest_fault, rest_headers, soap_fault  # noqa: E402
from server import program  # noqa: E402

CAMPAIGNS = "/CampaignManagement/v13/Campaigns"
QUERY = CAMPAIGNS + "/QueryByAccountId"
GOOD = ("<BudgetType>DailyBudgetStandard</BudgetType><DailyBudget>5</DailyBudget><Name>{}</Name>"
        "<TimeZone>PacificTimeUSCanadaTijuana</TimeZone>")
ACCOUNT = str(SANDBOX.account)


def setUpModule():
    global both
    both = Both().__enter__()


def tearDownModule():
    both.__exit__()


class Newer(unittest.TestCase):
    """Fields and values that the contract does not know. Each: the request, and what the journal must name."""

    REST = {
        "member": (QUERY, {"AccountId": ACCOUNT, "AFieldOfTomorrow": {"a": [1]}}, "AFieldOfTomorrow"),
        "member of an item": (CAMPAIGNS, {"AccountId": ACCOUNT, "Campaigns": [{"Name": "Rest member", "AFieldOfTomorrow": 1}]},
                              "Campaigns[0].AFieldOfTomorrow"),
        "enum value": (CAMPAIGNS, {"AccountId": ACCOUNT, "Campaigns": [{"Name": "Rest enum", "BudgetType": "BudgetOfTomorrow"}]}, "BudgetOfTomorrow"),
        "flag among known ones": (QUERY, {"AccountId": ACCOUNT, "CampaignType": "Search, Hologram"}, "Hologram"),
    }
    SOAP = {
        "member": (get_campaigns("<AFieldOfTomorrow><x/></AFieldOfTomorrow>"), "AFieldOfTomorrow"),
        "member of an item": (add_campaigns("<AFieldOfTomorrow>1</AFieldOfTomorrow>" + GOOD.format("Soap member")), "AFieldOfTomorrow"),
        "enum value": (add_campaigns("<BudgetType>BudgetOfTomorrow</BudgetType><Name>Soap enum</Name>"), "BudgetOfTomorrow"),
        "flag among known ones": (get_campaigns("<CampaignType>Search Hologram</CampaignType>"), "Hologram"),
        "order of another version": (add_campaigns("<TimeZone>PacificTimeUSCanadaTijuana</TimeZone><Name>Soap order</Name>"), "Name"),
    }

    def answers(self):
        for mode, server, token in both.items():
            for what, (path, body, named) in self.REST.items():
                yield mode, "rest", what, server, requests.post(server.http + path, json=body, headers=rest_headers(token)), named
            for what, (body, named) in self.SOAP.items():
                action = "AddCampaigns" if "AddCampaigns" in body else "GetCampaignsByAccountId"
                yield mode, "soap", what, server, post_soap(server, envelope(token, body), action), named

    def test_accepted_with_a_warning_or_refused_with_an_explanation(self):
        for mode, wire, what, server, answer, named in self.answers():
            with self.subTest(mode=mode, wire=wire, what=what):
                shown = requests.get(f"{server.http}/_adsbox/v1/requests/{answer.headers['TrackingId']}").json()
                if mode == "default":
                    self.assertEqual(answer.status_code, 200, answer.text)
                    self.assertIn(named, answer.headers["Adsbox-Warning"])
                    self.assertTrue(any(named in w for w in shown["warnings"]), shown["warnings"])
                    continue
                fault = rest_fault if wire == "rest" else soap_fault
                self.assertEqual(fault(self, answer)[1], [(201, "ApiInputValidationError")])
                self.assertNotIn("Adsbox-Warning", answer.headers)
                (reason,) = requests.get(f"{server.http}/_adsbox/v1/explain/{answer.headers['TrackingId']}").json()["reasons"]
                self.assertTrue(reason["rule"].startswith("input."), reason)
                self.assertTrue(named in reason.get("value", "") or named in reason["field"], reason)
                self.assertTrue(reason["expected"], reason)


class RealLimits(unittest.TestCase):
    CALLS, THREADS = 400, 8

    def codes(self, server, credentials, threads):
        """How calls of one user end, from several threads: {code: an answer}."""
        token = server.token(credentials)
        body = {"AccountId": str(credentials.account), "Campaigns": [{"Name": "x"}] * 100}

        def add(n):
            if n % 2:
                return requests.post(server.http + CAMPAIGNS, json=body, headers=rest_headers(token, credentials))
            text = add_campaigns(GOOD.format("x") * 30, credentials.account)
            text = envelope(token, text).replace(SANDBOX.developer_token, credentials.developer_token)
            text = text.replace(str(SANDBOX.customer), str(credentials.customer)).replace(f"<CustomerAccountId>{SANDBOX.account}",
                                                                                          f"<CustomerAccountId>{credentials.account}")
            return post_soap(server, text)

        found = {}
        with ThreadPoolExecutor(threads) as pool:
            for answer in pool.map(add, range(self.CALLS if threads > 1 else 20)):
                found.setdefault((answer.status_code, "CallRateExceeded" in answer.text), answer)
        return found

    def test_the_sandbox_is_for_one_thread(self):
        with Server("--real-limits") as server:
            self.assertEqual(set(self.codes(server, SANDBOX, 1)), {(200, False)})
            self.assertEqual(set(self.codes(server, PRODUCTION, self.THREADS)), {(200, False)})
            found = self.codes(server, SANDBOX, self.THREADS)
            self.assertEqual(set(found) - {(429, True), (500, True)}, {(200, False)})
            refused = [a for (_, limited), a in found.items() if limited]
            self.assertTrue(refused, "eight threads were never at once")
            for answer in refused:
                fault = rest_fault if answer.headers["Content-Type"].startswith("application/json") else soap_fault
                self.assertEqual(fault(self, answer, (429, 500)), ("AdApiFaultDetail", [(117, "CallRateExceeded")]))
                (reason,) = requests.get(f"{server.http}/_adsbox/v1/explain/{answer.headers['TrackingId']}").json()["reasons"]
                self.assertEqual((reason["rule"], reason["bound"]), ("limit.concurrent-calls", "1"), reason)
                self.assertIn("single thread", reason["expected"])

    def test_without_the_option_threads_are_free(self):
        with Server() as server:
            self.assertEqual(set(self.codes(server, SANDBOX, self.THREADS)), {(200, False)})

    def test_who_signs_in_to_the_sandbox(self):
        def create(server, mail, world):
            done = subprocess.run([program(), "user", "create", mail, "--world", world, "--url", server.http], capture_output=True, text=True,
                                  check=False, timeout=60)
            return done.returncode, done.stderr

        with Server("--real-limits") as server:
            self.assertEqual(create(server, "ben@outlook.com", "sandbox")[0], 0)
            code, why = create(server, "ben@contoso.com", "sandbox")
            self.assertEqual(code, 1)
            self.assertIn("--real-limits", why)
            self.assertEqual(create(server, "ben@contoso.com", "production")[0], 0)
        with Server() as server:
            self.assertEqual(create(server, "ben@contoso.com", "sandbox")[0], 0)


if __name__ == "__main__":
    unittest.main()
