"""Random actions on trees: a new tree, or a few changes of the one that is there. Some are spoilt, one action of a call."""
from spoiling import WORDS, urls
from tree_kinds import HOTELS

DEPTH = 3


class Builder:
    def __init__(self, rng, world, kind, group):
        self.rng, self.world, self.kind, self.group = rng, world, kind, group
        self.actions = []
        scheme = world.store.get("Campaign", group.parent).view["BiddingScheme"]["Type"]
        self.rate = scheme in ("PercentCpcBiddingScheme", "CommissionBiddingScheme")

    def bid(self):
        amount = self.rng.choice((0.05, 1, 2.5, 100))
        return {"Type": "RateBid", "RateAmount": {"Amount": amount}} if self.rate else {"Type": "FixedBid", "Amount": amount}

    def act(self, action, **criterion):
        self.actions.append({"Action": action, "AdGroupCriterion": {"Type": "BiddableAdGroupCriterion", "AdGroupId": self.group.id} | criterion})
        return -len(self.actions)

    def node(self, parent, operand, attribute, subdivision, id_=None):
        made = {"Type": self.kind.name, self.kind.condition: {"Attribute": attribute, "Operand": operand}, "ParentCriterionId": parent,
                self.kind.node_type: "Subdivision" if subdivision else "Unit"}
        members = {"Criterion": made}
        if id_ is not None:
            members["Id"] = id_
        if not subdivision:
            if parent is not None and self.rng.random() < 0.15:
                members["Type"] = "NegativeAdGroupCriterion"
            else:
                members["CriterionBid"] = self.bid()
                if self.kind.has_urls and self.rng.random() < 0.2:
                    urls(self.rng, members, False)
        self.act("Add", **members)

    def attribute(self, operand):
        allowed = self.kind.operands[operand]
        return self.rng.choice(allowed) if isinstance(allowed, tuple) else self.rng.choice(WORDS)

    def grow(self, parent, operand, attribute, above, depth):
        """A unit, or a subdivision with what belongs to it."""
        choices = [o for o in self.kind.operands if o != "All" and all(o > a if a[:-1] == o[:-1] else o != a for a in above)]
        if depth == 0 or self.rng.random() < 0.4 or not choices:
            return self.node(parent, operand, attribute, False)
        id_ = -1000 - len(self.actions)
        self.node(parent, operand, attribute, True, id_)
        self.divide(id_, self.rng.choice(choices), above, depth - 1)
        return None

    def divide(self, parent, operand, above, depth):
        attributes = {self.attribute(operand).lower(): None for _ in range(self.rng.randint(1, 3))}
        attributes = [a.title() if operand in ("Condition", "Channel") else a for a in attributes]
        fitting = [a for a in attributes if not isinstance(self.kind.operands[operand], tuple) or a in self.kind.operands[operand]]
        for attribute in fitting + [None]:
            self.grow(parent, operand, attribute, [*above, operand], depth if attribute else 0)


def nodes_of(world, kind, group):
    """id -> (view, parent, operand, attribute, subdivision)."""
    found = {}
    for row in world.store.children(kind.name, group.id):
        criterion = row.view["Criterion"]
        condition = criterion[kind.condition]
        found[row.id] = (row.view, world.real(criterion["ParentCriterionId"]), condition["Operand"], condition["Attribute"],
                         criterion[kind.node_type] == "Subdivision")
    return found


def line(nodes, id_):
    """A node that is there, and all above it."""
    while id_ in nodes:
        yield id_
        id_ = nodes[id_][1]


def above(nodes, id_):
    """Operands from a node to the root."""
    found = []
    while id_ is not None:
        _, parent, operand, _, _ = nodes[id_]
        found.append(operand)
        id_ = parent
    return found


def actions(rng, world, kind, group):
    builder, nodes = Builder(rng, world, kind, group), nodes_of(world, kind, group)
    if not nodes:
        builder.grow(None, "All", None, ["All"], DEPTH)
    else:
        change(rng, builder, nodes)
    if rng.random() < 0.35:
        spoil(rng, builder, nodes)
    return builder.actions


def change(rng, b, nodes):
    ids = list(nodes)
    units = [i for i in ids if not nodes[i][4]]
    parents = [i for i in ids if nodes[i][4]]
    way = rng.random()
    if way < 0.4:
        for id_ in rng.sample(ids, min(len(ids), rng.randint(1, 4))):
            update(rng, b, id_, nodes[id_])
    elif way < 0.6 and len(nodes) < 60:  # a unit becomes another one, or is divided
        id_ = rng.choice(units)
        _, parent, operand, attribute, _ = nodes[id_]
        replace = lambda: b.grow(parent, operand, attribute, above(nodes, id_), 2)  # noqa: E731
        steps = [lambda: b.act("Delete", Id=id_), replace]
        for step in steps if rng.random() < 0.7 else steps[::-1]:
            step()
    elif way < 0.8 and parents and len(nodes) < 60:  # more below a subdivision
        parent = rng.choice(parents)
        siblings = [n for n in nodes.values() if n[1] == parent]
        have = {(n[3] or "").lower() for n in siblings}
        operand = siblings[0][2]
        for attribute in {b.attribute(operand) for _ in range(3)}:
            if attribute.lower() not in have:
                have.add(attribute.lower())
                b.grow(parent, operand, attribute, [operand, *above(nodes, parent)], 1)
        if not b.actions:
            update(rng, b, units[0], nodes[units[0]])
    elif way < 0.92 and len(units) > 1:
        spare = [i for i in ids if nodes[i][3] is not None]
        for id_ in rng.sample(spare, min(len(spare), 2)) or [next(i for i in ids if nodes[i][1] is None)]:
            b.act("Delete", Id=id_)
    else:
        b.act("Delete", Id=next(i for i in ids if nodes[i][1] is None))
        if rng.random() < 0.5:
            b.grow(None, "All", None, ["All"], DEPTH)


