"""What the service should hold: rows by kind, id, parent and key. A change can be taken back until it is known to have happened."""

# Ids of rows that the service has not named yet: greater than any real one, so that they come last as new entities do.
UNNAMED = 10 ** 17


class Row:
    """An entity; never changed, only replaced. `view` is the object as an answer has it, without what is computed from others."""
    __slots__ = ("id", "account", "parent", "key", "view")

    def __init__(self, id_, account, parent, key, view):
        self.id, self.account, self.parent, self.key, self.view = id_, account, parent, key, view


class Store:
    def __init__(self):
        self.rows = {}      # kind -> {id: Row}
        self.below = {}     # (kind, parent) -> {id: Row}
        self.keys = {}      # (kind, parent, key) -> id
        self.counts = {}    # (kind, account) -> number
        self.undo = []      # (kind, id, Row or None)
        self.unnamed = UNNAMED

    def get(self, kind, id_):
        return self.rows.setdefault(kind, {}).get(id_)

    def of(self, kind):
        return self.rows.setdefault(kind, {})

    def children(self, kind, parent):
        """In ascending id."""
        found = self.below.get((kind, parent))
        return [found[i] for i in sorted(found)] if found else []

    def count(self, kind, parent):
        return len(self.below.get((kind, parent), ()))

    def count_of_account(self, kind, account):
        return self.counts.get((kind, account), 0)

    def holder(self, kind, parent, key):
        return self.keys.get((kind, parent, key))

    def new(self, kind, account, parent, key, view):
        self.unnamed += 1
        return self.put(kind, Row(self.unnamed, account, parent, key, view))

    def put(self, kind, row):
        self.undo.append((kind, row.id, self.get(kind, row.id)))
        self._set(kind, row.id, row)
        return row

    def drop(self, kind, id_):
        self.undo.append((kind, id_, self.get(kind, id_)))
        self._set(kind, id_, None)

    def _set(self, kind, id_, row):
        rows = self.of(kind)
        old = rows.pop(id_, None)
        if old is not None:
            del self.below[kind, old.parent][id_]
            self.counts[kind, old.account] -= 1
            if old.key is not None and self.keys.get((kind, old.parent, old.key)) == id_:
                del self.keys[kind, old.parent, old.key]
        if row is not None:
            rows[id_] = row
            self.below.setdefault((kind, row.parent), {})[id_] = row
            self.counts[kind, row.account] = self.counts.get((kind, row.account), 0) + 1
            if row.key is not None:
                self.keys[kind, row.parent, row.key] = id_

    def changes(self):
        """What was changed since it was last asked: nothing, or what take_back() takes."""
        changes, self.undo = self.undo, []
        return changes

    def take_back(self, changes):
        """As it was before; what is returned takes that back again."""
        again = []
        for kind, id_, row in reversed(changes):
            again.append((kind, id_, self.get(kind, id_)))
            self._set(kind, id_, row)
        return again

    def name(self, kind, row, id_):
        """The service has told a new row's id."""
        self._set(kind, row.id, None)
        self._set(kind, id_, Row(id_, row.account, row.parent, row.key, {**row.view, "Id": str(id_)} if "Id" in row.view else row.view))
