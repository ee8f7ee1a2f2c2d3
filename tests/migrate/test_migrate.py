#!/usr/bin/python3
"""The migration check and the end of SOAP in a running server: every implemented operation over both wires, by journal, command and HTTP."""
import dataclasses
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import requests

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/protocol"), str(ROOT / "tests/cli")]
import test_operations  # noqa: E402
from support import SANDBOX, Server, add_campaigns, envelope, get_campaigns, post_soap, rest_fault, rest_headers, soap_fault  # noqa: E402
from server import program  # noqa: E402

CAMPAIGNS = "/CampaignManagement/v13/Campaigns"
QUERY = CAMPAIGNS + "/QueryByAccountId"
GOOD = ("<BudgetType>DailyBudgetStandard</BudgetType><DailyBudget>5</DailyBudget><Name>{}</Name>"
        "<TimeZone>PacificTimeUSCanadaTijuana</TimeZone><CampaignType>Search</CampaignType>")


class WithServer(unittest.TestCase):
    options = ()

    def setUp(self):
        self.server = Server(*self.options).__enter__()
        self.addCleanup(self.server.__exit__)
        self.token = self.server.token()

    def run_program(self, *arguments, code=0, url=None):
        done = subprocess.run([program(), *arguments, "--url", url or self.server.http], capture_output=True, text=True, check=False, timeout=120)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout if done.stdout else done.stderr

    def admin(self, method, path, body=None, status=200):
        answer = requests.request(method, self.server.http + "/_adsbox/v1" + path, json=body)
        self.assertEqual(answer.status_code, status, answer.text)
        return answer.json()

    def add(self, name, **headers):
        return requests.post(self.server.http + CAMPAIGNS, headers={**rest_headers(self.token), **headers}, json={
            "AccountId": str(SANDBOX.account), "Campaigns": [{"Name": name, "BudgetType": "DailyBudgetStandard", "DailyBudget": 5,
                                                             "TimeZone": "PacificTimeUSCanadaTijuana", "CampaignType": "Search"}]})

    def soap(self, body, action="AddCampaigns"):
        return post_soap(self.server, envelope(self.token, body), action)


class EveryOperation(unittest.TestCase):
    """What tests/cli does to every implemented operation, good calls and bad ones, with every call checked as it comes."""

    def test_differs_in_nothing(self):
        with Server("--seed", "demo", "--migrate-check") as server:
            test_operations.shared = lambda *_: server  # where its setUpModule() takes a server from
            test_operations.Operations.called.clear()
            outcome = unittest.TestResult()
            unittest.defaultTestLoader.loadTestsFromTestCase(test_operations.Operations).run(outcome)
            self.assertTrue(outcome.wasSuccessful(), outcome.errors + outcome.failures)
            entries, after = [], 0
            while page := requests.get(f"{server.http}/_adsbox/v1/requests?limit=1000&after={after}").json()["requests"]:
                entries += page
                after = page[-1]["sequence"]
            calls = [e for e in entries if e["protocol"] != "http" and e["operation"]]
            seen, refused = set(), 0
            for call in calls:
                with self.subTest(operation=call["operation"], wire=call["protocol"], tracking_id=call["tracking_id"]):
                    report = requests.get(f"{server.http}/_adsbox/v1/requests/{call['sequence']}").json()["migration_check"]
                    self.assertEqual(report["verdict"], "same", json.dumps(report, indent=1)[:6000])
                    # Both protocols answered as the call was answered: the check looked at the same world.
                    self.assertEqual(report[call["protocol"]]["status"], call["status"], report)
                    self.assertEqual(report["state_before"], "before the call")
                seen.add((call["service"], call["operation"], call["protocol"].upper()))
                refused += call["outcome"] != "ok"
            listed = {tuple(line.split("\t")) for line in (ROOT / "tests/tested-operations.tsv").read_text().splitlines() if not line.startswith("#")}
            self.assertEqual(listed - seen, set(), "operations that no checked call was made of")
            self.assertGreater(refused, 5, "bad calls are compared as well")


