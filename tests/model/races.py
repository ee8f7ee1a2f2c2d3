"""Four callers add the same entities at the same time: each name is taken once, limits hold, and whoever lost is told so."""
import threading

import items
from reading import Mismatch, same
from wire import Refused, Wire
from world import KINDS

CALLERS = 4
PARENTS = {"Campaign": "AccountId", "AdGroup": "CampaignId", "Keyword": "AdGroupId"}


class Caller(threading.Thread):
    def __init__(self, wire, protocol, operation, body):
        super().__init__()
        self.wire, self.protocol, self.operation, self.body = wire, protocol, operation, body
        self.answer = self.refused = None

    def run(self):
        try:
            self.answer = self.wire(self.protocol, self.operation, self.body)
        except Refused as refused:
            self.refused = refused
        finally:
            self.wire.close()


def entrants(rng, world, kind, account, parent, count):
    """Good new items with keys that nobody has: [(item, key, view)]."""
    found, make = {}, items.MAKE[kind.name]
    for _ in range(count * 3):
        item = make(rng, world, account, parent, None)
        item.pop("BudgetId", None)  # how many share it is a limit of another kind
        item.pop("BidStrategyId", None)
        judged = kind.judge(world, item, None, None, account, parent, None)
        key = kind.key(judged.view) if not judged.codes else None
        if key is not None and key not in found and world.store.holder(kind.name, parent, key) is None:
            found[key] = (item, key, judged.view)
    return list(found.values())[:count]


def race(run):
    """False: there was nothing to race for."""
    rng, world = run.rng, run.world
    kind = KINDS[rng.choice(("Campaign", "AdGroup", "Keyword", "Keyword", "Budget", "Label"))]
    account = run.machine.accounts[0]
    parent = run.calls.parent_of(kind.name, account.id)
    field = parent and entrants(rng, world, kind, account.id, parent, rng.randint(4, 60 if kind.name == "Keyword" else 12))
    if not field:
        return False
    have = {"parent": world.store.count(kind.name, parent), "account": world.store.count_of_account(kind.name, account.id)}
    rooms = [(world.limits[name] - have[scope], error) for name, error, scope in kind.limits]
    room, full = min(rooms, key=lambda r: r[0])  # where several are full the first one is told
    callers, orders = [], []
    for n in range(CALLERS):
        order = rng.sample(field, len(field))
        body = {PARENTS[kind.name]: parent} if kind.name in PARENTS else {}
        orders.append(order)
        callers.append(Caller(Wire(run.machine.server.http, account), ("REST", "SOAP")[n % 2], f"Add{kind.name}s",
                              body | {kind.name + "s": [item for item, _, _ in order]}))
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    winners = judge(kind, callers, orders, full)
    same(f"how many {kind.name}s were added by {CALLERS} callers who all wanted {len(field)} of them, with room for {room}", len(winners),
         min(len(field), max(0, room)))
    for id_, (key, view) in sorted(winners.items()):
        row = world.store.new(kind.name, account.id, parent, key, view)
        world.named([row], [id_], kind.name)
    world.store.changes()
    run.operations += CALLERS * len(field)
    run.outcomes["races"] += 1
    run.reading.check(account.id, rng.choice(("REST", "SOAP")), (kind.name, parent))
    run.dirty[kind.name, parent] = account.id
    return True


def judge(kind, callers, orders, full):
    """id -> (key, view) of what was added."""
    winners, taken, lost = {}, set(), []
    for caller, order in zip(callers, orders):
        if caller.answer is None:
            raise Mismatch(f"{caller.operation} at the same time as others: {caller.refused}")
        errors = {e["Index"]: e["ErrorCode"] for e in caller.answer["PartialErrors"]}
        for i, (id_, (_, key, view)) in enumerate(zip(caller.answer[kind.name + "Ids"], order)):
            if (id_ is None) != (i in errors):
                raise Mismatch(f"{caller.operation}: item {i} has the id {id_} and the error {errors.get(i)}")
            if id_ is None:
                lost.append((key, errors[i]))
            elif key in taken:
                raise Mismatch(f"{caller.operation}: {key} was added twice")
            else:
                taken.add(key)
                winners[int(id_)] = (key, view)
    for key, code in lost:
        same(f"why {key} was not added", code, kind.taken_on_add if key in taken else full)
    return winners
