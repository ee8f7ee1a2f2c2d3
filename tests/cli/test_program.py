#!/usr/bin/python3
"""The program's commands against a server of their own: what they print and what they refuse."""
import json
import os
import pathlib
import stat
import subprocess
import tempfile
import unittest
import xml.dom.minidom

import commands
from commands import run
from server import PRODUCTION, SANDBOX, Server, close_shared, program, shared


def setUpModule():
    global server
    server = shared("--seed", "demo")
    commands.server_url = server.http


def tearDownModule():
    close_shared()


class Quickstart(unittest.TestCase):
    def test_both_wires(self):
        for wire in ([], ["--soap"]):
            code, out, err = run("quickstart", *wire)
            self.assertEqual((code, err), (0, ""))
            for step in range(1, 7):
                self.assertIn(f"Step {step} of 6", out)
            self.assertIn(str(SANDBOX.account), out)
            self.assertIn("Green tea", out, "the demo's campaigns")
            self.assertIn("Done.", out)

    def test_shows_no_secret(self):
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "refresh")
            code, out, _ = run("quickstart", "--verbose", "--refresh-token-file", file)
            self.assertEqual(code, 0)
            secret = pathlib.Path(file).read_text().strip()
            self.assertGreater(len(secret), 20)
            self.assertNotIn(secret, out)
            self.assertNotIn(SANDBOX.developer_token, out)

    def test_production(self):
        arguments = ["quickstart", "--user", PRODUCTION.user, "--client-id", PRODUCTION.client_id, "--developer-token", PRODUCTION.developer_token]
        with Server("--environment", "production") as other:
            for url in (server.http, other.http):
                code, out, err = run(*arguments, url=url)
                self.assertEqual((code, err), (0, ""))
                self.assertIn(str(PRODUCTION.account), out)
        # A developer token of production with a user of the sandbox.
        code, out, err = run("quickstart", "--developer-token", PRODUCTION.developer_token)
        self.assertEqual(code, 1)
        self.assertIn("105 InvalidCredentials", err)

    def test_the_real_service_needs_own_credentials(self):
        self.assertEqual(run("quickstart", "--production")[0], 1)
        self.assertIn("--client-id", run("quickstart", "--production")[2])

    def test_tells_when_nobody_answers(self):
        code, _, err = run("quickstart", url="http://127.0.0.1:9")
        self.assertEqual(code, 1)
        self.assertIn("adsbox serve", err)

    def test_example_of_the_sdk(self):
        example = pathlib.Path(program()).parent / "quick_start"
        done = subprocess.run([example, server.http], capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("Green tea", done.stdout)


class Call(unittest.TestCase):
    def test_lists_services_and_operations(self):
        self.assertEqual(run("call")[1].split(), ["AdInsight", "Bulk", "CampaignManagement", "CustomerBilling", "CustomerManagement", "Reporting"])
        self.assertIn("GetUser\n", run("call", "customer-management")[1])

    def test_request_from_file_and_standard_input(self):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            file.write('{"UserId":null}')
            file.flush()
            self.assertEqual(run("call", "CustomerManagement", "GetUser", "@" + file.name)[0], 0)
        self.assertEqual(run("call", "CustomerManagement", "GetUser", "-", stdin='{"UserId":null}')[0], 0)

    def test_raw_body(self):
        self.assertTrue(run("call", "CustomerManagement", "GetUser", "--raw", "--soap")[1].startswith("<"))
        code, out, err = run("call", "CampaignManagement", "GetCampaignsByAccountId", '{"AccountId":"1"}', "--raw")
        self.assertEqual(code, 1)
        self.assertIn("106", json.dumps(json.loads(out)))
        self.assertIn("TrackingId", err)

    def test_wrong_arguments(self):
        for arguments, hint in ((["Nothing"], "CampaignManagement"), (["CustomerManagement", "GetUsr"], "Did you mean GetUser"),
                                (["CustomerManagement", "GetUser", "{"], "not valid"), (["CustomerManagement", "GetUser", '{"UserId":"x"}'], "UserId"),
                                (["CustomerManagement", "GetUser", "--rest", "--soap"], "excludes")):
            code, out, err = run("call", *arguments)
            self.assertEqual((code, out), (2, ""), arguments)
            self.assertIn(hint, err)

    def test_not_implemented(self):
        for wire in ("--rest", "--soap"):
            code, _, err = run("call", "CampaignManagement", "GetFileImportUploadUrl", '{}', wire)
            self.assertEqual(code, 1)
            self.assertIn("does not implement GetFileImportUploadUrl", err)


class Token(unittest.TestCase):
    def test_prints_a_token_that_works(self):
        code, out, err = run("token")
        self.assertEqual((code, err), (0, ""))
        self.assertEqual(run("call", "CustomerManagement", "GetUser", "--access-token", out.strip())[0], 0)

    def test_stores_the_refresh_token_for_its_owner_only(self):
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "refresh")
            self.assertEqual(run("token", "--refresh-token-file", file)[0], 0)
            self.assertEqual(stat.S_IMODE(os.stat(file).st_mode), 0o600)
            first = pathlib.Path(file).read_text()
            self.assertEqual(run("token", "--refresh-token-file", file)[0], 0)
            self.assertNotEqual(pathlib.Path(file).read_text(), first)

    def test_over_tls(self):
        self.assertEqual(run("token", url=server.https, ADSBOX_CA=server.ca)[0], 0)
        code, _, err = run("token", url=server.https)
        self.assertEqual(code, 1)
        self.assertIn("certificate", err)

    def test_live_connect_and_json(self):
        code, out, _ = run("token", "--live", "--client-id", SANDBOX.client_id, "--json")
        self.assertEqual(code, 0)
        self.assertIn("refresh_token", json.loads(out))

    def test_unknown_user(self):
        code, out, err = run("token", "--user", "nobody@nowhere.example")
        self.assertEqual((code, out), (1, ""))
        self.assertIn("sign-in refused", err)


