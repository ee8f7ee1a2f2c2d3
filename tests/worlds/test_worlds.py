#!/usr/bin/python3
"""Worlds over HTTP and by the command line: programs that know nothing of worlds are in one by their credentials alone."""
import dataclasses
import pathlib
import subprocess
import sys
import unittest
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "clients"))
import requests
from server import SANDBOX, Server, program, rest_headers

WORLDS, WRITES = 100, 1000


def token(server, user):
    """The quick start's sign-in without a page, and a refresh."""
    who = dataclasses.replace(SANDBOX, user=user)
    refreshed = requests.post(server.http + who.token, data={
        "client_id": who.client_id, "grant_type": "refresh_token", "refresh_token": server.tokens(who)["refresh_token"],
        "redirect_uri": who.redirect_uri, "scope": who.scope})
    assert refreshed.status_code == 200, refreshed.text
    return refreshed.json()["access_token"]


def names(server, access_token, session=requests, extra=None):
    answer = session.post(server.http + "/CampaignManagement/v13/Campaigns/QueryByAccountId", headers=rest_headers(access_token) | (extra or {}),
                          json={"AccountId": str(SANDBOX.account), "CampaignType": "Search"})
    assert answer.status_code == 200, answer.text
    return [c["Name"] for c in answer.json()["Campaigns"] or []]


def add(server, access_token, campaigns, session=requests, extra=None):
    answer = session.post(server.http + "/CampaignManagement/v13/Campaigns", headers=rest_headers(access_token) | (extra or {}), json={
        "AccountId": str(SANDBOX.account), "Campaigns": [
            {"Name": n, "BudgetType": "DailyBudgetStandard", "DailyBudget": 5, "TimeZone": "PacificTimeUSCanadaTijuana",
             "CampaignType": "Search", "Languages": ["English"]} for n in campaigns]})
    assert answer.status_code == 200, answer.text
    return answer.json()


class WorldsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.server.__enter__()
        cls.addClassCleanup(cls.server.__exit__, None, None, None)

    def admin(self, method, path, body=None, status=None):
        answer = requests.request(method, self.server.http + "/_adsbox/v1" + path, json=body)
        if status:
            self.assertEqual(answer.status_code, status, answer.text)
        return answer.json()

    def command(self, *words, code=0):
        done = subprocess.run([program(), *words, "--url", self.server.http], capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, code, done.stderr + done.stdout)
        return done.stdout

    def test_a_hundred_worlds_in_parallel_never_see_one_another(self):
        def run(n):
            world = f"w{n}"
            self.admin("POST", "/worlds", {"name": world}, 201)
            with requests.Session() as session:
                access = token(self.server, f"{world}~{SANDBOX.user}")
                user = session.post(self.server.http + "/CustomerManagement/v13/User/Query", headers=rest_headers(access), json={"UserId": None})
                self.assertEqual(user.json()["User"]["UserName"], SANDBOX.user)
                mine = [f"{world} campaign {i}" for i in range(WRITES)]
                for at in range(0, WRITES, 100):
                    answer = add(self.server, access, mine[at:at + 100], session)
                    self.assertNotIn(None, answer["CampaignIds"], answer)
                self.assertEqual(sorted(names(self.server, access, session)), sorted(mine))
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(run, range(WORLDS)))
        self.assertEqual(names(self.server, token(self.server, SANDBOX.user)), [])
        for n in range(WORLDS):
            self.admin("DELETE", f"/worlds/w{n}", status=200)

    def test_header_host_and_credentials_choose_the_world(self):
        self.admin("POST", "/worlds", {"name": "chosen"}, 201)
        access = token(self.server, "chosen~" + SANDBOX.user)
        add(self.server, access, ["Only here"])
        self.assertEqual(names(self.server, access), ["Only here"])
        plain = token(self.server, SANDBOX.user)
        self.assertEqual(names(self.server, plain), [])
        # The default world's token is nobody's in the other world.
        answer = requests.post(self.server.http + "/CampaignManagement/v13/Campaigns/QueryByAccountId",
                               headers=rest_headers(plain) | {"Adsbox-World": "chosen"}, json={"AccountId": str(SANDBOX.account)})
        self.assertEqual(answer.json()["Errors"][0]["Code"], 105)
        answer = requests.get(self.server.http + "/", headers={"Adsbox-World": "nowhere"})
        self.assertEqual(answer.status_code, 404)
        host = "chosen.localhost:" + self.server.http.rsplit(":", 1)[1]
        self.assertEqual(names(self.server, access, extra={"Host": host}), ["Only here"])
        # By the client id, which both steps of a sign-in send.
        who = dataclasses.replace(SANDBOX, client_id="chosen~" + SANDBOX.client_id)
        self.assertEqual(names(self.server, self.server.token(who)), ["Only here"])
        self.admin("DELETE", "/worlds/chosen", status=200)
        answer = requests.post(self.server.http + "/CampaignManagement/v13/Campaigns/QueryByAccountId", headers=rest_headers(access),
                               json={"AccountId": str(SANDBOX.account)})
        self.assertEqual(answer.json()["Errors"][0]["Code"], 105)

    def test_an_address_in_numbers_names_no_world(self):
        self.admin("POST", "/worlds", {"name": "127"}, 201)
        add(self.server, token(self.server, "127~" + SANDBOX.user), ["There"])
        self.assertIn("127.0.0.1", self.server.http)
        self.assertEqual(names(self.server, token(self.server, SANDBOX.user)), [])
        self.admin("DELETE", "/worlds/127", status=200)

    def test_callers_who_are_not_accepted_are_in_the_journal_of_their_world(self):
        self.admin("POST", "/worlds", {"name": "late"}, 201)
        access = token(self.server, "late~" + SANDBOX.user)
        self.admin("POST", "/worlds/late/clock", {"advance_seconds": 7200})
        requests.post(self.server.http + "/CampaignManagement/v13/Campaigns/QueryByAccountId", headers=rest_headers(access),
                      json={"AccountId": str(SANDBOX.account)})
        failed = self.admin("GET", "/requests?world=late&failed=true", status=200)["requests"]
        self.assertEqual([r["errors"] for r in failed], [["AuthenticationTokenExpired"]])
        self.admin("DELETE", "/worlds/late", status=200)

    def test_snapshots_resets_and_clocks_by_the_command_line(self):
        self.command("world", "create", "cli", "--time", "2026-03-01T00:00:00Z", "--frozen")
        access = token(self.server, "cli~" + SANDBOX.user)
        add(self.server, access, ["Kept"])
        self.assertIn("kept", self.command("snapshot", "take", "kept", "--world", "cli"))
        add(self.server, access, ["Lost"])
        self.command("snapshot", "restore", "kept", "--world", "cli")
        self.assertEqual(names(self.server, access), ["Kept"])
        self.assertIn("2026-03-01T00:00:00", self.command("clock", "show", "--world", "cli"))
        # An access token lives an hour of the world's time.
        self.assertIn("2026-03-01T02:00:00", self.command("clock", "advance", "2h", "--world", "cli"))
        answer = requests.post(self.server.http + "/CampaignManagement/v13/Campaigns/QueryByAccountId", headers=rest_headers(access),
                               json={"AccountId": str(SANDBOX.account)})
        self.assertEqual(answer.json()["Errors"][0]["Code"], 109)
        self.command("seed", "demo", "--world", "cli")
        self.assertEqual(len(names(self.server, token(self.server, "cli~" + SANDBOX.user))), 100)
        self.command("world", "reset", "cli", "--seed", "credentials")
        self.assertEqual(names(self.server, token(self.server, "cli~" + SANDBOX.user)), [])
        self.assertIn("cli", self.command("world", "list"))
        self.command("world", "drop", "cli")
        self.command("world", "drop", "cli", code=1)

    def test_the_admin_api_describes_and_checks_itself(self):
        paths = self.admin("GET", "/openapi.json", status=200)["paths"]
        for path in ("/worlds", "/worlds/{name}/clock", "/snapshots", "/faults", "/requests", "/explain/{tracking_id}"):
            self.assertIn("/_adsbox/v1" + path, paths)
        self.assertIn("name", self.admin("POST", "/worlds", {}, 400)["error"])
        self.assertIn("'colour'", self.admin("POST", "/worlds", {"name": "x", "colour": 1}, 400)["error"])
        self.assertIn("type", self.admin("POST", "/worlds", {"name": 7}, 400)["error"])
        self.admin("POST", "/worlds", {"name": "x", "time": "yesterday"}, 400)
        self.admin("GET", "/worlds/none", status=404)
        self.assertEqual(requests.put(self.server.http + "/_adsbox/v1/worlds").status_code, 405)
        self.assertEqual(requests.post(self.server.http + "/_adsbox/v1/worlds", data="[1").status_code, 400)
        self.assertEqual(requests.post(self.server.http + "/_adsbox/v1/worlds", json={"name": "x"}, headers={"Origin": "https://evil.example"}).status_code, 403)

    def test_faults_belong_to_their_world(self):
        self.admin("POST", "/worlds", {"name": "faulty"}, 201)
        access = token(self.server, "faulty~" + SANDBOX.user)
        self.admin("POST", "/faults?world=faulty", {"rules": [{"id": "throttled", "match": {"operation": "GetCampaignsByAccountId", "nth": 1}, "effect": {"error": 117}}]})
        answer = requests.post(self.server.http + "/CampaignManagement/v13/Campaigns/QueryByAccountId", headers=rest_headers(access),
                               json={"AccountId": str(SANDBOX.account)})
        self.assertIn("117", answer.text)
        self.assertEqual(names(self.server, access), [])
        self.assertEqual(names(self.server, token(self.server, SANDBOX.user)), [])
        rule = self.admin("GET", "/faults/throttled?world=faulty", status=200)
        self.assertEqual((rule["fired"], rule["tracking_ids"]), (1, [answer.headers["TrackingId"]]))
        why = self.admin("GET", "/explain/" + answer.headers["TrackingId"], status=200)
        self.assertIn("throttled", str(why))
        self.admin("DELETE", "/worlds/faulty", status=200)


if __name__ == "__main__":
    unittest.main()
