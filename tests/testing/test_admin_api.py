#!/usr/bin/python3
"""Every admin route of a running server refuses whoever is not on its machine, unless they bring its token."""
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "clients"))
import requests
from server import SANDBOX, Server, program, rest_headers

TOKEN = "an-admin-token-of-enough-length"
FROM_AFAR = {"X-Forwarded-For": "203.0.113.9"}  # as a reverse proxy says whom it stands for
# These tell nothing that a client may not know.
OPEN = ["health", "ca.pem"]


def own_address():
    """An address of this machine that is not loopback, or nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        try:
            s.connect(("203.0.113.1", 9))  # sends nothing
            return None if s.getsockname()[0].startswith("127.") else s.getsockname()[0]
        except OSError:
            return None


class AdminApi(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="adsbox-test-")
        self.addCleanup(folder.cleanup)
        self.token_file = pathlib.Path(folder.name) / "token"
        self.token_file.write_text(TOKEN)

    def serve(self, *options):
        server = Server("--admin-token-file", str(self.token_file), *options)
        server.__enter__()
        self.addCleanup(server.__exit__, None, None, None)
        return server

    def ask(self, base, method, path, headers=None, **more):
        return requests.request(method, f"{base}/_adsbox/v1/{path}", headers=headers, json={} if method == "POST" else None, timeout=30, **more)

    def routes(self, base, **more):
        document = self.ask(base, "GET", "openapi.json", {"Authorization": f"Bearer {TOKEN}"}, **more).json()
        yield "GET", "openapi.json"
        for path, methods in document["paths"].items():
            for method in methods:
                yield method.upper(), re.sub(r"\{\w+\}", "none-such", path.removeprefix("/_adsbox/v1/"))

    def check(self, base, headers=None, **more):
        count = 0
        for method, path in self.routes(base, **more):
            count += 1
            with self.subTest(method=method, path=path):
                self.assertIn(self.ask(base, method, path, headers, **more).status_code, (401, 403))
                wrong = {**(headers or {}), "Authorization": "Bearer another-token-of-that-length"}
                self.assertIn(self.ask(base, method, path, wrong, **more).status_code, (401, 403))
                right = {**(headers or {}), "Authorization": f"Bearer {TOKEN}"}
                self.assertNotIn(self.ask(base, method, path, right, **more).status_code, (401, 403, 405, 500))
        self.assertGreater(count, 30)
        for path in OPEN:
            self.assertEqual(self.ask(base, "GET", path, headers, **more).status_code, 200, path)

    def test_refuses_requests_that_were_forwarded(self):
        server = self.serve()
        self.check(server.http, FROM_AFAR)
        self.assertEqual(self.ask(server.http, "GET", "connection", FROM_AFAR).status_code, 403)
        self.assertEqual(self.ask(server.http, "GET", "worlds").status_code, 200)

    def test_refuses_other_machines(self):
        address = own_address()
        if address is None:
            self.skipTest("this machine has loopback only")
        folder = tempfile.TemporaryDirectory(prefix="adsbox-test-")
        self.addCleanup(folder.cleanup)
        ca = folder.name + "/ca.pem"
        process = RemoteServer(address, self.token_file, ca)
        self.addCleanup(process.stop)
        self.check(process.url, verify=ca)


class Editorial(unittest.TestCase):
    def test_times_of_decisions(self):
        with Server() as server:
            route = server.http + "/_adsbox/v1/editorial"
            self.assertEqual(requests.get(route, timeout=30).json(), {"review_seconds": 300, "appeal_seconds": 3600})
            told = requests.post(route, json={"review_seconds": 0}, timeout=30)
            self.assertEqual((told.status_code, told.json()), (200, {"review_seconds": 0, "appeal_seconds": 3600}))
            self.assertEqual(requests.post(route, json={"appeal_seconds": -1}, timeout=30).status_code, 400)
            self.assertEqual(requests.get(route, timeout=30).json(), told.json())
            self.assertEqual(requests.get(route, params={"world": "none-such"}, timeout=30).status_code, 404)


class Limits(unittest.TestCase):
    def test_of_a_world(self):
        with tempfile.TemporaryDirectory(prefix="adsbox-test-") as data:
            with Server("--data", data) as server:
                route = server.http + "/_adsbox/v1/limits"
                for name in ("t1", "t2"):
                    self.assertEqual(requests.post(server.http + "/_adsbox/v1/worlds", json={"name": name}, timeout=30).status_code, 201)

                def limits(world="t1"):
                    return {e["name"]: e for e in requests.get(route, params={"world": world}, timeout=30).json()["limits"]}

                def put(**values):
                    return requests.post(route, params={"world": "t1"}, json={"limits": {k.replace("_", "-"): v for k, v in values.items()}}, timeout=30)

                before = limits()
                self.assertEqual(before["campaigns-per-account"], {"name": "campaigns-per-account", "value": 10000, "documented": 10000,
                                                                   "error": "CampaignServiceMaximumCampaignsReached"})
                self.assertEqual([n for n in before if "-per-" not in n], [])
                self.assertEqual(put(campaigns_per_account=1, keywords_per_ad_group=0).status_code, 200)
                self.assertEqual(limits()["campaigns-per-account"]["value"], 1)
                self.assertEqual(limits("t2"), before, "another world")
                for wrong, status, said in ((put(campaigns_per_acount=2, ads_per_account=7), 404, "did you mean campaigns-per-account"),
                                            (put(something=2), 404, "; there are "),
                                            (put(countdown_days=2), 404, "does not say how many"),
                                            (put(ads_per_account=-1), 400, "0 to "), (put(ads_per_account="many"), 400, "0 to "),
                                            (put(), 400, "at least one")):
                    self.assertEqual(wrong.status_code, status, wrong.text)
                    self.assertIn(said, wrong.json()["error"])
                self.assertEqual(limits()["ads-per-account"]["value"], 4_000_000, "nothing of a refused call")

                def add(*names):
                    token = requests.post(f"{server.http}/_adsbox/v1/users/{SANDBOX.user}/tokens", params={"world": "t1"}, json={}, timeout=30).json()
                    answer = requests.post(server.http + "/CampaignManagement/v13/Campaigns", headers=rest_headers(token["access_token"]), timeout=30, json={
                        "AccountId": SANDBOX.account, "Campaigns": [{"Name": n, "DailyBudget": 5, "BudgetType": "DailyBudgetStandard", "Languages": ["All"]}
                                                                    for n in names]}).json()
                    return [e["ErrorCode"] for e in answer["PartialErrors"]]

                self.assertEqual(add("a", "b"), ["CampaignServiceMaximumCampaignsReached"])
            with Server("--data", data) as server:  # and after a restart
                route = server.http + "/_adsbox/v1/limits"
                self.assertEqual(limits()["campaigns-per-account"]["value"], 1)
                one = requests.delete(route + "/campaigns-per-account", params={"world": "t1"}, timeout=30)
                self.assertEqual((one.status_code, one.json()["value"]), (200, 10000))
                self.assertEqual(requests.delete(route + "/none-such", params={"world": "t1"}, timeout=30).status_code, 404)
                self.assertEqual(limits()["keywords-per-ad-group"]["value"], 0)
                self.assertEqual(requests.delete(route, params={"world": "t1"}, timeout=30).status_code, 200)
                self.assertEqual(limits(), before)
                self.assertEqual(add("b"), [])


class RemoteServer:
    """One that other machines may reach: it has no plain HTTP port."""

    def __init__(self, address, token_file, ca):
        self.process = subprocess.Popen([program(), "serve", "--memory", "--address", address, "--tls-port", "0", "--allow-remote", "--ca-file", ca,
                                         "--admin-token-file", str(token_file), "--until-input-ends"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = next(line.split()[1] for line in iter(self.process.stdout.readline, "") if line.startswith("https "))
        for line in iter(self.process.stdout.readline, ""):
            if line == "ready\n":
                break

    def stop(self):
        self.process.stdin.close()
        code = self.process.wait(timeout=30)
        self.process.stdout.close()
        assert code == 0, code


if __name__ == "__main__":
    unittest.main()
