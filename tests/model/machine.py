"""A server with its state on disk, two accounts and the model's limits, that can be killed and started again."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "clients"))
import requests
from server import SANDBOX, Server

from wire import Wire
from world import BEGIN, LIMITS


class Account:
    def __init__(self, id_, customer, email):
        self.id, self.customer, self.email, self.token = id_, customer, email, None
        self.developer_token = SANDBOX.developer_token


class Machine:
    def __init__(self, folder):
        self.folder = folder
        self.accounts = []
        self.start()
        try:
            self.furnish()
        except BaseException:
            self.kill()
            raise

    def furnish(self):
        """Accounts and settings that the model counts on."""
        other = self.admin("POST", "users", {"email": "second@outlook.com", "password": "long-enough"})
        self.accounts = [Account(SANDBOX.account, SANDBOX.customer, SANDBOX.user), Account(other["account_id"], other["customer_id"], other["email"])]
        self.admin("POST", "worlds/sandbox/clock", {"freeze": True})
        self.admin("POST", "editorial", {"review_seconds": 0})
        self.go_to(BEGIN)
        self.admin("POST", "limits", {"limits": LIMITS})
        for account in self.accounts:
            account.stores = [int(self.admin("POST", "stores", {"customer": account.customer, "name": name})["id"]) for name in ("Tea", "Pots")]

    def go_to(self, day):
        """The world's clock stands at noon of a day. Tokens end by it."""
        self.admin("POST", "worlds/sandbox/clock", {"set": f"{day}T12:00:00Z"})
        for account in self.accounts:
            account.token = self.admin("POST", f"users/{account.email}/tokens", {})["access_token"]
        self.connect()

    def start(self):
        # Strict: what the model sends is what the contract knows, in its order.
        self.server = Server("--data", self.folder, "--seed", "credentials", "--strict").__enter__()
        self.connect()

    def connect(self):
        self.wires = {account.id: Wire(self.server.http, account) for account in self.accounts}

    def admin(self, method, path, body=None):
        answer = requests.request(method, f"{self.server.http}/_adsbox/v1/{path}", json=body, timeout=60)
        answer.raise_for_status()
        return answer.json()

    def kill(self):
        self.server.process.kill()
        self.server.process.wait()

    def close(self):
        for wire in self.wires.values():
            wire.close()
        self.server.log.close()
        self.server.folder.cleanup()
        self.server.process.stdout.close()

    def start_again(self):
        self.close()
        self.start()

    def end(self):
        """As a server should end: with code 0."""
        self.server.stop()
        self.close()
