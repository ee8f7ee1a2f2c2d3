"""A server whose clock stands still, spoken to over one of the wires, and the requests that the suites share."""
import os
import subprocess

import requests
from api import SANDBOX
from server import Server, program

NOW = "2026-03-02T12:00:00Z"
ACCOUNT, CUSTOMER = SANDBOX.account, SANDBOX.customer


class World:
    """A server whose clock stands still, with one of the wires."""

    def __init__(self, wire, *options):
        self.server = Server(*options).__enter__()
        self.set_time(NOW)
        self.api = wire(self.server)

    def close(self):
        self.server.__exit__()

    def set_time(self, when):
        self.admin("POST", "worlds/sandbox/clock", {"set": when, "factor": 0})
        if hasattr(self, "api"):
            self.api.sign_in()  # the old token has ended

    def admin(self, method, path, body=None):
        answer = requests.request(method, f"{self.server.http}/_adsbox/v1/{path}", json=body)
        assert answer.status_code < 300, answer.text
        return answer.json()

    def run(self, *arguments):
        done = subprocess.run([program(), *arguments], capture_output=True, text=True, timeout=60, check=False,
                              env={**os.environ, "ADSBOX_URL": self.server.http})
        return done.returncode, done.stdout, done.stderr

    def spend(self, date, amount, account=ACCOUNT):
        return self.admin("POST", "spend", {"account": account, "date": date, "amount": amount})

    def coupons(self, name, **more):
        return self.admin("POST", "coupon-classes", {"name": name, "customer": CUSTOMER, "amount": 50, "coupons": 2, **more})["codes"]

    def explain(self, tracking_id):
        answer = requests.get(f"{self.server.http}/_adsbox/v1/explain/{tracking_id}")
        assert answer.status_code == 200, answer.text
        return answer.json()


def search(operation, *predicates, ordering=None, size=100, more=None):
    field = "AccountId" if operation == "SearchInsertionOrders" else "CustomerId"
    owner = ACCOUNT if field == "AccountId" else CUSTOMER
    named = [{"Field": field, "Operator": "Equals", "Value": str(owner)}]
    named += [{"Field": f, "Operator": o, "Value": v} for f, o, v in predicates]
    return {"Predicates": named, "Ordering": ordering, "PageInfo": {"Index": 0, "Size": size}, **(more or {})}


def order(**members):
    return {"InsertionOrder": {"AccountId": str(ACCOUNT), "StartDate": "2026-03-02T00:00:00Z", "EndDate": "2026-04-30T00:00:00Z",
                               "SpendCapAmount": 100, **members}}
