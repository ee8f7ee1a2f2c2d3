"""What the bad-input suites share: two servers (default and --strict), and what a typed refusal must look like."""
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

import requests

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "clients"))
from server import PRODUCTION, SANDBOX, Server, rest_headers  # noqa: E402,F401

SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
ADAPI = "{https://adapi.microsoft.com}"
CAMPAIGN = "https://bingads.microsoft.com/CampaignManagement/v13"
GUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


class Both:
    """A default and a strict server, started once a module."""

    def __enter__(self):
        self.servers = {"default": Server(), "strict": Server("--strict")}
        self.tokens = {}
        for mode, server in self.servers.items():
            server.__enter__()
            self.tokens[mode] = server.token()
        return self

    def __exit__(self, *_):
        for server in self.servers.values():
            server.__exit__()

    def items(self):
        return ((mode, server, self.tokens[mode]) for mode, server in self.servers.items())


def envelope(token, body, header=None):
    if header is None:
        header = (f"<AuthenticationToken>{token}</AuthenticationToken><CustomerAccountId>{SANDBOX.account}</CustomerAccountId>"
                  f"<CustomerId>{SANDBOX.customer}</CustomerId><DeveloperToken>{SANDBOX.developer_token}</DeveloperToken>")
    return (f'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" '
            f'xmlns:a="http://schemas.microsoft.com/2003/10/Serialization/Arrays"><s:Header xmlns="{CAMPAIGN}">{header}</s:Header>'
            f"<s:Body>{body}</s:Body></s:Envelope>")


def add_campaigns(fields, account=SANDBOX.account):
    return (f'<AddCampaignsRequest xmlns="{CAMPAIGN}"><AccountId>{account}</AccountId><Campaigns><Campaign>{fields}</Campaign></Campaigns>'
            "</AddCampaignsRequest>")


def get_campaigns(more=""):
    return f'<GetCampaignsByAccountIdRequest xmlns="{CAMPAIGN}"><AccountId>{SANDBOX.account}</AccountId>{more}</GetCampaignsByAccountIdRequest>'


def post_soap(server, document, action="AddCampaigns", service="CampaignManagement", content_type="text/xml; charset=utf-8", headers=None):
    sent = {"Content-Type": content_type, "SOAPAction": action, **(headers or {})}
    return requests.post(server.soap(service), data=document if isinstance(document, bytes) else document.encode(),
                         headers={name: value for name, value in sent.items() if value is not None})


def soap_fault(test, answer, statuses=(500,)):
    """Asserts a typed SOAP fault; returns (detail's local name, [(code, symbol)])."""
    test.assertIn(answer.status_code, statuses, answer.text[:1000])
    test.assertRegex(answer.headers["Content-Type"], r"^text/xml; ?charset=utf-8$")
    root = ElementTree.fromstring(answer.content)
    fault = root.find(f"{SOAP}Body/{SOAP}Fault")
    test.assertIsNotNone(fault, answer.text[:1000])
    test.assertRegex(fault.findtext("faultcode"), r"^\w+:(Client|Server)$")
    detail = fault.find("detail")[0]
    tracking = detail.findtext(ADAPI + "TrackingId")
    test.assertRegex(tracking or "", GUID)
    test.assertEqual(answer.headers["TrackingId"], tracking)
    test.assertIn(tracking, fault.findtext("faultstring"))
    namespace = re.match(r"\{.*\}", detail.tag)[0]
    errors = [(int(e.findtext(n + "Code")), e.findtext(n + "ErrorCode")) for n in {namespace, ADAPI} for e in detail.iter()
              if e.tag in (n + "AdApiError", n + "OperationError", n + "BatchError")]
    test.assertTrue(errors, answer.text[:1000])
    return detail.tag[len(namespace):], errors


def soap_body(test, answer):
    """Asserts success; returns the response element."""
    test.assertEqual(answer.status_code, 200, answer.text[:2000])
    root = ElementTree.fromstring(answer.content)
    test.assertIsNone(root.find(f"{SOAP}Body/{SOAP}Fault"), answer.text[:1000])
    return root.find(f"{SOAP}Body")[0]


def rest_fault(test, answer, statuses=(400,)):
    """Asserts a typed REST error body; returns (its Type, [(code, symbol)])."""
    test.assertIn(answer.status_code, statuses, answer.text[:1000])
    test.assertRegex(answer.headers["Content-Type"], r"^application/json")
    body = answer.json()
    test.assertIn(body["Type"], ("AdApiFaultDetail", "ApiFaultDetail", "ApiFault", "ApiBatchFault", "EditorialApiFaultDetail"))
    test.assertRegex(body["TrackingId"], GUID)
    test.assertEqual(answer.headers["TrackingId"], body["TrackingId"])
    errors = [e for part in ("Errors", "OperationErrors", "BatchErrors") for e in body.get(part) or []]
    test.assertTrue(errors, body)
    return body["Type"], [(e["Code"], e.get("ErrorCode")) for e in errors]
