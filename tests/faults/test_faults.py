"""Fault rules in a running server, as a client and a test see them."""
import pathlib
import subprocess
import sys
import unittest

import requests

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "clients"))
from server import SANDBOX, Server, program, rest_headers  # noqa: E402


def setUpModule():
    global server, token
    server = Server()
    server.__enter__()
    token = server.token()


def tearDownModule():
    server.__exit__()


def fault(*arguments):
    """`adsbox fault ...`: exit code and output."""
    done = subprocess.run([program(), "fault", *arguments, "--url", server.http], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def get_campaigns(access_token=None):
    return requests.post(server.http + "/CampaignManagement/v13/Campaigns/QueryByAccountId",
                         headers=rest_headers(access_token or token), json={"AccountId": SANDBOX.account}, timeout=30)


def add_campaigns(*names):
    campaigns = [{"Name": name, "BudgetType": "DailyBudgetStandard", "DailyBudget": 10, "Languages": ["English"],
                  "TimeZone": "PacificTimeUSCanadaTijuana"} for name in names]
    return requests.post(server.http + "/CampaignManagement/v13/Campaigns", headers=rest_headers(token),
                         json={"AccountId": SANDBOX.account, "Campaigns": campaigns}, timeout=30)


def names():
    return [c["Name"] for c in get_campaigns().json()["Campaigns"]]


class Faults(unittest.TestCase):
    def setUp(self):
        self.admin("DELETE", "")

    def tearDown(self):
        self.admin("DELETE", "")

    def admin(self, method, path, body=None, status=200):
        answer = requests.request(method, server.http + "/_adsbox/v1/faults" + path, json=body, timeout=30)
        self.assertEqual(answer.status_code, status, answer.text)
        return answer.json()

    def add(self, **rule):
        return self.admin("POST", "", rule, 201)["ids"]

    def test_throttled_then_fine(self):
        self.add(preset="throttled-then-fine", match={"operation": "GetCampaignsByAccountId"})
        answers = [get_campaigns() for _ in range(3)]
        self.assertEqual([a.status_code for a in answers], [429, 429, 200])
        self.assertEqual(answers[0].json()["Errors"][0]["ErrorCode"], "CallRateExceeded")
        rule = self.admin("GET", "/throttled-then-fine")
        self.assertEqual((rule["matched"], rule["fired"]), (3, 2))
        self.assertEqual(rule["tracking_ids"], [a.headers["TrackingId"] for a in answers[:2]])

    def test_soap_gets_its_fault(self):
        self.add(match={"protocol": "soap"}, effect={"error": 117})
        self.assertEqual(get_campaigns().status_code, 200)
        body = (f'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header xmlns="https://bingads.microsoft.com/CampaignManagement/v13">'
                f"<AuthenticationToken>{token}</AuthenticationToken><CustomerAccountId>{SANDBOX.account}</CustomerAccountId>"
                f"<CustomerId>{SANDBOX.customer}</CustomerId><DeveloperToken>{SANDBOX.developer_token}</DeveloperToken></s:Header><s:Body>"
                f'<GetCampaignsByAccountIdRequest xmlns="https://bingads.microsoft.com/CampaignManagement/v13">'
                f"<AccountId>{SANDBOX.account}</AccountId></GetCampaignsByAccountIdRequest></s:Body></s:Envelope>")
        answer = requests.post(server.soap("CampaignManagement"), data=body, timeout=30,
                               headers={"Content-Type": "text/xml; charset=utf-8", "SOAPAction": "GetCampaignsByAccountId"})
        self.assertEqual(answer.status_code, 500)
        self.assertIn("AdApiFaultDetail", answer.text)
        self.assertIn("CallRateExceeded", answer.text)

    def test_items(self):
        self.add(match={"operation": "AddCampaigns"}, effect={"error": "InternalError", "items": [1]})
        answer = add_campaigns("item 0", "item 1", "item 2").json()
        self.assertEqual([i is None for i in answer["CampaignIds"]], [False, True, False])
        self.assertEqual([(e["Index"], e["Code"]) for e in answer["PartialErrors"]], [(1, 0)])
        self.assertNotIn("item 1", names())
        self.assertIn("item 2", names())

    def test_dropped_before_and_after_the_commit(self):
        self.add(match={"operation": "AddCampaigns", "nth": 1}, effect={"drop": True})
        self.add(match={"operation": "AddCampaigns", "nth": 2}, effect={"drop": True, "after_commit": True})
        for name in ("before", "after"):
            with self.assertRaises(requests.exceptions.ConnectionError):
                add_campaigns(name)
        self.assertNotIn("before", names())
        self.assertIn("after", names())

    def test_error_after_the_commit(self):
        self.add(match={"operation": "AddCampaigns", "times": 1}, effect={"error": 0, "after_commit": True})
        self.assertEqual(add_campaigns("committed").status_code, 500)
        self.assertIn("committed", names())

    def test_half_an_answer(self):
        self.add(match={"operation": "GetCampaignsByAccountId"}, effect={"cut": {"fraction": 0.5}})
        answer = get_campaigns()  # requests takes what comes; others complain
        self.assertEqual(len(answer.content), int(answer.headers["Content-Length"]) // 2)

    def test_late_and_slow(self):
        whole = get_campaigns().content
        self.add(match={"operation": "GetCampaignsByAccountId"}, effect={"latency_ms": 20, "bytes_per_second": 10 * len(whole)})
        answer = get_campaigns()
        self.assertEqual(answer.content, whole)
        self.assertEqual(fault("assert")[0], 0)

    def test_status(self):
        self.add(preset="service-down")
        self.assertEqual((get_campaigns().status_code), 503)
        with self.assertRaises(requests.exceptions.ConnectionError):
            get_campaigns()
        self.add(match={"operation": "token", "times": 1}, effect={"status": 503, "body": "down", "retry_after": 7})
        with self.assertRaises(RuntimeError):
            server.tokens()
        self.assertTrue(server.tokens()["access_token"])

    def test_access_token_expires_until_it_is_refreshed(self):
        tokens = server.tokens()
        self.add(preset="access-token-expired-midrun", match={"nth": 2})
        old = tokens["access_token"]
        self.assertEqual([get_campaigns(old).status_code for _ in range(3)], [200, 401, 401])
        new = self.refresh(tokens["refresh_token"]).json()["access_token"]
        self.assertEqual(get_campaigns(new).status_code, 200)

    def refresh(self, refresh_token):
        return requests.post(server.http + SANDBOX.token, timeout=30, data={
            "client_id": SANDBOX.client_id, "grant_type": "refresh_token", "refresh_token": refresh_token,
            "redirect_uri": SANDBOX.redirect_uri, "scope": SANDBOX.scope})

    def test_refresh_tokens(self):
        revoked = server.tokens()["refresh_token"]
        self.add(preset="refresh-token-revoked")
        answer = self.refresh(revoked)
        self.assertEqual((answer.status_code, answer.json()["error"]), (400, "invalid_grant"))
        self.assertEqual(self.admin("GET", "/refresh-token-revoked")["fired"], 1)
        self.assertEqual(self.refresh(revoked).status_code, 400)
        self.add(preset="refresh-token-rotated")
        old = server.tokens()["refresh_token"]
        new = self.refresh(old).json()["refresh_token"]
        self.assertEqual(self.refresh(old).status_code, 400)
        self.assertEqual(self.refresh(new).status_code, 200)

    def test_other_worlds_do_not_notice(self):
        self.admin("POST", "?world=production", {"effect": {"status": 503}}, 201)
        self.assertEqual(get_campaigns().status_code, 200)
        self.admin("DELETE", "?world=production")

    def test_endpoints_are_of_the_world_that_answers(self):
        self.admin("POST", "?world=production", {"id": "down", "match": {"operation": "token"}, "effect": {"status": 503}}, 201)
        self.assertTrue(server.tokens()["access_token"])
        production = {"client_id": SANDBOX.client_id, "grant_type": "refresh_token", "refresh_token": "x"}
        host = {"Host": "login.live.com"}
        self.assertEqual(requests.post(server.http + "/oauth20_token.srf", data=production, headers=host, timeout=30).status_code, 503)
        self.admin("DELETE", "?world=production")
        self.assertEqual(requests.post(server.http + "/oauth20_token.srf", data=production, headers=host, timeout=30).status_code, 400)

    def test_token_errors_name_what_can_be_looked_up(self):
        def redeem():
            form = {"client_id": SANDBOX.client_id, "grant_type": "refresh_token", "refresh_token": "unknown"}
            return requests.post(server.http + "/common/oauth2/v2.0/token", data=form, timeout=30)

        self.add(id="busy", match={"operation": "token", "times": 1}, effect={"answer_change": "token.throttled"})
        answer = redeem()
        self.assertEqual((answer.status_code, answer.json()["error_codes"], answer.headers["Retry-After"]), (429, [90055], "60"))
        trace = answer.json()["trace_id"]
        self.assertEqual(self.admin("GET", "/busy")["tracking_ids"], [trace])
        journal = requests.get(f"{server.http}/_adsbox/v1/requests/{trace}", timeout=30).json()
        self.assertEqual((journal["operation"], journal["fired"]), ("token", ["busy"]))
        self.assertEqual(redeem().status_code, 400)

    def test_command_line(self):
        code, text = fault("assert")
        self.assertEqual(code, 1, text)
        code, text = fault("add", "--id", "c", "--operation", "GetCampaigns*", "--error", "CallRateExceeded", "--times", "1")
        self.assertEqual((code, text.split()), (0, ["ids", "c"]), text)
        code, text = fault("assert")
        self.assertEqual(code, 1, text)
        self.assertIn("false", text)
        answer = get_campaigns()
        self.assertEqual(answer.status_code, 429)
        self.assertEqual(fault("assert", "c", "--times", "1")[0], 0)
        self.assertEqual(fault("assert", "c", "--times", "2")[0], 1)
        code, text = fault("show", "c")
        self.assertIn(answer.headers["TrackingId"], text)
        code, text = fault("list")
        self.assertEqual(code, 0)
        self.assertIn("CallRateExceeded", text)
        self.assertIn("half-file", fault("presets")[1])
        code, text = fault("add", "--error", "CallRateExceded")
        self.assertEqual(code, 1)
        self.assertIn("Did you mean CallRateExceeded?", text)
        self.assertEqual(fault("clear", "c")[0], 0)
        self.assertEqual(fault("clear", "c")[0], 1)


if __name__ == "__main__":
    unittest.main()
