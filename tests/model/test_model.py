#!/usr/bin/python3
"""Random operations on Campaign Management against a reference model, over both wires, with a server that is killed again and again.

    tests/model/test_model.py [--seed N] [--operations 100000] [--kills 40] [-v]

Each call is predicted item by item: which succeed, which error each other one has. What the call may have changed is then read over the other wire
and must equal the model. The server is killed (SIGKILL) at random moments; afterwards all that was answered must be there, and of the call under
way all or nothing. The seed is printed; the same seed makes the same calls up to the first kill, whose moment is the machine's.
"""
import argparse
import collections
import dataclasses
import datetime
import http.client
import random
import tempfile
import threading
import time

from calls import Call, Calls
from engine import Outcome
from machine import Machine
from paths import wrong_paths
from races import race
from races_of_deletion import delete_a_budget, delete_a_campaign
from telling import told
from reading import BELOW_GROUPS, Mismatch, Reading, errors_of, same
from wire import Refused
from store import UNNAMED
from world import KINDS, LIMITS, World

PROTOCOLS = ("REST", "SOAP")


@dataclasses.dataclass
class Attempt:
    """A call on its way: what the model says of it, and what of the model that changed."""
    call: Call
    protocol: str
    other: str          # the wire that it is read back over
    outcome: Outcome
    changes: list
    answer: dict = None
    refused: Refused = None


