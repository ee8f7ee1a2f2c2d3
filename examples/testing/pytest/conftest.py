"""One server for all tests, a world for each."""
import os
import subprocess
import uuid

import pytest
import requests


@pytest.fixture(scope="session")
def server():
    """Base address. $ADSBOX_URL names a server that runs already, for instance one for all workers of pytest-xdist."""
    if "ADSBOX_URL" in os.environ:
        yield os.environ["ADSBOX_URL"]
        return
    process = subprocess.Popen([os.environ.get("ADSBOX", "adsbox"), "serve", "--port", "0", "--no-tls", "--memory", "--until-input-ends"],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    url = None
    for line in process.stdout:
        if line.startswith("http "):
            url = line.split()[1]
        if line == "ready\n":
            break
    assert url, "adsbox did not start"
    yield url
    process.stdin.close()
    process.wait(timeout=30)
    process.stdout.close()


class World:
    """An isolated state of the server, and what its admin API can do with it."""

    def __init__(self, server, **start):
        self.server, self.name = server, f"test-{uuid.uuid4().hex}"
        self.admin("POST", "worlds", {"name": self.name, **start})
        seeded = self.admin("GET", "connection")["environments"][0]  # of the sandbox
        self.user, self.client_id, self.developer_token = seeded["user"], f"{self.name}~{seeded['client_id']}", seeded["developer_token"]
        self.customer_id, self.account_id = seeded["customer_id"], seeded["account_id"]

    def admin(self, method, path, body=None, **query):
        answer = requests.request(method, f"{self.server}/_adsbox/v1/{path}", json=body, params=query, timeout=100)
        assert answer.ok, answer.text
        return answer.json()

    def tokens(self):
        """Access and refresh token of the world's user, without a sign-in. They carry the world's mark, so that whoever has them is in it."""
        return self.admin("POST", f"users/{self.user}/tokens", {"client_id": self.client_id}, world=self.name)

    def advance(self, seconds):
        return self.admin("POST", f"worlds/{self.name}/clock", {"advance_seconds": seconds})

    def add_fault(self, **rule):
        return self.admin("POST", "faults", rule, world=self.name)["ids"]

    def assert_fired(self, times):
        answer = self.admin("POST", "faults/assert", {"times": times}, world=self.name)
        assert answer["ok"], answer["faults"]

    def requests(self, **fit):
        return self.admin("GET", "requests", world=self.name, **fit)["requests"]

    def explain(self, tracking_id):
        return self.admin("GET", f"explain/{tracking_id}")

    def drop(self):
        self.admin("DELETE", f"worlds/{self.name}")


@pytest.fixture
def world(server):
    world = World(server)
    yield world
    world.drop()
