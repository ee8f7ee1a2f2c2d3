#!/usr/bin/python3
"""Brings the countries and states of schema/catalog/locations.tsv and their names in other languages (location_names.tsv) up to date
with ISO 3166 (Debian: iso-codes). Run when a new version of that is wanted: tools/catalog/locations.py. All other rows, and every id
that is there, stay as they are: ids are never given twice."""
import gettext
import json
import pathlib

root = pathlib.Path(__file__).resolve().parents[2] / "schema/catalog"
iso = pathlib.Path("/usr/share/iso-codes/json")
languages = ["zh_TW", "fr", "de", "it", "ja", "pt_BR", "es"]  # in the order of the columns of location_names.tsv

# Names as Microsoft's pages spell them, where ISO's are longer or older.
names = {
    "AN": "Bonaire, Curaçao, Saba, Sint Eustatius, Sint Maarten", "BO": "Bolivia", "BN": "Brunei", "BS": "Bahamas, The",
    "CD": "Congo (DRC)", "CI": "Côte d'Ivoire", "CZ": "Czech Republic", "FJ": "Fiji Islands", "FK": "Falkland Islands",
    "FM": "Micronesia", "GM": "Gambia, The", "HK": "Hong Kong SAR", "IR": "Iran", "KP": "North Korea", "KR": "Korea", "LA": "Laos",
    "MD": "Moldova", "MK": "North Macedonia", "MO": "Macao SAR", "PN": "Pitcairn Islands", "PS": "Palestinian Authority",
    "RE": "Reunion", "RU": "Russia", "SH": "Saint Helena", "SY": "Syria", "TR": "Türkiye", "TW": "Taiwan", "TZ": "Tanzania",
    "VA": "Vatican City", "VE": "Venezuela", "VG": "Virgin Islands, British", "VI": "Virgin Islands, U.S.", "VN": "Vietnam",
    "DE-BY": "Bavaria", "DE-HE": "Hesse", "DE-MV": "Mecklenburg-Western Pomerania", "DE-NI": "Lower Saxony",
    "DE-NW": "North Rhine-Westphalia", "DE-RP": "Rhineland-Palatinate", "DE-SN": "Saxony", "DE-ST": "Saxony-Anhalt",
    "DE-TH": "Thuringia", "IT-25": "Lombardy", "IT-21": "Piedmont", "IT-52": "Tuscany", "IT-82": "Sicily", "IT-88": "Sardinia",
    "IT-75": "Apulia", "ES-AN": "Andalusia", "ES-CT": "Catalonia", "ES-MD": "Community of Madrid", "ES-PV": "Basque Country",
    "FR-BRE": "Brittany", "FR-NOR": "Normandy", "FR-20R": "Corsica", "AT-9": "Vienna", "CH-GE": "Geneva", "CH-ZH": "Zurich",
    "CN-BJ": "Beijing", "CN-SH": "Shanghai",
}
# Countries whose states are targeted; the second level of those in `counties` as well.
states = set("""AE AR AT AU BE BR CA CH CL CN CO CZ DE DK EG ES FI FR GB GR ID IE IL IN IT JP KR MX MY NG NL NO NZ PE PH PL PT RO SA SE
TH TR TW US VN ZA""".split())
counties = set("BE ES FR GB IE IT".split())
# First levels that are no states of the country, but countries here.
not_states = {"US-AS", "US-GU", "US-MP", "US-PR", "US-UM", "US-VI", "NL-AW", "NL-CW", "NL-SX", "CN-TW", "CN-HK", "CN-MO"}


def table(name):
    text = (root / name).read_text(encoding="utf-8").splitlines()
    head = [line for line in text if line.startswith("#")]
    lines = [line for line in text if not line.startswith("#")]
    return head, lines[0], [line.split("\t") for line in lines[1:]]


def write(name, head, heading, rows):
    lines = head + [heading] + ["\t".join(row) for row in rows]
    (root / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def words(language, domain):
    """What iso-codes calls things in a language: English text -> translation."""
    with open(f"/usr/share/locale/{language}/LC_MESSAGES/{domain}.mo", "rb") as f:
        return gettext.GNUTranslations(f)._catalog


translators = [(words(l, "iso_3166-1"), words(l, "iso_3166-2")) for l in languages]
head, heading, rows = table("locations.tsv")
by_code = {row[5]: row for row in rows if row[5] != "-"}
translated = {}


def put(code, kind, parent, free_id, adwords, iso_names, level):
    row = by_code.get(code)
    if row is None:
        row = [str(free_id), "-", kind, "Active", "-", code, ""]
        rows.append(row)
        by_code[code] = row
    row[1], row[6] = parent, names.get(code, iso_names[0])
    if adwords:
        row[4] = str(adwords)
    cells = []
    for language, pair in zip(languages, translators):
        native = iso_names[0] if code[:2] in (language[:2].upper(), "AT" if language == "de" else "") else row[6]
        found = next((t for t in map(pair[level].get, iso_names) if t), native)
        cells.append("-" if found == row[6] else found)
    if any(c != "-" for c in cells):
        translated[row[0]] = cells


def free(first):
    taken = {int(row[0]) for row in rows}
    while first in taken:
        first += 1
    return first


for c in json.loads((iso / "iso_3166-1.json").read_text(encoding="utf-8"))["3166-1"]:
    spelled = [c[k] for k in ("common_name", "name") if k in c]
    put(c["alpha_2"], "Country", "-", 9_000_000 + int(c["numeric"]), 2000 + int(c["numeric"]), spelled, 0)
divisions = json.loads((iso / "iso_3166-2.json").read_text(encoding="utf-8"))["3166-2"]
for second in (False, True):
    for d in divisions:
        country = d["code"][:2]
        if ("parent" in d) != second or d["code"] in not_states or country not in (counties if second else states):
            continue
        above = d["parent"] if second else country
        if second and "-" not in above:
            above = country + "-" + above
        if second and above not in by_code:
            continue
        put(d["code"], "County" if second else "State", by_code[above][0], free(9_020_000 if second else 9_010_000), 0,
            [d["name"].replace("|", "/").split(" [")[0]], 1)

rows.sort(key=lambda row: int(row[0]))
write("locations.tsv", head, heading, rows)
head, heading, spelled = table("location_names.tsv")
iso_ids = {row[0] for row in by_code.values()}
kept = [row for row in spelled if row[0] not in iso_ids] + [[i] + cells for i, cells in translated.items()]
write("location_names.tsv", head, heading, sorted(kept, key=lambda row: int(row[0])))
