"""Customer Billing over both wires, spoken by clients that are not ours: requests for REST, zeep (strict) for SOAP.

    api = Rest(server)          # or Soap(server)
    api("GetBillingGroups", {"CustomerId": 250000001})     # the answer as plain values, the same from both
    with self.assertRaises(Refused) as refused: ...        # refused.exception.codes, .fault, .tracking_id

Requests are written as in JSON. Answers are made comparable: numbers are numbers, moments are ISO texts to the second, an absent or
nil list is empty.
"""
import datetime
import decimal
import pathlib
import re
import sys

import requests
import zeep
import zeep.exceptions
import zeep.helpers

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "clients"))
from server import SANDBOX, rest_headers  # noqa: E402

PATHS = {
    "AddInsertionOrder": ("POST", "InsertionOrder"), "UpdateInsertionOrder": ("PUT", "InsertionOrder"),
    "SearchInsertionOrders": ("POST", "InsertionOrders/Search"), "GetAccountMonthlySpend": ("POST", "AccountMonthlySpend/Query"),
    "GetBillingDocumentsInfo": ("POST", "BillingDocumentsInfo/Query"), "GetBillingDocuments": ("POST", "BillingDocuments/Query"),
    "DispatchCoupons": ("POST", "Coupons/Dispatch"), "RedeemCoupon": ("POST", "Coupon/Redeem"), "SearchCoupons": ("POST", "Coupons/Search"),
    "CheckFeatureAdoptionCouponEligibility": ("POST", "FeatureAdoptionCouponEligibility/Check"),
    "ClaimFeatureAdoptionCoupons": ("POST", "FeatureAdoptionCoupons/Claim"), "GetCouponInfo": ("POST", "CouponInfo/Query"),
    "DistributeCoupons": ("POST", "Coupons/Distribute"), "GetBillingGroups": ("POST", "BillingGroups/Query"),
    "GetUngroupedAccounts": ("POST", "UngroupedAccounts/Query"), "UpdateBillingGroupAccounts": ("PUT", "BillingGroupAccounts"),
}


class Refused(Exception):
    def __init__(self, fault, errors, tracking_id):
        super().__init__(f"{fault} {errors}")
        self.fault, self.errors, self.tracking_id = fault, errors, tracking_id
        self.codes = [code for code, _ in errors]


def comparable(value):
    if isinstance(value, dict):
        members = {name: comparable(v) for name, v in value.items()}
        return {name: v for name, v in members.items() if v is not None and v != [] and v != {}}
    if isinstance(value, list):
        return [[] if v is None else comparable(v) for v in value]
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
    if isinstance(value, (float, decimal.Decimal)):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, str):
        if re.fullmatch(r"-?\d{1,18}", value):
            return int(value)
        if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*", value):
            return value[:19]
    return value


class Rest:
    name = "REST"

    def __init__(self, server):
        self.server = server
        self.sign_in()

    def sign_in(self):
        self.token = self.server.token()

    def __call__(self, operation, body):
        method, path = PATHS[operation]
        answer = requests.request(method, f"{self.server.http}/CustomerBilling/v13/{path}", json=body, headers=rest_headers(self.token))
        self.tracking_id = answer.headers["TrackingId"]
        document = answer.json()
        if answer.status_code != 200:
            errors = [(e["Code"], e.get("Index")) for part in ("Errors", "OperationErrors", "BatchErrors") for e in document.get(part) or []]
            raise Refused(document["Type"], errors, self.tracking_id)
        return comparable(document)


def item_of(xsd_type):
    """The element of an array type; None where it is none."""
    elements = getattr(xsd_type, "elements", [])
    return elements[0][1] if len(elements) == 1 and elements[0][1].accepts_multiple else None


def wrapped(xsd_type, value):
    """A request as zeep wants it: lists inside their wrapper elements."""
    if isinstance(value, list) and item_of(xsd_type) is not None:
        item = item_of(xsd_type)
        return {item.name: [zeep.xsd.Nil if v is None else wrapped(item.type, v) for v in value]}
    if isinstance(value, dict):
        types = {name: element.type for name, element in xsd_type.elements}
        return {name: wrapped(types[name], v) for name, v in value.items() if v is not None}
    if isinstance(xsd_type, zeep.xsd.types.ListType):  # flags
        return value.split(", ")
    return value


def unwrapped(xsd_type, value):
    item = item_of(xsd_type)
    if item is not None:
        return [unwrapped(item.type, v) for v in (value or {}).get(item.name) or []]
    if isinstance(value, dict):
        types = {name: element.type for name, element in xsd_type.elements}
        return {name: unwrapped(types[name], v) for name, v in value.items()}
    if isinstance(value, bytes):
        return value
    return value


class Soap:
    name = "SOAP"

    def __init__(self, server):
        self.server = server
        self.client = zeep.Client(server.soap("CustomerBilling") + "?singleWsdl", settings=zeep.Settings(strict=True))
        (port,) = next(iter(self.client.wsdl.services.values())).ports.values()
        self.operations = port.binding._operations
        self.sign_in()

    def sign_in(self):
        self.token = self.server.token()

    def __call__(self, operation, body):
        described = self.operations[operation]
        arguments = wrapped(described.input.body.type, body)
        try:
            answer = getattr(self.client.service, operation)(
                **arguments, _soapheaders={"AuthenticationToken": self.token, "DeveloperToken": SANDBOX.developer_token})
        except zeep.exceptions.Fault as fault:
            detail = fault.detail[0]
            local = {e: e.tag.rsplit("}", 1)[1] for e in detail.iter() if isinstance(e.tag, str)}
            text = {name: [e.text for e in local if local[e] == name] for name in ("TrackingId",)}
            errors = []
            for e in local:
                if local[e] in ("OperationError", "BatchError", "AdApiError"):
                    parts = {local[c]: c.text for c in e}
                    errors.append((int(parts["Code"]), int(parts["Index"]) if "Index" in parts else None))
            raise Refused(local[detail], errors, text["TrackingId"][0]) from None
        self.tracking_id = answer.header.TrackingId
        return comparable(unwrapped(described.output.body.type, zeep.helpers.serialize_object(answer.body, dict)))
