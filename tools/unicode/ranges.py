#!/usr/bin/python3
"""Writes schema/rules/unicode.tsv out of the Unicode character database (Debian: unicode-data). A developer's command, run when a new
Unicode version is wanted: tools/unicode/ranges.py [FOLDER] > schema/rules/unicode.tsv"""
import sys

folder = sys.argv[1] if len(sys.argv) > 1 else "/usr/share/unicode"


def rows(name):
    with open(f"{folder}/{name}", encoding="utf-8") as f:
        for line in f:
            line = line.split("#")[0].strip()
            if line:
                yield [part.strip() for part in line.split(";")]


def runs(pairs):
    """(code, delta) in order -> first, last, step, delta: letters of alternating case have step 2."""
    out = []
    for code, delta in pairs:
        if out and out[-1][3] == delta:
            first, last, step, _ = out[-1]
            if (step == 0 and code - last in (1, 2)) or (step != 0 and code - last == step):
                out[-1] = (first, code, code - last, delta)
                continue
        out.append((code, code, 0, delta))
    return [(first, last, step or 1, delta) for first, last, step, delta in out]


def ranges(codes):
    out = []
    for code in codes:
        if out and out[-1][1] + 1 == code:
            out[-1] = (out[-1][0], code)
        else:
            out.append((code, code))
    return out


fold = sorted((int(row[0], 16), int(row[2], 16)) for row in rows("CaseFolding.txt") if row[1] in "CS")
characters = {int(row[0], 16): (row[2], row[5]) for row in rows("UnicodeData.txt")}
marks = {code for code, (category, _) in characters.items() if category == "Mn"}
# Of scripts whose marks are letters' parts rather than accents nothing is taken away: Latin, Greek and Cyrillic only.
accented = lambda code: code < 0x0600 or 0x1E00 <= code < 0x2000


def base(code):
    """The letter below all canonical accents."""
    parts = characters.get(code, ("", ""))[1].split()
    if not parts or parts[0].startswith("<") or any(int(p, 16) not in marks for p in parts[1:]):
        return code
    return base(int(parts[0], 16))


print("# Unicode as names and keywords are compared. Made by tools/unicode/ranges.py out of Unicode 15.0; numbers are hexadecimal.")
print("# fold FIRST LAST STEP DELTA: simple case folding of every STEPth code. accent CODE LETTER: the letter without its accents.")
print("# mark FIRST LAST: accents that stand alone. punctuation FIRST LAST. wide FIRST LAST: as wide as two others, East Asian ones and emojis.")
for first, last, step, delta in runs([(code, to - code) for code, to in fold]):
    print(f"fold\t{first:x}\t{last:x}\t{step}\t{'-' if delta < 0 else ''}{abs(delta):x}")
for code in sorted(characters):
    if accented(code) and characters[code][0][0] == "L" and base(code) != code:
        print(f"accent\t{code:x}\t{base(code):x}")
for first, last in ranges(sorted(code for code in marks if code < 0x0590 or 0x1AB0 <= code < 0x1B00 or 0x1DC0 <= code < 0x1E00 or 0x20D0 <= code < 0x2100)):
    print(f"mark\t{first:x}\t{last:x}")
for first, last in ranges(sorted(code for code, (category, _) in characters.items() if category[0] == "P" and code < 0x10000)):
    print(f"punctuation\t{first:x}\t{last:x}")
# Wide and full-width characters, unassigned ones of their blocks as well, and emojis that are shown as texts unless asked otherwise.
wide = set()
for name, values in (("EastAsianWidth.txt", "WF"), ("emoji/emoji-data.txt", ("Emoji",))):
    for row in rows(name):
        first, last = (row[0].split("..") * 2)[:2]
        codes = range(int(first, 16), int(last, 16) + 1)
        if row[1] in values:
            wide.update(code for code in codes if name != "emoji/emoji-data.txt" or code >= 0x1F000)
for first, last in ranges(sorted(wide)):
    print(f"wide\t{first:x}\t{last:x}")
