"""Add, update and delete as the documentation describes them for every kind: one result an item, in order; what failed has a nil id and errors."""
from store import UNNAMED


class Kind:
    name = ""            # of its rows
    most = 100           # items a call
    null = unknown = twice = ""
    twice_in_update = other_parent = other_type = None
    no_id = None  # of an update without one, where that is another error than an id of nobody's
    taken_on_add = taken_on_update = ""
    taken_in_call = None
    limits = ()          # (name of the limit, error, "parent" or "account")

    def key(self, view):
        """What only one under the parent has; None: nothing."""

    def judge(self, world, sent, stored, row, account, parent, options):
        """A checks.Judged."""

    def full(self, world, row, view, account, parent):
        """The error when one more does not fit."""
        if row is not None:
            return None
        for name, error, scope in self.limits:
            have = world.store.count(self.name, parent) if scope == "parent" else world.store.count_of_account(self.name, account)
            if have >= world.limits[name]:
                return error
        return None

    def refuses_delete(self, world, row):
        return None

    def saved(self, world, before, row):
        """What follows for others."""

    def shown(self, world, row):
        return row.view


class Outcome:
    """Of a call: `fault` (codes of the whole call), or `errors` [(index, code)] and `rows`, new ones in the order of the items."""

    def __init__(self, fault=None, errors=(), rows=None):
        self.fault, self.errors, self.rows = fault, sorted(errors), rows


def found(world, kind, account, parent, id_):
    """The row, or the error of an id that is not there."""
    row = world.store.get(kind.name, id_)
    if row is not None and row.parent == parent:
        return row, None
    if row is not None and row.account == account and kind.other_parent:
        return None, kind.other_parent
    return None, kind.unknown


def add(world, kind, account, parent, items, options=None):
    rows, errors = [], []
    for i, item in enumerate(items):
        rows.append(None)
        if item is None:
            errors.append((i, kind.null))
            continue
        j = kind.judge(world, item, None, None, account, parent, options)
        key = kind.key(j.view) if j.keyed else None
        if key is not None and (holder := world.store.holder(kind.name, parent, key)) is not None:
            j.refuse(kind.taken_in_call if kind.taken_in_call and holder > UNNAMED else kind.taken_on_add)
        if not j.codes and (code := kind.full(world, None, j.view, account, parent)):
            j.refuse(code)
        if j.codes:
            errors += [(i, code) for code in j.codes]
        else:
            rows[i] = world.store.new(kind.name, account, parent, key, j.view)
            kind.saved(world, None, rows[i])
    return Outcome(errors=errors, rows=rows)


def update(world, kind, account, parent, items, options=None):
    errors, seen = [], set()
    for i, item in enumerate(items):
        if item is None:
            errors.append((i, kind.null))
            continue
        id_ = int(item.get("Id") or 0)
        if id_ > 0 and id_ in seen:
            errors.append((i, kind.twice_in_update or kind.twice))
            continue
        seen.add(id_)
        row, code = found(world, kind, account, parent, id_)
        if item.get("Id") is None:
            code = kind.no_id or code
        if row is None or (kind.other_type and item["Type"] != row.view["Type"]):
            errors.append((i, code or kind.other_type))
            continue
        j = kind.judge(world, item, row.view, row, account, parent, options)
        key = kind.key(j.view) if j.keyed else None
        if key is not None and world.store.holder(kind.name, parent, key) not in (None, id_):
            j.refuse(kind.taken_on_update)
        if not j.codes and (code := kind.full(world, row, j.view, account, parent)):
            j.refuse(code)
        if j.codes:
            errors += [(i, code) for code in j.codes]
        else:
            kind.saved(world, row, world.store.put(kind.name, type(row)(id_, account, parent, key, j.view)))
    return Outcome(errors=errors)


def delete(world, kind, account, parent, ids):
    errors, seen = [], set()
    for i, id_ in enumerate(ids):
        if id_ > 0 and id_ in seen:
            errors.append((i, kind.twice))
            continue
        seen.add(id_)
        row, code = found(world, kind, account, parent, id_)
        if row is not None:
            code = kind.refuses_delete(world, row)
        if code:
            errors.append((i, code))
        else:
            world.take_down(kind.name, row)
    return Outcome(errors=errors)
