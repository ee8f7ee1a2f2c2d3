"""What the benchmark drivers share: processes' CPU and memory, result rows."""
import json
import os
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = ROOT / "build/release/bin"
OUT = ROOT / "build/bench"
TICK = os.sysconf("SC_CLK_TCK")
sys.path.insert(0, str(ROOT / "tests/clients"))
median = statistics.median


class Rows:
    """Collects rows and writes build/bench/NAME.json."""

    def __init__(self, name):
        self.name = name
        self.rows = []

    def add(self, name, value, unit, peer="", peer_value=None, goal="", higher_is_better=True, ratio_goal=None, value_goal=None):
        """`ratio_goal`: how many times better than the peer; `value_goal`: bound of the value itself. Either or both."""
        ratio = None
        if peer_value:
            ratio = value / peer_value if higher_is_better else peer_value / value
        met = True
        texts = []
        if ratio_goal is not None:
            met = met and ratio is not None and ratio >= ratio_goal
            texts.append(f">= {ratio_goal} x {peer}")
        if value_goal is not None:
            met = met and (value >= value_goal if higher_is_better else value <= value_goal)
            texts.append(f"{'>=' if higher_is_better else '<='} {value_goal} {unit}")
        goal = goal or ", ".join(texts)
        self.rows.append({"name": name, "value": round(value, 3), "unit": unit, "peer": peer, "peer_value": peer_value and round(peer_value, 3),
                          "ratio": ratio and round(ratio, 3), "goal": goal, "met": met if goal else None})

    def write(self):
        OUT.mkdir(parents=True, exist_ok=True)
        (OUT / f"{self.name}.json").write_text(json.dumps(self.rows, indent=1) + "\n")


def family(pid):
    """The process and its descendants."""
    out = [pid]
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            for child in open(f"/proc/{pid}/task/{task}/children").read().split():
                out += family(int(child))
    except OSError:
        pass
    return out


def cpu_seconds(pid):
    """User and system time of the process and its descendants."""
    total = 0
    for one in family(pid):
        fields = open(f"/proc/{one}/stat").read().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICK


def rss_mib(pid):
    total = 0
    for one in family(pid):
        try:
            total += int(re.search(r"VmRSS:\s+(\d+)", open(f"/proc/{one}/status").read())[1])
        except (OSError, TypeError):
            pass
    return total / 1024


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for_port(port, process, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.005)
    raise SystemExit(f"nothing listens on port {port}")


def on_core(core, command):
    return ["taskset", "-c", str(core), *map(str, command)]


def stop(process):
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def instructions(command):
    """Instructions of a whole run, by callgrind."""
    done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *map(str, command)], capture_output=True, text=True, check=True)
    return int(re.search(r"Collected : (\d+)", done.stderr)[1])
