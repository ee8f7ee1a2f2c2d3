"""Random calls, good ones and bad ones, with what the model says of them."""
import engine
import items
import keywords
from call import OTHERS, Call
from calls_about_trees import CallsAboutTrees
from calls_put_on import CallsPutOn
from calls_refused import PARENT, PLURAL, CallsRefused
from world import KINDS

# How often which kind of call is made, and how many items it has at most.
WEIGHTS = {("add", "Campaign"): (5, 12), ("update", "Campaign"): (6, 15), ("delete", "Campaign"): (2, 3),
           ("add", "AdGroup"): (8, 14), ("update", "AdGroup"): (8, 14), ("delete", "AdGroup"): (3, 4),
           ("add", "Keyword"): (26, 280), ("update", "Keyword"): (16, 260), ("delete", "Keyword"): (9, 220),
           ("add", "Ad"): (10, 9), ("update", "Ad"): (11, 9), ("delete", "Ad"): (3, 4),
           ("add", "Budget"): (3, 8), ("update", "Budget"): (4, 10), ("delete", "Budget"): (2, 4),
           ("add", "Label"): (3, 12), ("update", "Label"): (3, 15), ("delete", "Label"): (2, 4),
           ("add", "BidStrategy"): (2, 5), ("update", "BidStrategy"): (3, 6), ("delete", "BidStrategy"): (1, 2),
           ("label", "Labelled"): (9, 100), ("targets", "Criterion"): (14, 14), ("negatives", "Negative"): (10, 90),
           ("partitions", "ProductPartition"): (14, 0), ("hotels", "HotelGroup"): (6, 0), ("sites", "Sites"): (5, 8),
           ("webpages", "Webpage"): (9, 7), ("scopes", "ProductScope"): (5, 2), ("hotel_targets", "HotelTarget"): (6, 5), ("properties", "Property"): (2, 4),
           ("refused", "Whole"): (4, 1), ("lists", "Whole"): (5, 1)}


class Calls(CallsAboutTrees, CallsPutOn, CallsRefused):
    def __init__(self, rng, world, accounts):
        self.rng, self.world, self.accounts = rng, world, accounts
        self.choices = list(WEIGHTS)
        self.weights = [w for w, _ in WEIGHTS.values()]

    def next(self, caller=None):
        while True:
            what, kind = self.rng.choices(self.choices, self.weights)[0]
            account = caller or self.rng.choices(self.accounts, (9, 1))[0]
            most = WEIGHTS[what, kind][1]
            if what in ("add", "update", "delete"):
                call = self.entities(what, kind, account, most)
            else:
                call = getattr(self, what)(account, most)
            if call is not None:
                return call

    # Picking among what is there.

    def row_of(self, kind, account):
        rows = self.world.store.of(kind)
        mine = [r for r in rows.values() if r.account == account] if len(self.accounts) > 1 else list(rows.values())
        return self.rng.choice(mine) if mine else None

    def foreign(self, kind, account):
        """An id that the caller does not have: nobody's, a nonsense one, or the other account's."""
        others = [r.id for r in self.world.store.of(kind).values() if r.account != account]
        return self.rng.choice([OTHERS, 0, -5, *others[:3]])

    def parent_of(self, kind, account):
        if kind in ("Campaign", "Budget", "Label", "BidStrategy"):
            return account
        rng = self.rng
        row = self.row_of("Campaign" if kind == "AdGroup" else "AdGroup", account)
        for _ in range(4):  # keywords and ads have no place in ad groups of audience campaigns, or that are over: those are tried less often
            if row and kind in ("Keyword", "Ad") and keywords.no_place(self.world, row.id) and (kind == "Keyword" or rng.random() < 0.3):
                row = self.row_of("AdGroup", account)
        return row.id if row else None

    def ids_in(self, kind, account, parent, count):
        """Ids to change or delete: most of them good; some twice, of others or of nobody."""
        rng, here = self.rng, [r.id for r in self.world.store.children(kind, parent)]
        if not here:
            return []
        chosen = rng.sample(here, min(count, len(here)))
        for i in range(len(chosen)):
            if rng.random() < 0.02:
                chosen[i] = rng.choice([self.foreign(kind, account), rng.choice(chosen), (self.row_of(kind, account)).id])
        return chosen

    # Calls.

    def entities(self, what, kind, account, most):
        rng, name = self.rng, KINDS[kind].name
        parent = self.parent_of(kind, account)
        if parent is None:
            return None
        count = rng.randint(max(1, most // 3), most)
        body = {PARENT[kind]: parent} if PARENT[kind] else {}
        scopes = [(kind, parent)] + self.more_scopes(kind, account)
        if what == "delete":
            ids = self.ids_in(kind, account, parent, rng.randint(1, most))
            if not ids:
                return None
            body[f"{kind}Ids"] = ids
            predict = lambda w: engine.delete(w, KINDS[kind], account, parent, ids)  # noqa: E731
            return Call(f"Delete{PLURAL[kind]}", account, name, parent, body, len(ids), predict, None, tuple(scopes))
        make, options = items.MAKE[kind], None
        if what == "add":
            sent = [make(rng, self.world, account, parent, None) for _ in range(count)]
        else:
            ids = self.ids_in(kind, account, parent, count)
            if not ids:
                return None
            rows = [self.world.store.get(kind, i) or self.world.store.children(kind, parent)[0] for i in ids]
            sent = [make(rng, self.world, account, parent, row) | {"Id": i} for i, row in zip(ids, rows)]
            here = {r.id for r in self.world.store.children(kind, parent)}
            for n, i in enumerate(ids):  # what else is wrong with such an item is said as well, which the model cannot tell without a row
                if i in ids[:n] or i not in here:
                    sent[n] = {"Id": i} | {"Type": t for t in [sent[n].get("Type")] if t}
        if kind == "AdGroup" and what == "update":
            options = rng.random() < 0.5
        for i in range(len(sent)):
            if rng.random() < 0.008:
                sent[i] = None
        body[PLURAL[kind]] = sent
        if options is not None:
            body["UpdateAudienceAdsBidAdjustment"] = options
        run = engine.add if what == "add" else engine.update
        return Call(f"{what.title()}{PLURAL[kind]}", account, name, parent, body, len(sent),
                    lambda w: run(w, KINDS[kind], account, parent, sent, options), f"{kind}Ids" if what == "add" else None, tuple(scopes))

    def more_scopes(self, kind, account):
        return {"Campaign": [("Budget", account), ("BidStrategy", account)], "Budget": [("Campaign", account)],
                "BidStrategy": [("Campaign", account)]}.get(kind, [])
