"""Starts and stops an `adsbox serve` of its own for a suite, and knows the credentials it comes with.

    with Server() as server:
        token = server.token()
        requests.post(server.http + "/CustomerManagement/v13/User/Query", headers=rest_headers(token), json={"UserId": None})

The program is $ADSBOX or build/release/bin/adsbox.
"""
import contextlib
import dataclasses
import os
import pathlib
import queue
import re
import signal
import subprocess
import tempfile
import threading
import urllib.parse

import requests

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOAP_PATHS = {
    "CampaignManagement": "/Api/Advertiser/CampaignManagement/v13/CampaignManagementService.svc",
    "Bulk": "/Api/Advertiser/CampaignManagement/v13/BulkService.svc",
    "Reporting": "/Api/Advertiser/Reporting/v13/ReportingService.svc",
    "AdInsight": "/Api/Advertiser/AdInsight/v13/AdInsightService.svc",
    "CustomerManagement": "/Api/CustomerManagement/v13/CustomerManagementService.svc",
    "CustomerBilling": "/Api/Billing/v13/CustomerBillingService.svc",
}


@dataclasses.dataclass(frozen=True)
class Credentials:
    developer_token: str
    user: str
    customer: int
    account: int
    client_id: str
    redirect_uri: str
    authorize: str  # paths of the OAuth generation that this environment's Get Started uses
    token: str
    scope: str


SANDBOX = Credentials("BBD37VB98", "someone@outlook-int.com", 250000001, 180000001, "db41b09d-6e50-4f4a-90ac-5a99caefb52f",
                      "https://login.live-int.com/oauth20_desktop.srf", "/oauth20_authorize.srf", "/oauth20_token.srf", "bingads.manage")
PRODUCTION = Credentials("ADSBOXPROD1", "someone@contoso.com", 250000101, 180000101, "6731de76-14a6-49ae-97bc-6eba6914391e",
                         "https://login.microsoftonline.com/common/oauth2/nativeclient", "/common/oauth2/v2.0/authorize",
                         "/common/oauth2/v2.0/token", "openid profile https://ads.microsoft.com/msads.manage offline_access")


def program():
    return os.environ.get("ADSBOX", str(ROOT / "build/release/bin/adsbox"))


class Server:
    """One running server. `http` and `https` are base addresses; `lines` is all that it printed before `ready`."""

    def __init__(self, *options, start_seconds=60):
        self.options = options
        self.start_seconds = start_seconds
        self.http = self.https = self.ca = None
        self.lines = []

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="adsbox-test-")
        store = [] if {"--data", "--memory"} & set(self.options) else ["--memory"]
        self.log = open(os.path.join(self.folder.name, "stderr"), "w+b")
        if "--data" not in self.options and "--ca-file" not in self.options:
            store += ["--ca-file", os.path.join(self.folder.name, "ca.pem")]
        self.process = subprocess.Popen([program(), "serve", "--port", "0", "--tls-port", "0", *store, *self.options],
                                        stdout=subprocess.PIPE, stderr=self.log, stdin=subprocess.DEVNULL, text=True,
                                        env={**os.environ, "HOME": self.folder.name, "XDG_DATA_HOME": self.folder.name + "/data",
                                             "XDG_STATE_HOME": self.folder.name + "/state"})
        lines = queue.Queue()

        def read():
            for line in self.process.stdout:
                lines.put(line.rstrip("\n"))
            lines.put(None)

        threading.Thread(target=read, daemon=True).start()
        try:
            while True:
                line = lines.get(timeout=self.start_seconds)
                if line is None:
                    raise RuntimeError("the server ended before it was ready")
                self.lines.append(line)
                if line == "ready":
                    break
                if match := re.fullmatch(r"(https?|ca) (\S+)", line.strip()):
                    setattr(self, match[1], match[2])
            if not self.http:
                raise RuntimeError("no line `http ADDRESS`")
        except Exception:
            print("\n".join(self.lines), self.errors(), sep="\n")
            self.process.kill()
            raise
        return self

    def __exit__(self, *_):
        self.stop()
        self.log.close()
        self.folder.cleanup()

    def stop(self):
        """SIGTERM; the server drains and must end with 0."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise RuntimeError("the server did not end after SIGTERM") from None
        if code != 0:
            print(self.errors())
            raise RuntimeError(f"the server ended with {code}")

    def errors(self):
        self.log.flush()
        with open(self.log.name, "rb") as f:
            return f.read().decode(errors="replace")[-8000:]

    def soap(self, service):
        return self.http + SOAP_PATHS[service]

    def authorize(self, credentials=SANDBOX, **extra):
        """A code without a page: the redirect's query as a dict."""
        query = {"client_id": credentials.client_id, "scope": credentials.scope, "response_type": "code",
                 "redirect_uri": credentials.redirect_uri, "state": "ClientState", "prompt": "none", "login_hint": credentials.user, **extra}
        answer = requests.get(self.http + credentials.authorize + "?" + urllib.parse.urlencode(query), allow_redirects=False)
        if answer.status_code != 302:
            raise RuntimeError(f"authorize answered {answer.status_code}: {answer.text[:2000]}")
        location = answer.headers["Location"]
        return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(location).query), location=location)

    def tokens(self, credentials=SANDBOX, **extra):
        """The token endpoint's whole answer for a fresh code."""
        code = self.authorize(credentials, **extra)["code"]
        answer = requests.post(self.http + credentials.token, data={
            "client_id": credentials.client_id, "scope": credentials.scope, "code": code, "grant_type": "authorization_code",
            "redirect_uri": credentials.redirect_uri})
        if answer.status_code != 200:
            raise RuntimeError(f"token answered {answer.status_code}: {answer.text[:2000]}")
        return answer.json()

    def token(self, credentials=SANDBOX):
        return self.tokens(credentials)["access_token"]


def rest_headers(token, credentials=SANDBOX, customer=None, account=None):
    headers = {"Authorization": "Bearer " + token, "DeveloperToken": credentials.developer_token, "Content-Type": "application/json"}
    if customer is not False:
        headers["CustomerId"] = str(customer or credentials.customer)
    if account is not False:
        headers["CustomerAccountId"] = str(account or credentials.account)
    return headers


_shared = contextlib.ExitStack()


def shared(*options):
    """A server for a whole test module: setUpModule() calls it, tearDownModule() calls close_shared()."""
    return _shared.enter_context(Server(*options))


def close_shared():
    _shared.close()
