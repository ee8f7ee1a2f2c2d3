#!/usr/bin/python3
"""Prints a benchmark's result file as a table."""
import json
import sys


def text(value):
    if value is None:
        return ""
    return f"{value:,.3g}" if abs(value) < 100 else f"{value:,.0f}"


for path in sys.argv[1:]:
    for row in json.load(open(path)):
        met = {True: "met", False: "NOT MET", None: ""}[row["met"]]
        peer = f"{row['peer']} {text(row['peer_value'])}" if row["peer"] else ""
        ratio = f"x{row['ratio']:.2f}" if row["ratio"] else ""
        print(f"{row['name']:44} {text(row['value']):>12} {row['unit']:14} {peer:28} {ratio:>9}  {row['goal']:36} {met}")