def update(rng, b, id_, node):
    view, _, operand, attribute, subdivision = node
    if view["Type"].startswith("Negative"):
        return b.act("Delete", Id=id_) if attribute is not None else None
    members = {"Id": id_}
    if not subdivision or rng.random() < 0.3:
        members["CriterionBid"] = b.bid()
    if rng.random() < 0.3:
        members["Criterion"] = {"Type": b.kind.name, b.kind.condition: {"Attribute": attribute, "Operand": operand},
                                b.kind.node_type: "Subdivision" if subdivision else "Unit"}
    if b.kind.has_urls and not subdivision and rng.random() < 0.3:
        urls(rng, members, True)
    return b.act("Update", **members)


def deep(b):
    """A tree of too many levels, if the group has none yet."""
    b.actions.clear()
    operands = [o for o in b.kind.operands if not isinstance(b.kind.operands[o], tuple)][:8]
    b.node(None, "All", None, True, -1)
    for level, operand in enumerate(operands):
        b.node(-1 - level, operand, "Tea", level < 7, -2 - level)
        b.node(-1 - level, operand, None, False)


def spoil(rng, b, nodes):
    adds = [a["AdGroupCriterion"] for a in b.actions if a["Action"] == "Add"]
    updates = [a["AdGroupCriterion"] for a in b.actions if a["Action"] == "Update"]
    ids, kind = list(nodes), b.kind
    gone = [r.id for r in b.world.store.of("DeletedNode").values() if r.parent == b.group.id]
    ways = [lambda: b.act("Delete", Id=999_999_999_999), lambda: b.act("Update", Id=999_999_999_999, CriterionBid=b.bid()),
            lambda: b.actions.append(None) if b.actions else None]
    if gone:
        ways.append(lambda: b.act("Delete", Id=rng.choice(gone)))
    if nodes:
        kept = {i for a in adds for i in line(nodes, a["Criterion"]["ParentCriterionId"])}  # what lies above new nodes is not deleted
        ids = [i for i in ids if i not in kept] or [999_999_999_999]
        rest = [i for i in ids if i in nodes and nodes[i][3] is None and nodes[i][1] is not None]
        ways += [lambda: b.node(None, "All", None, False), lambda free=ids: [b.act("Delete", Id=i) for i in [rng.choice(free)] * 2],
                 lambda free=rest or ids: b.act("Delete", Id=rng.choice(free))]
        ids = list(nodes)
        negative = [i for i in ids if nodes[i][0]["Type"].startswith("Negative")]
        units = [i for i in ids if not nodes[i][4]]
        if negative:
            ways.append(lambda: b.act("Update", Id=negative[0], Type="NegativeAdGroupCriterion"))
        ways.append(lambda: b.node(rng.choice(units), "Brand", "Tea", False))
    if updates:
        ways += [lambda: rng.choice(updates).update(CriterionBid={"Type": "FixedBid", "Amount": 1000.5}),
                 lambda: rng.choice(updates).update(Criterion={"Type": kind.name, kind.condition: {"Attribute": "Other", "Operand": "Brand"},
                                                               kind.node_type: "Unit"})] * 2
    if adds:
        one = rng.choice(adds)
        condition, unit = one["Criterion"][kind.condition], one["Criterion"][kind.node_type] == "Unit"
        ways += [lambda: condition.update(Operand="Colour"), lambda: condition.update(Attribute="x" * 1025), lambda: one.update(Id=5),
                 lambda: one["Criterion"].update(ParentCriterionId=-77), lambda: one["Criterion"].update(ParentCriterionId=77),
                 lambda: one.update(Criterion=None), lambda: one["Criterion"].update({kind.condition: None}),
                 lambda: b.actions.remove(next(a for a in b.actions if a["AdGroupCriterion"] is adds[-1])),
                 lambda: b.actions.append({"Action": "Add", "AdGroupCriterion": {**one, "Id": -3}}),
                 lambda: one.update(FinalUrls=["https://tea.example/"]) if kind is not HOTELS and one["Type"].startswith("Bid") else None]
        if unit and one["Type"].startswith("Biddable"):
            ways += [lambda: one.update(CriterionBid=None), lambda: one.update(CriterionBid={"Type": "BidMultiplier", "Multiplier": 5}),
                     lambda: one.update(CriterionBid={"Type": "FixedBid", "Amount": 0.001}), lambda: one.update(CriterionBid={"Type": "FixedBid", "Amount": 1001})]
        last = adds[-1]["Criterion"]
        if last[kind.node_type] == "Unit":
            other = "Brand" if last[kind.condition]["Operand"] != "Brand" else "State" if kind is HOTELS else "Id"
            ways += [lambda: last[kind.condition].update(Operand=other)] * 3
        if not nodes:
            ways += [lambda: deep(b)] * 3
        if not unit:
            ways += [lambda: one.update(Type="NegativeAdGroupCriterion"),
                     lambda: one.update(TrackingUrlTemplate="https://t.example/?u={lpurl}") if kind is not HOTELS else None]
    rng.choice(ways)()
