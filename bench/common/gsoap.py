"""Builds the gSOAP peer from the Campaign Management WSDL that adsbox itself serves, into build/bench/gsoap. Compiling the generated code
takes minutes: it is done again only when the WSDL changes."""
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

import requests

from measure import OUT, ROOT
from server import Server

SOURCES = ROOT / "bench/gsoap"


def _timed(command, folder):
    """Runs a compiler; returns (CPU seconds, peak MiB)."""
    done = subprocess.run(["time", "-f", "cpu %U %S peak %M", *command], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stderr}")
    user, system, peak = re.search(r"cpu ([\d.]+) ([\d.]+) peak (\d+)", done.stderr).groups()
    return float(user) + float(system), int(peak) / 1024


def build():
    """Path of the peer program; compile figures of it are kept in build/bench/gsoap/compile.json as {file: [CPU s, MiB]}."""
    folder = OUT / "gsoap"
    folder.mkdir(parents=True, exist_ok=True)
    override = os.environ.get("ADSBOX_BENCH_WSDL")
    if override:
        wsdl = pathlib.Path(override).read_bytes()
    else:
        with Server() as server:
            answer = requests.get(server.soap("CampaignManagement") + "?singleWsdl")
            answer.raise_for_status()
            # Addresses carry the port, which differs from run to run.
            wsdl = answer.content.replace(server.http.encode(), b"http://127.0.0.1")
    stamp = hashlib.sha256(wsdl + (SOURCES / "typemap.dat").read_bytes()).hexdigest()
    figures_file = folder / "compile.json"
    flags = ["-O2", "-std=c++17", "-DWITH_DEFAULT_VIRTUAL", "-I.", "-I/usr/share/gsoap", "-I/usr/share/gsoap/custom"]
    fresh = False
    if not (folder / "stamp").exists() or (folder / "stamp").read_text() != stamp:
        print("gSOAP peer: generating and compiling (minutes)", file=sys.stderr, flush=True)
        for old in folder.iterdir():
            old.unlink()
        (folder / "campaign.wsdl").write_bytes(wsdl)
        for command in (["wsdl2h", "-t", str(SOURCES / "typemap.dat"), "-o", "campaign.h", "campaign.wsdl"],
                        ["soapcpp2", "-j", "-x", "-L", "-2", "-S", "-I/usr/share/gsoap/import", "campaign.h"]):
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
            if done.returncode:
                raise SystemExit(f"{' '.join(command)}\n{done.stderr[-3000:]}")
        service = next(folder.glob("soap*Service.cpp")).stem
        figures = {name: _timed(["g++", *flags, "-c", f"{name}.cpp", "-o", f"{name}.o"], folder) for name in ("soapC", service)}
        figures_file.write_text(json.dumps(figures))
        (folder / "stamp").write_text(stamp)
        fresh = True
    peer, source = folder / "peer", SOURCES / "peer.cpp"
    if fresh or not peer.exists() or peer.stat().st_mtime < source.stat().st_mtime:
        service = next(folder.glob("soap*Service.h")).stem
        names = next(folder.glob("*.nsmap")).name
        figures = json.loads(figures_file.read_text())
        figures["peer"] = _timed(["g++", *flags, f'-DPEER_HEADER="{service}.h"', f'-DPEER_NAMESPACES="{names}"', f"-DPEER_SERVICE={service[4:]}", "-c",
                                  str(source), "-o", "peer.o"], folder)
        figures_file.write_text(json.dumps(figures))
        objects = []
        if re.search(r"SOAP_TYPE_xsd__dateTime\b", (folder / "soapStub.h").read_text(errors="replace")):
            # A WSDL with security policies makes gSOAP import types whose xsd:dateTime is a struct timeval.
            (folder / "custom.cpp").write_text(pathlib.Path("/usr/share/gsoap/custom/struct_timeval.c").read_text())
            _timed(["g++", *flags, "-c", "custom.cpp", "-o", "custom.o"], folder)
            objects.append("custom.o")
        _timed(["g++", "peer.o", f"{service}.o", "soapC.o", *objects, "-o", "peer", "-lgsoap++", "-lpthread"], folder)
    return peer


if __name__ == "__main__":
    print(build())
