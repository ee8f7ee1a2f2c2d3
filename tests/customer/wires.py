"""Customer Management over both wires, by clients that are not ours (requests, zeep strict), as people with roles of their own.

    wires = Wires(server)
    boss = wires.sign_up("boss@outlook.com")            # a customer and an account of their own; Super Admin
    wires.rest(boss, "GetUser", {"UserId": None})        # or wires.soap; requests and answers are the same from both

How requests are written and answers compared: ../billing/api.py.
"""
import dataclasses
import pathlib
import re
import sys

import requests
import zeep
import zeep.exceptions
import zeep.helpers

HERE = pathlib.Path(__file__).resolve()
for folder in ("clients", "billing"):
    sys.path.insert(0, str(HERE.parents[1] / folder))
from api import Refused, comparable, unwrapped, wrapped  # noqa: E402
from server import SANDBOX  # noqa: E402

SCHEMA = HERE.parents[2] / "schema"


def rest_paths(service):
    """Operation -> (method, path)."""
    text = (SCHEMA / f"{service}.schema").read_text(encoding="utf-8")
    return {name: (method, path) for name, method, path in re.findall(r"^operation (\w+) .*\n  rest (\w+) (\S+)", text, re.M)}


@dataclasses.dataclass
class Person:
    email: str
    token: str
    user: int
    customer: int
    account: int


class Wires:
    def __init__(self, server):
        self.server = server
        self.paths = rest_paths("customer_management")
        self.client = zeep.Client(server.soap("CustomerManagement") + "?singleWsdl", settings=zeep.Settings(strict=True))
        (port,) = next(iter(self.client.wsdl.services.values())).ports.values()
        self.operations = port.binding._operations

    def admin(self, method, path, body=None):
        answer = requests.request(method, f"{self.server.http}/_adsbox/v1/{path}", json=body, timeout=30)
        if answer.status_code >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer.json() if answer.content else None

    def sign_up(self, email, **more):
        """A login with a customer of its own; or, with customer_id and role (account_ids), a user of that customer."""
        made = self.admin("POST", "users", {"email": email, "password": "long-enough", **more})
        return Person(email, self.token(email), made["user_id"], made["customer_id"], made.get("account_id", 0))

    def token(self, email):
        return self.admin("POST", f"users/{email}/tokens", {})["access_token"]

    def freeze(self):
        self.admin("POST", "worlds/sandbox/clock", {"freeze": True})

    def advance(self, seconds, *people):
        """Moves the clock; tokens end by it, so these people get new ones."""
        self.admin("POST", "worlds/sandbox/clock", {"advance_seconds": seconds})
        for person in people:
            person.token = self.token(person.email)

    def rest(self, person, operation, body):
        method, path = self.paths[operation]
        answer = requests.request(method, self.server.http + path, json=body, headers={
            "Authorization": "Bearer " + person.token, "DeveloperToken": SANDBOX.developer_token})
        document = answer.json() if answer.content else {}
        if answer.status_code != 200:
            errors = [(e["Code"], e.get("Index")) for part in ("Errors", "OperationErrors", "BatchErrors") for e in document.get(part) or []]
            raise Refused(document["Type"], errors, answer.headers["TrackingId"])
        return comparable(document)

    def soap(self, person, operation, body):
        described = self.operations[operation]
        try:
            answer = getattr(self.client.service, operation)(
                **wrapped(described.input.body.type, body),
                _soapheaders={"AuthenticationToken": person.token, "DeveloperToken": SANDBOX.developer_token})
        except zeep.exceptions.Fault as fault:
            detail = fault.detail[0]
            local = {e: e.tag.rsplit("}", 1)[1] for e in detail.iter() if isinstance(e.tag, str)}
            parts = [{local[c]: c.text for c in e} for e in local if local[e] in ("OperationError", "BatchError", "AdApiError")]
            tracking = next(e.text for e in local if local[e] == "TrackingId")
            raise Refused(local[detail], [(int(p["Code"]), None) for p in parts], tracking) from None
        body = answer.body if hasattr(answer, "header") else answer
        return comparable(unwrapped(described.output.body.type, zeep.helpers.serialize_object(body, dict) or {}))

    def explained(self, tracking_id):
        """The reasons that a refusal's TrackingId leads to."""
        return requests.get(f"{self.server.http}/_adsbox/v1/explain/{tracking_id}", timeout=30).json()["reasons"]
