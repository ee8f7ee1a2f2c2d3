#!/usr/bin/python3
"""Get Started to the letter, by curl: the authorize addresses, token bodies and SOAP envelopes that its scripts send, in both
environments, under the official host names (curl's --connect-to leads them here over TLS, with the server's own CA)."""
import json
import re
import subprocess
import unittest
import urllib.parse
import xml.etree.ElementTree as ElementTree

from server import close_shared, shared

CUSTOMER = "{https://bingads.microsoft.com/Customer/v13}"
ENTITIES = "{https://bingads.microsoft.com/Customer/v13/Entities}"

# The envelope of the page's script, line breaks and indentation included.
GET_USER = """<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:v13="https://bingads.microsoft.com/Customer/v13">
    <soapenv:Header>
       <v13:DeveloperToken>{0}</v13:DeveloperToken>
       <v13:AuthenticationToken>{1}</v13:AuthenticationToken>
    </soapenv:Header>
    <soapenv:Body>
       <v13:GetUserRequest>
          <v13:UserId xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>
       </v13:GetUserRequest>
    </soapenv:Body>
    </soapenv:Envelope>"""

# The reference pages' templates, filled in: the Action header, a default namespace on the header, i: and a: prefixes.
SEARCH_ACCOUNTS = """<s:Envelope xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
  <s:Header xmlns="https://bingads.microsoft.com/Customer/v13">
    <Action mustUnderstand="1">SearchAccounts</Action>
    <AuthenticationToken i:nil="false">{1}</AuthenticationToken>
    <DeveloperToken i:nil="false">{0}</DeveloperToken>
  </s:Header>
  <s:Body>
    <SearchAccountsRequest xmlns="https://bingads.microsoft.com/Customer/v13">
      <Predicates xmlns:e12="https://bingads.microsoft.com/Customer/v13/Entities" i:nil="false">
        <e12:Predicate>
          <e12:Field i:nil="false">UserId</e12:Field>
          <e12:Operator>Equals</e12:Operator>
          <e12:Value i:nil="false">{2}</e12:Value>
        </e12:Predicate>
      </Predicates>
      <Ordering xmlns:e13="https://bingads.microsoft.com/Customer/v13/Entities" i:nil="true"/>
      <PageInfo xmlns:e14="https://bingads.microsoft.com/Customer/v13/Entities" i:nil="false">
        <e14:Index>0</e14:Index>
        <e14:Size>10</e14:Size>
      </PageInfo>
    </SearchAccountsRequest>
  </s:Body>
</s:Envelope>
"""
GET_CAMPAIGNS = """<s:Envelope xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
  <s:Header xmlns="https://bingads.microsoft.com/CampaignManagement/v13">
    <Action mustUnderstand="1">GetCampaignsByAccountId</Action>
    <AuthenticationToken i:nil="false">{1}</AuthenticationToken>
    <CustomerAccountId i:nil="false">{3}</CustomerAccountId>
    <CustomerId i:nil="false">{2}</CustomerId>
    <DeveloperToken i:nil="false">{0}</DeveloperToken>
  </s:Header>
  <s:Body>
    <GetCampaignsByAccountIdRequest xmlns="https://bingads.microsoft.com/CampaignManagement/v13">
      <AccountId>{3}</AccountId>
      <CampaignType>Search</CampaignType>
    </GetCampaignsByAccountIdRequest>
  </s:Body>
</s:Envelope>
"""

ENVIRONMENTS = {
    "sandbox": dict(
        authorize="https://login.live-int.com/oauth20_authorize.srf?client_id=db41b09d-6e50-4f4a-90ac-5a99caefb52f&scope=bingads.manage"
        "&response_type=code&redirect_uri=https://login.live-int.com/oauth20_desktop.srf",
        token="https://login.live-int.com/oauth20_token.srf",
        code_body="client_id=db41b09d-6e50-4f4a-90ac-5a99caefb52f&scope=bingads.manage&code={code}&grant_type=authorization_code"
        "&redirect_uri=https%3A%2F%2Flogin.live-int.com%2Foauth20_desktop.srf",
        refresh_body="client_id=db41b09d-6e50-4f4a-90ac-5a99caefb52f&scope=bingads.manage&code={code}&grant_type=refresh_token"
        "&refresh_token={refresh}",
        landing=r"https://login\.live-int\.com/oauth20_desktop\.srf\?code=([^&]+)&lc=1033",
        host="api.sandbox.bingads.microsoft.com", user="someone@outlook-int.com", developer_token="BBD37VB98", customer=250000001,
        account=180000001),
    "production": dict(
        authorize="https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=6731de76-14a6-49ae-97bc-6eba6914391e"
        "&scope=openid%20profile%20https://ads.microsoft.com/ads.manage%20offline_access&response_type=code"
        "&redirect_uri=https://login.microsoftonline.com/common/oauth2/nativeclient&state=ClientStateGoesHere",
        token="https://login.microsoftonline.com/common/oauth2/v2.0/token",
        code_body="client_id=6731de76-14a6-49ae-97bc-6eba6914391e&scope=https://ads.microsoft.com/ads.manage%20offline_access&code={code}"
        "&grant_type=authorization_code&redirect_uri=https%3A%2F%2Flogin.microsoftonline.com%2Fcommon%2Foauth2%2Fnativeclient",
        refresh_body="client_id=6731de76-14a6-49ae-97bc-6eba6914391e&scope=https://ads.microsoft.com/ads.manage%20offline_access&code={code}"
        "&grant_type=refresh_token&refresh_token={refresh}",
        landing=r"https://login\.microsoftonline\.com/common/oauth2/nativeclient\?code=([^&]+)&state=ClientStateGoesHere",
        host="api.bingads.microsoft.com", user="someone@contoso.com", developer_token="ADSBOXPROD1", customer=250000101,
        account=180000101),
}


