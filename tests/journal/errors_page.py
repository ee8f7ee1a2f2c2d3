#!/usr/bin/python3
"""errors_page.py RAISED_FOLDER: writes docs/errors.md, what each documented error comes from, out of what the last run of the unit
tests noted (ctest leaves it in build/PRESET/raised; src/errors/testing/explained.h says how)."""
import collections
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def text(words):
    return words.replace("|", "\\|").replace("<", "&lt;")


def catalogue():
    """(name in the notes, code, symbol, meaning) of every documented error."""
    for line in (ROOT / "schema/errors.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        code, symbol, meaning = line.split("\t")[:3]
        yield symbol or "Code" + code, code, symbol, meaning


def reasons():
    """Why an error cannot arise: name -> reason."""
    lines = (ROOT / "tests/journal/not_raised.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return dict(line.split("\t") for line in lines)


WIRES = {"soap": "SOAP", "rest": "REST"}  # anything else was seen below the wires


def notes_of(folder):
    """What was refused: error -> rule -> (test, what would have been accepted, the wires that told it)."""
    notes = collections.defaultdict(dict)
    for path in sorted(folder.iterdir()):
        for line in path.read_text(encoding="utf-8").splitlines():
            name, rule, test, expected, wire = line.split("\t")
            notes[name].setdefault(rule, (test, expected, set()))[2].update({wire} & set(WIRES))
    return notes


def page(folder):
    notes = notes_of(folder)
    out = ["# Errors", "", "Generated from the schema and the last run of the unit tests: each rule was seen to refuse something, in the test that is named;",
           "where a wire is named, its caller was told the error in the bytes of an answer.",
           "What an error of yours came from tells `adsbox explain TRACKING_ID` ([explain.md](explain.md)).", "",
           "## Raised", "", "| code | symbol | rule | accepted instead | test | wires |", "|---|---|---|---|---|---|"]
    others = []
    for name, code, symbol, meaning in catalogue():
        if name not in notes:
            others.append((name, code, symbol, meaning))
        for rule, (test, expected, wires) in sorted(notes.get(name, {}).items()):
            told = ", ".join(words for wire, words in WIRES.items() if wire in wires)
            out.append(f"| {code} | {symbol} | `{rule}` | {text(expected)} | {test} | {told} |")
    known = reasons()
    out += ["", "## Not raised", "", "| code | symbol | meaning | why |", "|---|---|---|---|"]
    for name, code, symbol, meaning in others:
        out.append(f"| {code} | {symbol} | {text(meaning)} | {text(known.get(name, 'no operation that is implemented, or provoked over the wire alone'))} |")
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    (ROOT / "docs/errors.md").write_text(page(pathlib.Path(sys.argv[1])), encoding="utf-8")
