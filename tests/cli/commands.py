"""Runs `adsbox COMMAND` against one server: whoever uses this says which, by `commands.server_url = ...`."""
import json
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "clients"))
from server import program  # noqa: E402

server_url = None


def run(*arguments, url=None, stdin="", **environment):
    """Exit code, standard output, standard error of `adsbox ARGUMENTS` with ADSBOX_URL set to the server's address."""
    done = subprocess.run([program(), *arguments], input=stdin, capture_output=True, text=True, timeout=120, check=False,
                          env={**os.environ, "ADSBOX_URL": url or server_url, **environment})
    return done.returncode, done.stdout, done.stderr


def call(wire, service, operation, request, *more):
    code, out, err = run("call", service, operation, json.dumps(request), "--" + wire, *more)
    if code != 0:
        raise AssertionError(f"{operation} over {wire}: {err}")
    return json.loads(out)
