#!/usr/bin/python3
"""The program itself: its commands against a running server, the README's commands to the letter, and what survives a crash."""
import json
import os
import re
import subprocess
import tempfile
import unittest

import requests
from server import PRODUCTION, ROOT, SANDBOX, Server, close_shared, program, rest_headers, shared


def setUpModule():
    global server
    server = shared("--seed", "demo")


def tearDownModule():
    close_shared()


def adsbox(*arguments, check=True):
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run([program(), *arguments], capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL,
                              env={"PATH": os.environ["PATH"], "HOME": home})
    if check and done.returncode != 0:
        raise AssertionError(f"adsbox {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return done


class Commands(unittest.TestCase):
    def test_quickstart_reads_as_a_tutorial(self):
        for extra in ((), ("--soap",)):
            with self.subTest(extra=extra):
                text = adsbox("quickstart", "--url", server.http, *extra).stdout
                for step in ("consent", "tokens", "refresh", "GetUser", "SearchAccounts", "GetCampaignsByAccountId"):
                    self.assertIn(step, text)
                self.assertNotRegex(text, r"Ew[A-Za-z0-9]{60}", "no secret is shown")

    def test_token_and_call(self):
        token = adsbox("token", "--url", server.http).stdout.strip()
        answer = requests.post(server.http + "/CustomerManagement/v13/User/Query", json={}, headers=rest_headers(token))
        self.assertEqual(answer.json()["User"]["UserName"], SANDBOX.user)
        for wire in ((), ("--soap",)):
            called = adsbox("call", "CustomerManagement", "GetUser", '{"UserId":null}', "--url", server.http, *wire)
            self.assertEqual(json.loads(called.stdout)["User"]["UserName"], SANDBOX.user)

    def test_a_refused_call_fails_with_the_fault(self):
        done = adsbox("call", "CampaignManagement", "GetCampaignsByAccountId", '{"AccountId":"1"}', "--url", server.http, check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertRegex(done.stderr + done.stdout, r"\d{3,4}")
        self.assertEqual(adsbox("no-such-command", check=False).returncode, 2)

    def test_health(self):
        adsbox("health", "--url", server.http)
        self.assertNotEqual(adsbox("health", "--url", "http://127.0.0.1:9", check=False).returncode, 0)

    def test_the_readme_does_what_it_says(self):
        readme = (ROOT / "README.md").read_text()
        (script,) = re.findall(r"```\n(base=.*?)```", readme, flags=re.S)
        script = script.replace("http://localhost:8080", server.http)
        done = subprocess.run(["sh", "-euc", script], capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(json.loads(done.stdout)["User"]["UserName"], SANDBOX.user, done.stderr)
        for facts in (SANDBOX, PRODUCTION):
            for value in (facts.developer_token, facts.user, str(facts.customer), str(facts.account)):
                self.assertIn(value, readme)
                self.assertTrue(any(value in line for line in server.lines), value)


class Durability(unittest.TestCase):
    def test_what_was_answered_survives_kill_9(self):
        with tempfile.TemporaryDirectory() as folder:
            with Server("--data", folder) as first:
                token = first.token()
                answer = requests.post(first.http + "/CampaignManagement/v13/Campaigns", headers=rest_headers(token), json={
                    "AccountId": str(SANDBOX.account), "Campaigns": [{"Name": "Durable", "BudgetType": "DailyBudgetStandard", "DailyBudget": 3, "TimeZone": "PacificTimeUSCanadaTijuana"}]})
                (added,) = answer.json()["CampaignIds"]
                first.process.kill()
                first.process.wait()
                first.process.returncode = 0  # as wanted here
            with Server("--data", folder) as second:
                # The token is stored, too: it still works.
                listed = requests.post(second.http + "/CampaignManagement/v13/Campaigns/QueryByAccountId", headers=rest_headers(token), json={"AccountId": str(SANDBOX.account)})
                self.assertEqual([c["Name"] for c in listed.json()["Campaigns"] if c["Id"] == added], ["Durable"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