class OnDemand(WithServer):
    def test_a_soap_call_is_shown_as_the_rest_call(self):
        tracking_id = self.soap(get_campaigns("<CampaignType>Search Audience</CampaignType>"), "GetCampaignsByAccountId").headers["TrackingId"]
        text = self.run_program("migrate-check", tracking_id)
        self.assertTrue(text.startswith("same  CampaignManagement GetCampaignsByAccountId  SOAP to REST"), text)
        for part in ("POST http://127.0.0.1", QUERY, "Authorization: Bearer [secret, ", f"CustomerId: {SANDBOX.customer}",
                     f'"AccountId": "{SANDBOX.account}"', '"CampaignType": "Search, Audience"', "a long: a text in JSON",
                     "flags: commas in JSON", "<CampaignType>Search Audience</CampaignType>", "only reads"):
            self.assertIn(part, text)
        for secret in (self.token, SANDBOX.developer_token):
            self.assertNotIn(secret, text)

    def test_a_write_that_is_done_already_is_refused_by_both_and_changes_nothing(self):
        answer = self.soap(add_campaigns(GOOD.format("Done already")))
        report = self.admin("POST", "/migrate-check", {"id": answer.headers["TrackingId"]})
        self.assertEqual((report["verdict"], report["state_before"]), ("same", "now"), report)
        self.assertEqual(report["soap"]["outcome"], "done, 1 error of an item")
        self.assertGreater(report["state"]["rows"], 3)
        body = {"AccountId": str(SANDBOX.account), "CampaignType": "Search"}
        campaigns = requests.post(self.server.http + QUERY, headers=rest_headers(self.token), json=body).json()["Campaigns"]
        self.assertEqual([c["Name"] for c in campaigns], ["Done already"])

    def test_rest_to_soap(self):
        tracking_id = self.add("To SOAP").headers["TrackingId"]
        text = self.run_program("migrate-check", tracking_id)
        for part in ("REST to SOAP", "CampaignManagementService.svc", 'SOAPAction: "AddCampaigns"', "<Name>To SOAP</Name>"):
            self.assertIn(part, text)
        self.assertNotIn(self.token, text)

    def test_members_that_nobody_knows(self):
        answer = self.soap(add_campaigns("<AFieldOfTomorrow>1</AFieldOfTomorrow>" + GOOD.format("Tomorrow")))
        report = self.admin("POST", "/migrate-check", {"id": answer.headers["TrackingId"]})
        self.assertEqual(report["not_known"], ["AddCampaignsRequest.Campaigns[0]: AFieldOfTomorrow"])

    def test_files(self):
        with tempfile.TemporaryDirectory() as folder:
            soap, rest, bad = (pathlib.Path(folder) / name for name in ("call.xml", "call.http", "bad.json"))
            soap.write_text(envelope("AuthenticationTokenGoesHere", add_campaigns(GOOD.format("From a file"))), encoding="utf-8")
            rest.write_text(f"POST {CAMPAIGNS}\nAuthorization: Bearer TokenGoesHere\nDeveloperToken: DeveloperTokenGoesHere\n"
                            f"CustomerId: {SANDBOX.customer}\nCustomerAccountId: {SANDBOX.account}\nContent-Type: application/json\n\n"
                            + json.dumps({"AccountId": SANDBOX.account, "Campaigns": [{"Name": "x" * 500}]}), encoding="utf-8")
            bad.write_text('{"AccountId": 1}', encoding="utf-8")
            text = self.run_program("migrate-check", str(soap), str(rest), "--as", SANDBOX.user)
            self.assertEqual(text.count("same  CampaignManagement AddCampaigns"), 2, text)
            self.assertIn("HTTP 200, done\n", text)
            self.assertIn("with a fresh token of " + SANDBOX.user, text)
            self.assertIn("POST /CampaignManagement/v13/Campaigns", self.run_program("migrate-check", str(bad), code=1))

    def test_the_latest_calls_and_those_of_an_operation(self):
        for n in range(3):
            self.add(f"Latest {n}")
        self.soap(get_campaigns(), "GetCampaignsByAccountId")
        self.assertEqual(self.run_program("migrate-check", "--last", "2").count("same  "), 2)
        text = self.run_program("migrate-check", "--operation", "AddCampaigns")
        self.assertEqual((text.count("same  "), text.count("GetCampaignsByAccountId")), (3, 0), text)
        self.assertIn("no such call", self.run_program("migrate-check", "--operation", "DeleteCampaigns", code=1))

    def test_what_cannot_be_compared(self):
        self.assertIn("no-such-id", self.run_program("migrate-check", "no-such-id", code=1))
        tracking_id = self.soap("<NoSuchRequest/>", "NoSuch").headers["TrackingId"]
        self.assertIn("no operation", self.run_program("migrate-check", tracking_id, code=1))
        tracking_id = self.soap(add_campaigns("<DailyBudget>many</DailyBudget>")).headers["TrackingId"]
        self.assertTrue(self.run_program("migrate-check", tracking_id, code=1).startswith("impossible  "))
        self.admin("POST", "/migrate-check", {}, 400)
        self.admin("POST", "/migrate-check", {"id": "x", "message": "y"}, 400)

    def test_a_token_that_has_ended_since(self):
        tracking_id = self.add("Ended").headers["TrackingId"]
        self.run_program("clock", "advance", "2h")
        text = self.run_program("migrate-check", tracking_id)
        self.assertIn("with a fresh token of " + SANDBOX.user, text)
        self.assertNotIn("109", text)

    def test_recording_is_switched_while_the_server_runs(self):
        self.assertIsNone(self.shown(self.add("Before")).get("migration"))
        self.run_program("migrate-check", "--record", "on")
        self.assertTrue(self.admin("GET", "/migrate-check/recording")["on"])
        answer = self.add("Recorded")
        self.assertEqual(self.shown(answer)["migration"], "same")
        report = self.admin("POST", "/migrate-check", {"id": answer.headers["TrackingId"]})
        self.assertEqual((report["state_before"], report["soap"]["outcome"]), ("before the call", "done"))
        again = self.admin("POST", "/migrate-check", {"id": answer.headers["TrackingId"], "now": True})
        self.assertEqual((again["state_before"], again["soap"]["outcome"]), ("now", "done, 1 error of an item"))
        shown = requests.get(f"{self.server.http}/_adsbox/v1/requests/{answer.headers['TrackingId']}").text
        for secret in (self.token, SANDBOX.developer_token):
            self.assertNotIn(secret, shown)
        self.run_program("migrate-check", "--record", "off")
        self.assertIsNone(self.shown(self.add("After")).get("migration"))

    def shown(self, answer):
        return self.admin("GET", "/requests/" + answer.headers["TrackingId"])

    def test_in_a_created_world(self):
        self.admin("POST", "/worlds", {"name": "t1"}, 201)
        token = self.server.token(dataclasses.replace(SANDBOX, user="t1~" + SANDBOX.user))
        answer = requests.post(self.server.http + QUERY, json={"AccountId": str(SANDBOX.account)},
                               headers={**rest_headers(token), "DeveloperToken": "t1~" + SANDBOX.developer_token})
        self.assertEqual(answer.status_code, 200, answer.text)
        report = self.admin("POST", "/migrate-check", {"id": answer.headers["TrackingId"]})
        self.assertEqual((report["verdict"], report["world"], report["soap"]["outcome"], report.get("run_as")), ("same", "t1", "done", None))

    def test_openapi_describes_it(self):
        paths = self.admin("GET", "/openapi.json")["paths"]
        for path in ("/migrate-check", "/migrate-check/recording", "/worlds/{name}/sunset"):
            self.assertTrue(any(p.endswith(path) for p in paths), path)