class Run:
    def __init__(self, machine, seed):
        self.machine, self.rng = machine, random.Random(seed)
        self.world = World(LIMITS)
        self.reading = Reading(self.world, machine.wires, self.rng)
        self.accounts = [a.id for a in machine.accounts]
        self.world.stores = {a.id: a.stores for a in machine.accounts}
        self.calls = Calls(self.rng, self.world, self.accounts)
        self.operations = self.number = 0
        self.attempt = None  # the call under way
        self.outcomes = collections.Counter()
        self.seconds = {}  # that an operation takes, as of late
        self.dirty = {}    # scopes that changed since all was read, with their account

    # One call.

    def step(self):
        if self.rng.random() < 0.03 and self.race():
            return
        self.attempt = attempt = self.draw()
        begun = time.monotonic()
        self.send(attempt)
        operation, seconds = attempt.call.operation, time.monotonic() - begun
        self.seconds[operation] = (self.seconds.get(operation, seconds) + seconds) / 2
        self.judge(attempt)
        self.read_back(attempt.call, attempt.other)

    def race(self):
        way = self.rng.random()
        if way < 0.6:
            return race(self)
        return delete_a_campaign(self, KINDS) if way < 0.75 else delete_a_budget(self, KINDS)

    def pass_time(self):
        """Some days: ad groups end, others begin, months have other lengths."""
        self.world.today += datetime.timedelta(self.rng.choice((1, 2, 9, 25)))
        self.machine.go_to(self.world.today)
        self.reading.wires = self.machine.wires
        for account in self.accounts:
            for campaign in self.world.store.children("Campaign", account):
                self.reading.check(account, self.rng.choice(PROTOCOLS), ("AdGroup", campaign.id))

    def draw(self, caller=None):
        call = self.calls.next(caller)
        self.number += 1
        self.operations += call.size
        protocol = self.rng.choice(PROTOCOLS)
        outcome = call.predict(self.world)
        return Attempt(call, protocol, PROTOCOLS[1 - PROTOCOLS.index(protocol)], outcome, self.world.store.changes())

    def send(self, attempt):
        call = attempt.call
        try:
            attempt.answer = self.machine.wires[call.account](attempt.protocol, call.operation, call.body)
        except Refused as refused:
            attempt.refused = refused

    def judge(self, attempt):
        call, outcome, answer = attempt.call, attempt.outcome, attempt.answer
        if attempt.refused:
            same(f"{call.operation} as a whole", sorted(attempt.refused.codes), sorted(outcome.fault or ["(answered)"]))
            self.outcomes["calls refused as a whole"] += 1
            self.outcomes.update(outcome.fault)
            return
        if outcome.fault:
            raise Mismatch(f"{call.operation}: the model expects {outcome.fault}, the service answers {str(answer)[:500]}")
        errors, ids = self.told(call, answer)
        same(f"errors of {call.operation} {call.kind}", errors, outcome.errors)
        same(f"paths of the errors of {call.operation}", list(wrong_paths(call, answer)), [])
        if outcome.rows is not None:
            same(f"which items of {call.operation} have an id", [i is not None for i in ids], [r is not None for r in outcome.rows])
            self.world.named(outcome.rows, [i and int(i) for i in ids], call.kind)
        self.outcomes["items refused"] += len({i for i, _ in errors})
        for _, code in errors:
            self.outcomes[code] += 1

    def told(self, call, answer):
        """Errors and new ids of an answer."""
        if call.kind.endswith("Criterion") and "NestedPartialErrors" in answer:
            nested = answer["NestedPartialErrors"]
            errors = sorted((c["Index"], e["ErrorCode"]) for c in nested for e in [c] * (c["Code"] is not None) + c["BatchErrors"])
            return errors, answer[call.ids] if call.ids else None
        if call.kind.endswith("Negative"):
            nested = answer["NestedPartialErrors"]
            errors = sorted((e["Index"], e["ErrorCode"]) for collection in nested for e in collection["BatchErrors"])
            same("what is told of the entity", [(c["Index"], c["Code"]) for c in nested], [(0, None)] if errors else [])
            return errors, answer[call.ids][0]["Ids"] if call.ids else None
        if call.operation == "SetAccountProperties":
            return [], None
        indices = [e["Index"] for e in answer["PartialErrors"]]
        same(f"the order of the errors of {call.operation}", indices, sorted(indices))
        return errors_of(answer), answer[call.ids] if call.ids else None

    def read_back(self, call, protocol):
        for scope in call.scopes:
            self.dirty[scope] = call.account
        kind, parent = call.scopes[0]
        if call.kind == "Labelled":
            scopes = self.rng.sample(call.scopes, min(3, len(call.scopes)))
        elif call.operation.startswith(("Update", "Delete")) and call.kind in ("Campaign", "AdGroup", "Keyword", "Ad", "Budget", "Label", "BidStrategy"):
            ids = call.body[f"{kind}Ids"] if f"{kind}Ids" in call.body else [item["Id"] for item in call.body[call.operation[6:]] if item]
            if ids:
                self.reading.check_ids(call.account, protocol, kind, parent, ids)
            scopes = call.scopes if self.rng.random() < 0.3 else call.scopes[1:]
            if call.operation == "DeleteAdGroups" and (gone := [i for i in ids if i > 0 and not self.world.store.get("AdGroup", i)]):
                self.reading.check_gone(call.account, protocol, self.rng.choice(("Keyword", "Ad")), gone[0])
            if call.operation == "DeleteCampaigns" and (gone := [i for i in ids if i > 0 and not self.world.store.get("Campaign", i)]):
                self.reading.check_gone(call.account, protocol, "AdGroup", gone[0])
        else:
            scopes = call.scopes
        for scope in scopes:
            if self.exists(scope):
                self.reading.check(call.account, protocol, scope)

    def exists(self, scope):
        """Whether there is something to list: not below a parent that is gone, or of another account."""
        kind, parent = scope
        above = {"AdGroup": "Campaign", "AdGroupSites": "Campaign", "CampaignNegative": "Campaign", "CampaignCriterion": "Campaign",
                 "Keyword": "AdGroup", "Ad": "AdGroup", "AdGroupNegative": "AdGroup", "AdGroupCriterion": "AdGroup", 
                 "CampaignWebpageCriterion": "Campaign", "ScopeCriterion": "Campaign",
                 **dict.fromkeys(BELOW_GROUPS, "AdGroup")}.get(kind)
        if kind == "Labelled":
            above, parent = "Label", parent[0]
        if kind == "On":
            above, parent = parent
        return above is None or self.world.store.get(above, parent) is not None

    # Calls that the server does not survive.

    def fall(self):
        attempts = [self.draw_a_change(self.accounts[0])]
        if self.rng.random() < 0.5:  # two at the same time, which may share a commit
            attempts.append(self.draw_a_change(self.accounts[1]))
        expected = max(self.seconds.get(a.call.operation, 0.01) for a in attempts)
        killer = threading.Timer(self.rng.uniform(0, 1.3) * expected, self.machine.kill)
        senders = [threading.Thread(target=self.send_and_lose, args=(a,)) for a in attempts]
        for thread in (*senders, killer):
            thread.start()
        for thread in (*senders, killer):
            thread.join()
        self.machine.start_again()
        self.reading.wires = self.machine.wires
        for attempt in attempts:
            if attempt.answer is not None or attempt.refused is not None:
                self.outcomes["kills: the answer was there"] += 1
                self.judge(attempt)
            else:
                self.settle(attempt)
            for scope in attempt.call.scopes:
                self.dirty[scope] = attempt.call.account
        for scope, account in self.dirty.items():
            if self.exists(scope):
                self.reading.check(account, self.rng.choice(PROTOCOLS), scope)
        self.dirty = {}

    def draw_a_change(self, caller):
        """A call that changes something, so that a kill could leave half of it."""
        for _ in range(20):
            attempt = self.draw(caller)
            if attempt.changes and self.exists(attempt.call.scopes[0]):
                return attempt
            self.world.store.take_back(attempt.changes)
            self.operations -= attempt.call.size
        raise Mismatch("nothing changes any more")

    def send_and_lose(self, attempt):
        try:
            self.send(attempt)
        except (OSError, EOFError, http.client.HTTPException):
            pass  # the connection is gone, and so is the answer

    def settle(self, attempt):
        """Nobody heard the answer: all of the call happened, or nothing. The first listing that it changes tells which; the caller reads the rest."""
        call, store = attempt.call, self.world.store
        scopes = [scope for scope in call.scopes if self.exists(scope)]
        after = [self.reading.meant(call.account, scope) for scope in scopes]
        again = store.take_back(attempt.changes)
        before = [self.reading.meant(call.account, scope) for scope in scopes]
        changed = next((i for i in range(len(scopes)) if before[i] != after[i]), None)
        if changed is None:
            return
        said = self.reading.fetch(call.account, attempt.other, scopes[changed])
        new = [row for row in attempt.outcome.rows or () if row is not None and row.id > UNNAMED]
        before = self.reading.meant(call.account, scopes[changed])  # again: what was read may have told names and ids
        happened = said != before  # whether it is what it should be then, the caller finds out
        self.outcomes[f"kills under way: {'all' if happened else 'nothing'} of it is there"] += 1
        if not happened:
            return
        store.take_back(again)
        if new:
            views = [view for part in said.values() for view in part] if isinstance(said, dict) else said
            ids = sorted(int(view["Id"]) for view in views if not store.get(call.kind, int(view["Id"])))
            same(f"how many new ones there are after {call.operation}, which was under way", len(ids), len(new))
            self.world.named(new, ids, call.kind)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--operations", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("-v", action="store_true")
    options = parser.parse_args()
    seed = random.SystemRandom().randrange(1 << 32) if options.seed is None else options.seed
    print(f"seed {seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="adsbox-model-") as folder:
        machine = Machine(folder)
        begun = time.monotonic()
        run = Run(machine, seed)
        kills = 0
        try:
            while run.operations < options.operations:
                if run.operations >= (kills + 1) * options.operations / (options.kills + 1):
                    kills += 1
                    run.fall()
                    if kills % 4 == 0:
                        run.pass_time()
                else:
                    run.step()
            run.reading.check_all(run.accounts, PROTOCOLS)
        except BaseException:
            print(f"seed {seed}, call {run.number}, after {run.operations} operations and {kills} kills")
            if run.attempt:
                told(run.attempt, run.world)
            print(machine.server.errors())
            machine.kill()
            raise
        print(f"{run.operations} operations in {run.number} calls, {kills} kills, {run.reading.entities} entities read back, "
              f"{time.monotonic() - begun:.1f} s")
        if options.v:
            for what, times in sorted(run.outcomes.items()):
                print(f"{times:8} {what}")
        same("kills", kills >= options.kills, True)
        machine.end()


if __name__ == "__main__":
    main()
