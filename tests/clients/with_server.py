#!/usr/bin/python3
"""with_server.py [SERVE OPTIONS] -- COMMAND...: runs COMMAND with a server of its own; ADSBOX_HTTP, ADSBOX_HTTPS and ADSBOX_CA lead to it."""
import os
import subprocess
import sys

from server import Server

split = sys.argv.index("--")
with Server(*sys.argv[1:split]) as server:
    environment = {**os.environ, "ADSBOX_HTTP": server.http, "ADSBOX_HTTPS": server.https or "", "ADSBOX_CA": server.ca or ""}
    code = subprocess.run(sys.argv[split + 1:], env=environment, check=False).returncode
    if code != 0:
        print(server.errors())
sys.exit(code)
