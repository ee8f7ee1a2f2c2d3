#!/usr/bin/python3
"""The testing guide shows the code that runs: each excerpt stands in its example file to the letter, and what it says of the admin API holds."""
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "clients"))
import requests
from server import ROOT, Server

GUIDE = (ROOT / "docs/testing-with-adsbox.md").read_text()
LANGUAGES = {"python", "php", "js", "cpp", "cmake"}


def excerpts():
    """Of each fenced block of a language: the file that the line above names, and the text."""
    for block in re.finditer(r"(?:<!-- from (\S+) -->\n)?```(\w*)\n(.*?)^```$", GUIDE, flags=re.S | re.M):
        if block[2] in LANGUAGES:
            yield block[1], block[2], block[3]


class Excerpts(unittest.TestCase):
    def test_stand_in_their_files(self):
        for source, language, text in excerpts():
            with self.subTest(source=source, begins=text.split("\n", 1)[0]):
                self.assertIsNotNone(source, f"a block of {language} names no file: <!-- from FILE -->")
                whole = (ROOT / source).read_text()
                # Parts that are left out are marked by a line of dots.
                for part in re.split(r"^ *(?:#|//) \.\.\.\n", text, flags=re.M):
                    self.assertIn(part.strip("\n"), whole)

    def test_there_are_some_of_each_project(self):
        sources = [source for source, _, _ in excerpts()]
        for project in ("pytest", "phpunit", "node", "googletest"):
            self.assertGreaterEqual(sum(project in source for source in sources), 2, project)


class Routes(unittest.TestCase):
    def test_every_route_is_listed_and_every_listed_route_exists(self):
        with Server() as server:
            described = requests.get(server.http + "/_adsbox/v1/openapi.json", timeout=30).json()["paths"]
            listed = {(method, path) for methods, path in re.findall(r"^\| ([A-Z, ]+) \| `(/\S+)` \|", GUIDE, flags=re.M)
                      for method in methods.split(", ")}
            for path, methods in described.items():
                for method in methods:
                    route = (method.upper(), path.removeprefix("/_adsbox/v1"))
                    with self.subTest(described=route):
                        self.assertIn(route, listed)
            for method, path in listed:
                with self.subTest(listed=(method, path)):
                    filled = re.sub(r"\{\w+\}", "none-such", path)
                    # Whatever it is that is refused: it is not that there is no such address.
                    answer = requests.request(method, server.http + "/_adsbox/v1" + filled, timeout=30,
                                              json={} if method == "POST" else None)
                    self.assertNotEqual(answer.status_code, 405)
                    if answer.status_code == 404:
                        self.assertNotIn("Nothing is here", answer.text)


if __name__ == "__main__":
    unittest.main()