class Sunset(WithServer):
    def query(self):
        return self.soap(get_campaigns(), "GetCampaignsByAccountId")

    def refused(self, answer):
        detail, errors = soap_fault(self, answer)
        self.assertEqual((detail, errors), ("AdApiFaultDetail", [(303, "ApiVersionNoLongerSupported")]))
        return answer.headers["TrackingId"]

    def test_by_the_clock_of_the_world(self):
        self.assertIn("2027-02-01T00:00:00Z", self.run_program("world", "sunset", "sandbox"))
        self.run_program("clock", "set", "2027-01-31T23:50:00Z")
        self.token = self.server.token()
        self.assertEqual(self.query().status_code, 200)
        self.run_program("clock", "advance", "15m")
        tracking_id = self.refused(self.query())
        self.assertEqual(self.add("Over REST").status_code, 200)
        text = self.run_program("explain", tracking_id)
        for part in ("soap.ended", "before 2027-02-01T00:00:00Z", "POST " + QUERY + " over REST", "by the clock of the world sandbox"):
            self.assertIn(part, text)
        # The other world goes by its own clock and switch; whoever is unknown learns it as well, where it holds for all.
        answer = post_soap(self.server, envelope("no-such-token", get_campaigns()), "GetCampaignsByAccountId")
        self.assertEqual(soap_fault(self, answer)[1], [(105, "InvalidCredentials")])
        answer = post_soap(self.server, envelope("no-such-token", get_campaigns()), "GetCampaignsByAccountId",
                           headers={"Host": "campaign.api.sandbox.bingads.microsoft.com"})
        self.refused(answer)
        # The description and the migration check go on.
        self.assertEqual(requests.get(self.server.soap("CampaignManagement") + "?wsdl").status_code, 200)
        self.assertIn("same  ", self.run_program("migrate-check", tracking_id))
        self.run_program("clock", "advance", "-1h")
        self.assertEqual(self.query().status_code, 200)

    def test_dates_never_and_the_server(self):
        self.admin("POST", "/worlds/sandbox/sunset", {"when": "soon"}, 400)
        self.admin("POST", "/worlds/nowhere/sunset", {}, 404)
        world = self.admin("POST", "/worlds/sandbox/sunset", {"when": "2020-01-01"})
        self.assertEqual((world["sunset"], world["own_sunset"]), ("2020-01-02T00:00:00Z", True))
        self.refused(self.query())
        self.assertEqual(self.admin("POST", "/worlds/sandbox/sunset", {"when": "never"})["sunset"], "")
        self.assertEqual(self.query().status_code, 200)
        self.assertFalse(self.admin("POST", "/worlds/sandbox/sunset", {"when": "server"})["own_sunset"])

    def test_of_a_server_and_after_a_restart(self):
        with tempfile.TemporaryDirectory() as folder:
            with Server("--data", folder, "--sunset", "2020-06-30") as server:
                answer = post_soap(server, envelope(server.token(), get_campaigns()), "GetCampaignsByAccountId")
                self.refused(answer)
                self.run_program("world", "sunset", "sandbox", "never", url=server.http)
            with Server("--data", folder, "--sunset") as server:
                worlds = {w["name"]: w["sunset"] for w in requests.get(server.http + "/_adsbox/v1/worlds").json()["worlds"]}
                self.assertEqual(worlds, {"sandbox": "", "production": "2027-02-01T00:00:00Z"})
        done = subprocess.run([program(), "serve", "--memory", "--sunset", "soon"], capture_output=True, text=True, check=False, timeout=30)
        self.assertEqual(done.returncode, 2)
        self.assertIn("2027-01-31", done.stderr)

    def test_a_rest_fault_stays_as_it_was(self):
        self.run_program("world", "sunset", "sandbox", "2020-01-01")
        answer = requests.post(self.server.http + QUERY, json={"AccountId": "x"}, headers=rest_headers(self.token))
        self.assertEqual(rest_fault(self, answer)[1], [(201, "ApiInputValidationError")])


if __name__ == "__main__":
    unittest.main()