class Administration(unittest.TestCase):
    def test_developer_tokens(self):
        code, out, _ = run("devtoken", "create")
        self.assertEqual(code, 0)
        token = dict(line.split(" ", 1) for line in out.splitlines())["token"]
        self.assertIn(token, run("devtoken", "list")[1])
        self.assertEqual(run("call", "CustomerManagement", "GetUser", "--developer-token", token)[0], 0)
        self.assertEqual(run("devtoken", "revoke", token)[0], 0)
        code, _, err = run("call", "CustomerManagement", "GetUser", "--developer-token", token)
        self.assertEqual(code, 1)
        self.assertIn("105 InvalidCredentials", err)

    def test_users(self):
        code, out, err = run("user", "create", "ann@outlook.com", "--first-name", "Ann", "--password-file", "-", stdin="correct horse\n")
        self.assertEqual(code, 0, err)
        account = dict(line.split(" ", 1) for line in out.splitlines())["account-id"]
        self.assertIn("ann@outlook.com", run("user", "list")[1])
        self.assertIn(account, run("quickstart", "--user", "ann@outlook.com")[1])
        self.assertEqual(run("user", "revoke", "ann@outlook.com")[0], 0)
        self.assertEqual(run("token", "--user", "ann@outlook.com")[0], 1)
        self.assertIn("404", run("user", "revoke", "nobody@outlook.com")[2])

    def test_applications(self):
        with Server() as other:  # a registration makes the server strict about client ids
            code, out, err = run("app", "create", "Tool", "--web", "--redirect-uri", "https://localhost/cb", url=other.http)
            self.assertEqual(code, 0, err)
            made = dict(line.split(" ", 1) for line in out.splitlines())
            self.assertIn("Tool", run("app", "list", url=other.http)[1])
            sign_in = ["token", "--client-id", made["client-id"], "--redirect-uri", "https://localhost/cb"]
            self.assertEqual(run(*sign_in, url=other.http, ADSBOX_CLIENT_SECRET=made["secret"])[0], 0)
            self.assertEqual(run(*sign_in, url=other.http)[0], 1)
            self.assertEqual(run("app", "revoke", made["client-id"], url=other.http)[0], 0)
            self.assertEqual(run(*sign_in, url=other.http, ADSBOX_CLIENT_SECRET=made["secret"])[0], 1)

    def test_worlds(self):
        self.assertIn("ADSBOXPROD1", run("devtoken", "list", "--world", "production")[1])
        self.assertEqual(run("devtoken", "list", "--world", "nowhere")[0], 1)


