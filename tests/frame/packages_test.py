#!/usr/bin/python3
"""The package list is complete: every command that a script, a test or a benchmark calls comes with a listed package or is part of
every Debian. (bare_root.sh proves the same the slow way, in a fresh root.)"""
import pathlib
import re
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Debian's essential packages and what POSIX shells bring; chroot tools are used by bare_root.sh only, which says so.
BASE = set(
    "awk basename cat cd chmod chroot command cp cut date dirname echo env eval exec exit export false find grep head id kill ln ls "
    "mkdir mktemp mount mountpoint mv nproc printf pwd read return rm sed set sh sha256sum shift sleep sort tail tee test touch tr trap true "
    "umount uname uniq unset wait wc xargs taskset apt-get dpkg-query debootstrap sudo update-ca-certificates local continue break"
    .split())


def listed():
    commands = {}
    for line in (ROOT / "scripts/packages.txt").read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            package, group, names = line.split()
            assert group in ("build", "test", "bench"), line
            for name in names.split(","):
                if name != "-":
                    commands[name] = package
    return commands


def shell_scripts():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    for name in tracked:
        path = ROOT / name
        if path.is_file() and path.open("rb").readline().startswith((b"#!/bin/sh", b"#!/bin/bash")):
            yield path


def commands_of(text):
    """First words of simple commands; functions, quoted text, here-documents, awk programs and case labels are left out."""
    text = re.sub(r"<<'?(\w+)'?\n.*?\n\1\n", "\n", text, flags=re.S)
    functions = set(re.findall(r"^\s*(\w+)\(\)", text, flags=re.M))
    text = re.sub(r"\\\n", " ", text)
    text = re.sub(r"'[^']*'", "Q", text)
    text = re.sub(r"(?m)(^|\s)#.*$", "", text)
    text = re.sub(r'"\$\((.*?)\)"', r"$(\1)", text)
    text = re.sub(r'"[^"]*"', "Q", text)
    words = re.findall(r"(?:^|[;|&(]|\bdo\b|\bthen\b|\belse\b|\bif\b|\bwhile\b|!)\s*(?:\w+=\S*\s+)*([a-z][\w+.-]*)(?=[\s;)|]|$)", text, flags=re.M)
    keywords = {"if", "then", "else", "elif", "fi", "for", "do", "done", "while", "case", "esac", "in"}
    variables = set(re.findall(r"(\w+)=", text))
    return set(words) - functions - keywords - variables


class Packages(unittest.TestCase):
    def test_every_command_has_a_package(self):
        known = listed()
        for path in shell_scripts():
            for command in commands_of(path.read_text()):
                with self.subTest(script=str(path.relative_to(ROOT)), command=command):
                    self.assertTrue(command in BASE or command in known, f"{command}: add its package to scripts/packages.txt")

    def test_every_package_has_a_reason(self):
        reasons = (ROOT / "docs/dependencies.md").read_text()
        for line in (ROOT / "scripts/packages.txt").read_text().splitlines():
            if line.strip() and not line.startswith("#"):
                self.assertRegex(reasons, rf"(?<![\w-]){re.escape(line.split()[0])}(?![\w-])")

    def test_lock_file_names_no_registry(self):
        lock = (ROOT / "tests/clients/node/package-lock.json").read_text()
        self.assertNotIn('"resolved"', lock)


if __name__ == "__main__":
    unittest.main()
