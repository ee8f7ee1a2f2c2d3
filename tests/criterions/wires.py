"""Campaign Management over both wires, spoken by clients that are not ours: requests for REST, zeep (strict) for SOAP.

    rest, soap = Rest(server), Soap(server)
    rest("AddCampaignCriterions", {"CriterionType": "Targets", "CampaignCriterions": [
        {"Type": "BiddableCampaignCriterion", "CampaignId": 1, "Criterion": {"Type": "LocationCriterion", "LocationId": 190}}]})

Requests are written as in JSON: an object's Type is its xsi:type on SOAP. Answers are plain values, the same from both
(../billing/api.py); a call that fails as a whole raises Refused.
"""
import pathlib
import re
import sys

import requests
import zeep
import zeep.exceptions

HERE = pathlib.Path(__file__).resolve()
for folder in ("clients", "billing"):
    sys.path.insert(0, str(HERE.parents[1] / folder))
from api import Refused, comparable, item_of  # noqa: E402
from server import SANDBOX, rest_headers  # noqa: E402

NAMESPACE = "https://bingads.microsoft.com/CampaignManagement/v13"


class Rest:
    name = "REST"

    def __init__(self, server):
        self.server, self.token = server, server.token()
        text = (HERE.parents[2] / "schema/campaign_management.schema").read_text(encoding="utf-8")
        self.paths = {name: (method, path) for name, method, path in re.findall(r"^operation (\w+) .*\n  rest (\w+) (\S+)", text, re.M)}

    def __call__(self, operation, body):
        method, path = self.paths[operation]
        answer = requests.request(method, self.server.http + path, json=body, headers=rest_headers(self.token))
        document = answer.json()
        if answer.status_code != 200:
            errors = [(e["Code"], e.get("ErrorCode")) for part in ("Errors", "OperationErrors", "BatchErrors") for e in document.get(part) or []]
            raise Refused(document["Type"], errors, answer.headers["TrackingId"])
        return comparable(document)


class Soap:
    name = "SOAP"

    def __init__(self, server):
        self.token = server.token()
        self.client = zeep.Client(server.soap("CampaignManagement") + "?singleWsdl", settings=zeep.Settings(strict=True))
        (port,) = next(iter(self.client.wsdl.services.values())).ports.values()
        self.operations = port.binding._operations

    def wrapped(self, xsd_type, value):
        """A request as zeep wants it: lists inside their wrapper elements, objects of the type that they say."""
        item = item_of(xsd_type)
        if isinstance(value, list) and item is not None:
            return {item.name: [zeep.xsd.Nil if v is None else self.wrapped(item.type, v) for v in value]}
        if isinstance(value, dict):
            own = self.client.get_type(f"{{{NAMESPACE}}}{value['Type']}") if "Type" in value else xsd_type
            types = {name: element.type for name, element in own.elements}
            members = {name: self.wrapped(types[name], v) for name, v in value.items() if v is not None and name != "Type"}
            return own(**members) if "Type" in value else members
        if isinstance(xsd_type, zeep.xsd.types.ListType):  # flags
            return value.split(", ")
        return value

    def unwrapped(self, value):
        """zeep's objects as plain values, members of derived types included."""
        if not isinstance(value, zeep.xsd.CompoundValue):
            return " ".join(value) if isinstance(value, list) and value and isinstance(value[0], str) else value
        item = item_of(value._xsd_type)
        if item is not None:
            return [self.unwrapped(v) for v in getattr(value, item.name) or []]
        return {name: self.unwrapped(getattr(value, name)) for name, _ in value._xsd_type.elements}

    def __call__(self, operation, body):
        described = self.operations[operation]
        types = {name: element.type for name, element in described.input.body.type.elements}
        try:
            answer = getattr(self.client.service, operation)(
                **{name: self.wrapped(types[name], v) for name, v in body.items() if v is not None},
                _soapheaders={"AuthenticationToken": self.token, "DeveloperToken": SANDBOX.developer_token,
                              "CustomerAccountId": str(SANDBOX.account), "CustomerId": str(SANDBOX.customer)})
        except zeep.exceptions.Fault as fault:
            detail = fault.detail[0]
            local = {e: e.tag.rsplit("}", 1)[1] for e in detail.iter() if isinstance(e.tag, str)}
            parts = [{local[c]: c.text for c in e} for e in local if local[e] in ("OperationError", "BatchError", "AdApiError")]
            tracking = next(e.text for e in local if local[e] == "TrackingId")
            raise Refused(local[detail], [(int(p["Code"]), p.get("ErrorCode")) for p in parts], tracking) from None
        return comparable(self.unwrapped(answer.body))
