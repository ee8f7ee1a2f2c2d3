#!/usr/bin/python3
"""`adsbox requests` and `adsbox explain` against a running server, and what they must never show."""
import json
import os
import pathlib
import queue
import subprocess
import sys
import tempfile
import threading
import unittest

import requests

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/protocol"))
from support import SANDBOX, Server, add_campaigns, envelope, get_campaigns, post_soap, rest_headers  # noqa: E402

PROGRAM = os.environ.get("ADSBOX", str(ROOT / "build/release/bin/adsbox"))
QUERY = "/CampaignManagement/v13/Campaigns/QueryByAccountId"


class Program(unittest.TestCase):
    def setUp(self):
        self.server = Server().__enter__()
        self.addCleanup(self.server.__exit__)
        self.token = self.server.token()

    def run_program(self, *arguments, code=0):
        done = subprocess.run([PROGRAM, *arguments, "--url", self.server.http], capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout if code == 0 else done.stderr

    def query(self, token=None, body=None):
        return requests.post(self.server.http + QUERY, json=body or {"AccountId": str(SANDBOX.account)}, headers=rest_headers(token or self.token))

    def test_lists_shows_and_clears(self):
        good = self.query()
        bad = self.query(token="no-such-token-0123456789")
        lines = self.run_program("requests").splitlines()
        self.assertIn(good.headers["TrackingId"], lines[-2])
        self.assertIn("GetCampaignsByAccountId", lines[-2])
        self.assertIn("InvalidCredentials", lines[-1])
        self.assertEqual(self.run_program("requests", "--failed").splitlines(), lines[-1:])
        self.assertEqual(len(self.run_program("requests", "--operation", "GetCampaignsByAccountId", "--status", "2xx").splitlines()), 1)
        self.assertEqual(self.run_program("requests", "--world", "production"), "")

        shown = json.loads(self.run_program("requests", "--show", good.headers["TrackingId"]))
        self.assertEqual(shown["request"]["body"], {"AccountId": str(SANDBOX.account)})
        self.assertEqual(shown["world"], "sandbox")
        self.assertEqual(shown["user"], SANDBOX.user)
        self.assertTrue(shown["response"]["body"]["Campaigns"] is not None)
        self.assertGreater(sum(shown["timing_us"].values()), 0)

        self.assertIn("no-such-id", self.run_program("explain", "no-such-id", code=1))
        self.run_program("requests", "--clear")
        self.assertEqual(self.run_program("requests"), "")
        self.assertIn("empty", self.run_program("explain", bad.headers["TrackingId"], code=1))

    def test_soap_is_decoded(self):
        answer = post_soap(self.server, envelope(self.token, get_campaigns()), action="GetCampaignsByAccountId")
        shown = json.loads(self.run_program("requests", "--show", answer.headers["TrackingId"]))
        self.assertEqual(shown["request"]["body"]["Body"]["AccountId"], str(SANDBOX.account))
        self.assertEqual(shown["request"]["body"]["Header"]["CustomerId"], str(SANDBOX.customer))
        self.assertEqual(shown["response"]["body_form"], "json")
        self.assertEqual(shown["protocol"], "soap")

    def test_follow_prints_what_comes(self):
        process = subprocess.Popen([PROGRAM, "requests", "--follow", "--limit", "1", "--url", self.server.http], stdout=subprocess.PIPE, text=True)
        lines = queue.Queue()
        threading.Thread(target=lambda: [lines.put(line) for line in process.stdout], daemon=True).start()
        try:
            lines.get(timeout=30)  # what was there: it is following from now on
            ids = [self.query().headers["TrackingId"] for _ in range(3)]
            for tracking_id in ids:
                self.assertIn(tracking_id, lines.get(timeout=30))
        finally:
            process.terminate()
            process.wait()
            process.stdout.close()

    def test_a_follower_does_not_keep_the_server_from_ending(self):
        waiting = threading.Thread(target=lambda: requests.get(self.server.http + "/_adsbox/v1/requests?wait=60&after=1000000", timeout=100), daemon=True)
        waiting.start()
        requests.get(self.server.http + "/_adsbox/v1/health")
        self.server.stop()  # raises when it takes longer than 30 seconds
        waiting.join(timeout=30)
        self.assertFalse(waiting.is_alive())

    def test_explains_in_words(self):
        answer = post_soap(self.server, envelope(self.token, add_campaigns("<DailyBudgett>1</DailyBudgett>")))
        text = self.run_program("explain", answer.headers["TrackingId"])
        self.assertIn("AddCampaigns over SOAP in the world sandbox", text)
        self.assertIn("did you mean DailyBudget?", text)
        self.assertIn("accepted", text)
        self.assertEqual(json.loads(self.run_program("explain", "--json", answer.headers["TrackingId"]))["operation"], "AddCampaigns")

    def test_nothing_shows_a_secret(self):
        secrets = [self.token, SANDBOX.developer_token, "hunter2-hunter2", "secret-secret-secret"]
        tokens = self.server.tokens()
        secrets += [tokens["access_token"], tokens.get("refresh_token", self.token)]
        self.query()
        post_soap(self.server, envelope(self.token, get_campaigns()), action="GetCampaignsByAccountId")
        post_soap(self.server, envelope(self.token, "<broken><AuthenticationToken>" + self.token))
        post_soap(self.server, envelope(self.token, get_campaigns()).replace(self.token, self.token + "<b>" + self.token + "</b>"))
        requests.post(self.server.http + QUERY, data='{"password":"hunter2-hunter2","AccountId":', headers=rest_headers(self.token))
        requests.post(self.server.http + SANDBOX.token, data={"grant_type": "refresh_token", "refresh_token": "secret-secret-secret",
                                                              "client_id": SANDBOX.client_id, "client_secret": "hunter2-hunter2"})
        requests.get(self.server.http + "/nowhere?password=hunter2-hunter2", headers={"Cookie": "x=secret-secret-secret"})
        with tempfile.TemporaryDirectory() as folder:
            har = pathlib.Path(folder) / "trace.har"
            self.run_program("requests", "--har", str(har))
            shown = har.read_text(encoding="utf-8")
        shown += requests.get(self.server.http + "/_adsbox/v1/requests?details=true").text
        for entry in requests.get(self.server.http + "/_adsbox/v1/requests").json()["requests"]:
            for form in ("json", "text"):
                shown += requests.get(f"{self.server.http}/_adsbox/v1/explain/{entry['sequence']}?format={form}").text
        for secret in secrets:
            self.assertNotIn(secret, shown)
        self.assertGreater(shown.count("[secret, "), 10)


if __name__ == "__main__":
    unittest.main()
