"""Random webpages and product scopes."""
from spoiling import OFTEN, URL_SPOILERS, WORDS, maybe, spoil, urls
from tree_kinds import PRODUCTS
from webpages import OPERATORS, Webpages

# Good anywhere that takes them.
PLAIN = {"Webpage": {"Type": "Webpage", "Parameter": {"Conditions": [{"Argument": "tea", "Operand": "Url"}]}},
         "ProductScope": {"Type": "ProductScope", "Conditions": [{"Operand": "Brand", "Attribute": "Tea", "Operator": "Equals"}]}}


def condition(rng, url_only=False):
    operand = "Url" if url_only else rng.choice(list(OPERATORS))
    made = {"Argument": rng.choice(WORDS) if rng.random() < 0.98 else "ü" * 2040 + rng.choice(WORDS), "Operand": operand}
    maybe(rng, made, 0.4, "Operator", lambda: OPERATORS[operand][0])
    return made


def webpage(rng, world, of, parent, row):
    if row is not None:
        return changed_webpage(rng, of, parent, row)
    campaign = of == "Campaign"
    pmax = campaign and world.store.get("Campaign", parent).view["CampaignType"] == "PerformanceMax"
    negative = rng.random() < (0.95 if campaign else 0.3)
    conditions = [condition(rng, pmax) for _ in range(rng.choice((0, 1, 1, 1, 2, 3)))]
    conditions = list({(c["Argument"], c["Operand"]): c for c in conditions}.values())
    if negative and not conditions:
        conditions = [condition(rng, pmax)]
    if rng.random() < 0.1:
        conditions = [{"Argument": "https://tea.example/" + rng.choice(WORDS), "Operand": "Url", "Operator": "Equals"}]
    parameter = {"Conditions": conditions if conditions or rng.random() < 0.5 else None}
    maybe(rng, parameter, 0.3, "CriterionName", lambda: rng.choice(WORDS))
    item = {"Type": f"{'Negative' if negative else 'Biddable'}{of}Criterion", of + "Id": parent, "Criterion": {"Type": "Webpage", "Parameter": parameter}}
    if not campaign and not negative:
        maybe(rng, item, 0.6, "CriterionBid", lambda: {"Type": "FixedBid", "Amount": rng.choice((0.05, 1, 1000))} if rng.random() < 0.9 else {"Type": "RateBid"})
        maybe(rng, item, 0.3, "Status", lambda: rng.choice(("Active", "Paused")))
        urls(rng, item, False)
    one, other = condition(rng, pmax), condition(rng, pmax)
    wrong = [[one, one], [one] * 4, [{**one, "Argument": ""}], [{**one, "Argument": None}], [{**one, "Operand": None}],
             [{"Argument": "x", "Operand": "PageTitle", "Operator": "Equals"}], [{"Argument": "x", "Operand": "Url", "Operator": "Equals"}, other]]
    fits = Webpages(of).no_place(world, parent) is None and not (campaign and not negative)
    return spoil(rng, item, [("Criterion", {"Type": "Webpage", "Parameter": {"Conditions": w}}) for w in wrong] + [
        ("Criterion", None), ("Id", 7), ("Criterion", {"Type": "Webpage", "Parameter": None}),
        ("Criterion", {"Type": "Webpage", "Parameter": {"Conditions": [one], "CriterionName": "x" * 2049}}),
        ("Criterion", {"Type": "Webpage", "Parameter": {"Conditions": []}})] + ([] if campaign or negative else [
            ("CriterionBid", {"Type": "FixedBid", "Amount": 0.01}), ("CriterionBid", {"Type": "FixedBid", "Amount": 1001}),
            *[("Status", "Deleted"), ("FinalUrls", ["https://tea.example/"])] * 4, *URL_SPOILERS]), OFTEN, fits)


def changed_webpage(rng, of, parent, row):
    item = {"Type": row.view["Type"], of + "Id": parent, "Id": row.id}
    stored = row.view["Criterion"]["Parameter"]
    if rng.random() < 0.5:
        parameter = {"CriterionName": rng.choice(("", *WORDS))}
        if rng.random() < 0.4:
            parameter["Conditions"] = stored["Conditions"]
        item["Criterion"] = {"Type": "Webpage", "Parameter": parameter}
    if of == "AdGroup" and item["Type"].startswith("Biddable"):
        maybe(rng, item, 0.5, "CriterionBid", lambda: {"Type": "FixedBid", "Amount": rng.choice((0.05, 1, 1000))})
        maybe(rng, item, 0.3, "Status", lambda: rng.choice(("Active", "Paused")))
        urls(rng, item, True)
    return spoil(rng, item, [("Criterion", {"Type": "Webpage", "Parameter": {"Conditions": [{"Argument": "other", "Operand": "Url"}]}}),
                             ("Criterion", {"Type": "Webpage", "Parameter": {"CriterionName": "x" * 2049}})])


def product_conditions(rng, search):
    operands = [o for o in PRODUCTS.operands if o != "All" and not (search and o[:-1] in ("CategoryL", "ProductType") and o[-1] != "1")]
    chosen = sorted(rng.sample(operands, rng.randint(1, 5)))  # in ascending order of their levels
    return [{"Operand": o, "Attribute": rng.choice(PRODUCTS.operands[o] if isinstance(PRODUCTS.operands[o], tuple) else WORDS),
             "Operator": "Equals"} for o in chosen]


def scope(rng, world, of, parent, row):
    kind = world.store.get("Campaign", parent).view["CampaignType"]
    good = product_conditions(rng, kind == "Search")
    item = {"Type": "BiddableCampaignCriterion", "CampaignId": parent, "Criterion": {"Type": "ProductScope", "Conditions": good}}
    if row is not None:
        item["Id"] = row.id
    one = good[0]
    wrong = [[], None, [None], [one, one], [{**one, "Operand": "Colour"}], [{**one, "Operand": "All"}], [{**one, "Operator": "Contains"}],
             [{"Operand": "Brand", "Attribute": "x" * 1001, "Operator": "Equals"}], [{"Operand": "Condition", "Attribute": "Old", "Operator": "Equals"}],
             [{"Operand": "ProductType2", "Attribute": "a", "Operator": "Equals"}, {"Operand": "ProductType1", "Attribute": "a", "Operator": "Equals"}],
             [{"Operand": f"CustomLabel{n}", "Attribute": "a", "Operator": "Equals"} for n in range(5)] + [
                 {"Operand": o, "Attribute": "a", "Operator": "Equals"} for o in ("Brand", "Id", "CategoryL1")]]
    item = spoil(rng, item, [("Criterion", {"Type": "ProductScope", "Conditions": w}) for w in wrong] + (
        [("Criterion", None), ("Id", 7), ("Type", "NegativeCampaignCriterion")] if row is None else []), OFTEN, kind in ("Shopping", "Search"))
    if item["Type"].startswith("Negative"):  # of what is not allowed no more than that is said
        item["Criterion"] = {"Type": "ProductScope", "Conditions": good}
    return item