class Limits(unittest.TestCase):
    def test_set_list_and_reset(self):
        limit = ["limit", "--world", "production"]  # of which no other test adds anything
        self.assertEqual(run(*limit, "set", "campaigns-per-account", "3"), (0, "", ""))
        code, out, err = run(*limit, "list")
        self.assertEqual((code, err), (0, ""))
        rows = {line.split()[0]: line.split()[1:] for line in out.splitlines()}
        self.assertEqual(rows["campaigns-per-account"], ["3", "10000", "CampaignServiceMaximumCampaignsReached"])
        self.assertEqual(rows["ads-per-ad-group"][:2], ["100", "100"])
        code, _, err = run(*limit, "set", "campaign-per-account", "3")
        self.assertEqual(code, 1)
        self.assertIn("did you mean campaigns-per-account", err)
        self.assertEqual(run(*limit, "set", "campaigns-per-account", "few")[0], 2)
        self.assertEqual(run(*limit, "reset", "campaigns-per-account"), (0, "", ""))
        self.assertEqual(run(*limit, "reset", "none-such")[0], 1)
        self.assertEqual(run(*limit, "reset"), (0, "", ""))
        self.assertIn("campaigns-per-account", run("limit", "list", "--json")[1])


class Serve(unittest.TestCase):
    def test_health(self):
        code, out, _ = run("health")
        self.assertEqual((code, json.loads(out)["status"]), (0, "ok"))
        self.assertEqual(run("health", "--quiet", url="http://127.0.0.1:9"), (1, "", ""))

    def test_keeps_its_data(self):
        with tempfile.TemporaryDirectory() as folder:
            token = os.path.join(folder, "refresh")
            with Server("--data", folder) as first:
                self.assertEqual(run("token", "--refresh-token-file", token, url=first.http)[0], 0)
                run("user", "create", "ben@outlook.com", url=first.http)
            with Server("--data", folder) as second:
                self.assertIn("ben@outlook.com", run("user", "list", url=second.http)[1])
                code, _, err = run("token", "--refresh-token-file", token, url=second.http)
                self.assertEqual(code, 0, err)

    def test_refuses_to_be_reached_carelessly(self):
        for arguments in (["--address", "0.0.0.0"], ["--address", "0.0.0.0", "--allow-remote", "--no-tls"],
                          ["--address", "0.0.0.0", "--allow-remote", "--seed", "demo"]):
            code, out, _ = run("serve", "--memory", *arguments)
            self.assertEqual((code, out), (2, ""), arguments)

    def test_refuses_a_port_in_use(self):
        code, _, err = run("serve", "--memory", "--no-tls", "--port", server.http.rsplit(":", 1)[1])
        self.assertEqual(code, 1)
        self.assertIn("127.0.0.1", err)

    def test_says_what_scripts_read(self):
        for key in ("http http://127.0.0.1:", "https https://localhost:", "ca /", "data memory", "environment sandbox", "developer-token BBD37VB98",
                    "user someone@outlook-int.com", "customer-id 250000001", "account-id 180000001", "environment production"):
            self.assertTrue(any(line.startswith(key) for line in server.lines), key)


class Documents(unittest.TestCase):
    def test_wsdl(self):
        code, out, _ = run("wsdl", "campaignmanagement")
        self.assertEqual(code, 0)
        self.assertEqual(xml.dom.minidom.parseString(out).documentElement.localName, "definitions")
        self.assertIn("https://campaign.api.bingads.microsoft.com/", out)
        self.assertIn("https://box.example/Api/", run("wsdl", "Bulk", "--url", "https://box.example/")[1])

    def test_openapi(self):
        self.assertEqual(json.loads(run("openapi", "Reporting", "--sandbox")[1])["servers"][0]["url"],
                         "https://reporting.api.sandbox.bingads.microsoft.com")

    def test_overview(self):
        self.assertIn("quickstart", run("--help")[1])
        self.assertEqual(run("nonsense")[0], 2)
        for command in ("serve", "health", "quickstart", "token", "call", "app", "devtoken", "user", "ca", "coverage", "wsdl", "openapi"):
            code, out, err = run(command, "--help")
            self.assertEqual((code, err), (0, ""), command)
            self.assertIn("Usage:", out)


if __name__ == "__main__":
    unittest.main()
