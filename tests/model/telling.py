"""What a person needs to see of a call that went another way than the model says: request, expectation and answer."""
import json

MOST = 8  # items


def text(value, most=1500):
    return json.dumps(value, ensure_ascii=False, default=str)[:most]


def items_of(call):
    items = next((v for v in call.body.values() if isinstance(v, list)), [])
    return items[0]["NegativeKeywords"] if call.kind.endswith("Negative") and items else items


def errors_by_item(answer):
    """Index -> [(code, field path)], nested ones as well."""
    found = {}
    for e in answer.get("PartialErrors") or []:
        found.setdefault(e["Index"], []).append((e["ErrorCode"], e["FieldPath"], e["Details"]))
    for c in answer.get("NestedPartialErrors") or []:
        if c["Code"] is not None:
            found.setdefault(c["Index"], []).append((c["ErrorCode"], c["FieldPath"], c["Details"]))
        for e in c["BatchErrors"] or []:
            found.setdefault(c["Index"] if not answer.get("NegativeKeywordIds") else e["Index"], []).append(
                (f"[{e['Index']}] {e['ErrorCode']}", e["FieldPath"], e["Details"]))
    return found


def told(attempt, world):
    call, outcome = attempt.call, attempt.outcome
    print(f"{attempt.protocol} {call.operation} by account {call.account}, parent {call.parent}; read back over {attempt.other}")
    for kind in ("Campaign", "AdGroup"):
        if (row := world.store.get(kind, call.parent)) is not None:
            print(f"  in the {kind} {text({n: v for n, v in row.view.items() if v and n != 'Id'}, 700)}")
    print(f"  expected: {outcome.fault or 'partial success'}")
    if attempt.refused:
        print(f"  request: {text(call.body, 4000)}\n  answer: {attempt.refused.answer[:2000]}")
        return
    said = errors_by_item(attempt.answer or {})
    meant = {}
    for i, code in outcome.errors:
        meant.setdefault(i, []).append(code)
    wrong = [i for i in sorted(said.keys() | meant.keys())
             if sorted(c for c, *_ in said.get(i, [])) != sorted(meant.get(i, []))]
    items = items_of(call)
    for i in wrong[:MOST] or range(min(len(items), 2)):
        item = items[i]
        id_ = item.get("Id") if isinstance(item, dict) else item if isinstance(item, int) else None
        row = id_ and world.store.get(call.kind, id_)
        print(f"  item {i}: {text(item)}\n    expected: {meant.get(i, 'no error')}\n    answer:   {said.get(i, 'no error')}")
        if row:
            print(f"    the model has: {text(row.view)}")
