#!/usr/bin/python3
"""Signing in and keeping others out, over HTTP: second proofs, devices, pages of other sites, public URLs, servers that leave no file behind."""
import html
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import unittest
import urllib.parse

import requests
from server import SANDBOX, Server, close_shared, program, rest_headers, shared

PASSWORD = "long-enough"
NATIVE = "https://login.microsoftonline.com/common/oauth2/nativeclient"
CLIENT = "11111111-2222-3333-4444-555555555555"
AUTHORIZE = "/common/oauth2/v2.0/authorize?" + urllib.parse.urlencode(
    {"client_id": CLIENT, "response_type": "code", "redirect_uri": NATIVE, "scope": "https://ads.microsoft.com/msads.manage", "state": "s"})


def setUpModule():
    global server
    server = shared()


def tearDownModule():
    close_shared()


def admin(method, path, body=None, **more):
    return requests.request(method, f"{server.http}/_adsbox/v1/{path}", json=body, timeout=30, **more)


class Browser:
    """Cookies and forms; follows nothing by itself."""

    def __init__(self):
        self.session = requests.Session()
        self.session.headers["Connection"] = "close"

    def get(self, target):
        return self.session.get(server.http + target, allow_redirects=False, timeout=30)

    def submit(self, page, target, **fields):
        csrf = re.search(r'name="csrf" value="([^"]*)"', page.text)[1]
        return self.session.post(server.http + target, data={**fields, "csrf": html.unescape(csrf)}, allow_redirects=False, timeout=30)

    def sign_in(self, target, email, password=PASSWORD):
        return self.submit(self.get(target), target, adsbox_step="signin", email=email, password=password)


class SecondProof(unittest.TestCase):
    def test_codes_are_counted_and_good_once(self):
        email = "proof@outlook.com"
        self.assertEqual(admin("POST", "users", {"email": email, "password": PASSWORD, "mfa": "enrolled"}).status_code, 201)
        code = admin("GET", f"users/{email}").json()["mfa_code"]

        def enter(code):
            browser = Browser()
            page = browser.sign_in(AUTHORIZE, email)
            return browser.submit(page, AUTHORIZE, adsbox_step="proof", email=email, proof=code).text

        self.assertIn("Permissions requested", enter(code))
        self.assertIn("AADSTS500121", enter(code), "used")
        fresh = admin("GET", f"users/{email}").json()["mfa_code"]
        self.assertNotEqual(fresh, code)
        self.assertIn("Permissions requested", enter(fresh))
        browser = Browser()
        page = browser.sign_in(AUTHORIZE, email)
        for _ in range(10):
            text = browser.submit(page, AUTHORIZE, adsbox_step="proof", email=email, proof="no").text
            self.assertIn("AADSTS500121", text)
        self.assertIn("AADSTS50053", browser.submit(page, AUTHORIZE, adsbox_step="proof", email=email, proof="no").text)
        self.assertIn("AADSTS50053", Browser().sign_in(AUTHORIZE, email).text)


class Devices(unittest.TestCase):
    def test_a_device_takes_the_way_of_every_application(self):
        started = requests.post(server.http + "/common/oauth2/v2.0/devicecode",
                                data={"client_id": CLIENT, "scope": "https://ads.microsoft.com/msads.manage offline_access"}, timeout=30).json()
        poll = {"client_id": CLIENT, "grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": started["device_code"]}

        def token():
            return requests.post(server.http + "/common/oauth2/v2.0/token", data=poll, timeout=30).json()

        self.assertEqual(token()["error"], "authorization_pending")
        email = "enrol@outlook.com"
        self.assertEqual(admin("POST", "users", {"email": email, "password": PASSWORD, "mfa": "required"}).status_code, 201)
        target = "/common/oauth2/deviceauth?user_code=" + started["user_code"]
        browser = Browser()
        self.assertIn("AADSTS50079", browser.sign_in(target, email).text)
        self.assertEqual(token()["error"], "authorization_pending")
        browser = Browser()
        page = browser.sign_in(target, SANDBOX.user, "adsbox-password")
        self.assertIn(started["user_code"], page.text)
        done = browser.submit(page, target, adsbox_step="consent", email=SANDBOX.user, decision="accept")
        self.assertIn("signed in", done.text)
        self.assertIn("access_token", token())