def setUpModule():
    global server
    server = shared()


def tearDownModule():
    close_shared()


def curl(url, *arguments, body=None):
    """(status, headers text, body) of one curl call; official names lead to the server."""
    port = urllib.parse.urlsplit(server.https).port
    command = ["curl", "-sS", "-i", "--cacert", server.ca, "--connect-to", f"::127.0.0.1:{port}", *arguments, url]
    if body is not None:
        command += ["--data-binary", "@-"]
    done = subprocess.run(command, input=(body or "").encode(), capture_output=True, timeout=60, check=False)
    if done.returncode != 0:
        raise AssertionError(f"curl: {done.stderr.decode()}")
    head, _, rest = done.stdout.partition(b"\r\n\r\n")
    while rest.startswith(b"HTTP/"):
        head, _, rest = rest.partition(b"\r\n\r\n")
    return int(head.split()[1]), head.decode(), rest.decode()


def soap(environment, service, path, action, envelope):
    status, head, body = curl(f"https://{service}.{environment['host']}{path}", "-H", "Content-Type: text/xml", "-H", f"SOAPAction: {action}",
                              body=envelope)
    return status, head, ElementTree.fromstring(body)


class GetStarted(unittest.TestCase):
    def tokens(self, environment):
        """Both calls of the script; the answers of the code's and the refresh token's redemption."""
        status, head, _ = curl(environment["authorize"] + "&prompt=none&login_hint=" + environment["user"])
        self.assertEqual(status, 302, head)
        location = re.search(r"(?im)^location: (\S+)", head)[1]
        landing = re.fullmatch(environment["landing"], location)
        self.assertTrue(landing, location)
        self.assertEqual(re.search(r"code=(.*)\&", location)[1], landing[1], "the scripts' greedy pattern finds the code")
        status, _, page = curl(location.split("?")[0])
        self.assertEqual(status, 200, page)
        form = ["-H", "Content-Type: application/x-www-form-urlencoded"]
        status, head, body = curl(environment["token"], *form, body=environment["code_body"].format(code=landing[1]))
        self.assertEqual(status, 200, body)
        self.assertRegex(head, r"(?im)^cache-control: no-store")
        first = json.loads(body)
        status, _, body = curl(environment["token"], *form,
                               body=environment["refresh_body"].format(code=landing[1], refresh=first["refresh_token"]))
        self.assertEqual(status, 200, body)
        return first, json.loads(body)

    def test_whole_page(self):
        for name, environment in ENVIRONMENTS.items():
            with self.subTest(environment=name):
                first, second = self.tokens(environment)
                self.assertNotEqual(first["access_token"], second["access_token"])
                self.assertNotEqual(first["refresh_token"], second["refresh_token"])
                self.assertGreater(int(second["expires_in"]), 60)
                token = second["access_token"]
                path = "/Api/CustomerManagement/v13/CustomerManagementService.svc"
                status, head, answer = soap(environment, "clientcenter", path, "GetUser", GET_USER.format(environment["developer_token"], token))
                self.assertEqual(status, 200)
                self.assertRegex(head, r"(?im)^content-type: text/xml; ?charset=utf-8")
                user = answer.find(f".//{CUSTOMER}GetUserResponse/{CUSTOMER}User")
                self.assertEqual(user.findtext(ENTITIES + "UserName"), environment["user"])
                self.assertIn(str(environment["customer"]), [e.text for e in answer.iter(ENTITIES + "CustomerId")])

                envelope = SEARCH_ACCOUNTS.format(environment["developer_token"], token, user.findtext(ENTITIES + "Id"))
                status, _, answer = soap(environment, "clientcenter", path, "SearchAccounts", envelope)
                self.assertEqual(status, 200)
                self.assertIn(str(environment["account"]), [a.findtext(ENTITIES + "Id") for a in answer.iter(ENTITIES + "AdvertiserAccount")])

                envelope = GET_CAMPAIGNS.format(environment["developer_token"], token, environment["customer"], environment["account"])
                path = "/Api/Advertiser/CampaignManagement/v13/CampaignManagementService.svc"
                status, _, answer = soap(environment, "campaign", path, "GetCampaignsByAccountId", envelope)
                self.assertEqual(status, 200)
                self.assertIsNotNone(answer.find(".//{https://bingads.microsoft.com/CampaignManagement/v13}GetCampaignsByAccountIdResponse"))

    def test_production_and_sandbox_refuse_each_others_tokens(self):
        path = "/Api/CustomerManagement/v13/CustomerManagementService.svc"
        for mine, other in (("sandbox", "production"), ("production", "sandbox")):
            with self.subTest(token_of=mine):
                first, _ = self.tokens(ENVIRONMENTS[mine])
                for developer_token in (ENVIRONMENTS[mine]["developer_token"], ENVIRONMENTS[other]["developer_token"]):
                    status, _, answer = soap(ENVIRONMENTS[other], "clientcenter", path, "GetUser", GET_USER.format(developer_token, first["access_token"]))
                    self.assertEqual(status, 500)
                    self.assertEqual(answer.findtext(".//{https://adapi.microsoft.com}Code"), "105")
                    self.assertEqual(answer.findtext(".//{https://adapi.microsoft.com}ErrorCode"), "InvalidCredentials")

    def test_the_old_refresh_token_stays_valid(self):
        environment = ENVIRONMENTS["sandbox"]
        first, _ = self.tokens(environment)
        for _ in range(2):
            status, _, body = curl(environment["token"], body=environment["refresh_body"].format(code="x", refresh=first["refresh_token"]))
            self.assertEqual(status, 200, body)


if __name__ == "__main__":
    unittest.main(verbosity=2)