class OtherSites(unittest.TestCase):
    FOREIGN = ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"})

    def test_cannot_have_a_browser_call_services(self):
        token = server.token()
        get_user = (pathlib.Path(__file__).parent / "test_get_started.py").read_text().split('GET_USER = """')[1].split('"""')[0]
        envelope = get_user.format(SANDBOX.developer_token, token)

        def soap(headers):
            # Without a Content-Type: what a page can send anywhere without asking.
            return requests.post(server.soap("CustomerManagement"), data=envelope.encode(), headers=headers, timeout=30)

        def rest(headers):
            return requests.post(server.http + "/CustomerManagement/v13/User/Query", data=b"{}", headers={**rest_headers(token), **headers}, timeout=30)

        for headers in self.FOREIGN:
            with self.subTest(headers=headers):
                answer = soap(headers)
                self.assertEqual(answer.status_code, 500)
                self.assertIn("Code>201</", answer.text)
                answer = rest(headers)
                self.assertEqual((answer.status_code, answer.json()["Errors"][0]["Code"]), (400, 201))
                answer = requests.post(server.http + "/common/oauth2/v2.0/token", data={"grant_type": "refresh_token"}, headers=headers, timeout=30)
                self.assertEqual(answer.json()["error_codes"], [9002326])
                self.assertEqual(admin("POST", "users", {"email": "x@outlook.com"}, headers=headers).status_code, 403)
        for headers in ({}, {"Origin": server.http}, {"Sec-Fetch-Site": "none"}):
            with self.subTest(headers=headers):
                self.assertEqual(soap(headers).status_code, 200)
                self.assertEqual(rest(headers).status_code, 200)


class PublicUrl(unittest.TestCase):
    def test_is_followed(self):
        with Server("--public-url", "https://ads.example") as other:
            conf = requests.get(other.http + "/common/v2.0/.well-known/openid-configuration", timeout=30).json()
            self.assertEqual(conf["issuer"], "https://ads.example/{tenantid}/v2.0")
            self.assertEqual(conf["token_endpoint"], "https://ads.example/common/oauth2/v2.0/token")
            page = requests.get(other.http + AUTHORIZE, timeout=30)
            self.assertIn("; Secure", page.headers["Set-Cookie"])


class Memory(unittest.TestCase):
    def test_leaves_no_file(self):
        with tempfile.TemporaryDirectory() as home:
            process = subprocess.Popen([program(), "serve", "--memory", "--port", "0", "--tls-port", "0"], stdout=subprocess.PIPE, text=True, cwd=home,
                                       env={"PATH": os.environ["PATH"], "HOME": home, "TMPDIR": home})
            try:
                lines = {}
                for line in process.stdout:
                    key, _, value = line.strip().partition(" ")
                    lines.setdefault(key, value)
                    if key == "ready":
                        break
                self.assertEqual(lines["ca"], lines["http"] + "/_adsbox/v1/ca.pem")
                by_http = requests.get(lines["ca"], timeout=30).text
                by_program = subprocess.run([program(), "ca", "--url", lines["http"]], capture_output=True, text=True, timeout=60, check=True,
                                            env={"PATH": os.environ["PATH"], "HOME": home}).stdout
                self.assertEqual(by_http, by_program)
                with tempfile.NamedTemporaryFile("w") as ca:
                    ca.write(by_http)
                    ca.flush()
                    health = requests.get(lines["https"] + "/_adsbox/v1/health", verify=ca.name, timeout=30)
                    self.assertEqual(health.json()["status"], "ok")
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(30)
                process.stdout.close()
            self.assertEqual([str(p) for p in pathlib.Path(home).rglob("*")], [])


class Remote(unittest.TestCase):
    def test_a_user_needs_a_password(self):
        with tempfile.TemporaryDirectory() as folder:
            token = pathlib.Path(folder, "admin")
            token.write_text("an-admin-token-of-some-length")
            process = subprocess.Popen([program(), "serve", "--memory", "--address", "0.0.0.0", "--allow-remote", "--tls-port", "0", "--ca-file",
                                        os.path.join(folder, "ca.pem"), "--admin-token-file", str(token)], stdout=subprocess.PIPE, text=True)
            try:
                https = None
                for line in process.stdout:
                    if line.startswith("https "):
                        https = line.split()[1]
                    if line.strip() == "ready":
                        break

                def create(body):
                    return requests.post(https + "/_adsbox/v1/users", json=body, verify=os.path.join(folder, "ca.pem"), timeout=30,
                                         headers={"Authorization": "Bearer an-admin-token-of-some-length"}).status_code

                self.assertEqual(create({"email": "far@outlook.com"}), 400)
                self.assertEqual(create({"email": "far@outlook.com", "password": "adsbox-password"}), 400)
                self.assertEqual(create({"email": "far@outlook.com", "password": PASSWORD}), 201)
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(30)
                process.stdout.close()


if __name__ == "__main__":
    unittest.main(verbosity=2)
