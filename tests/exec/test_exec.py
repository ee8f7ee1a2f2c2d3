#!/usr/bin/python3
"""`adsbox exec`, `env` and `hosts` with real programs: each does the quick start against the official host names and knows nothing of adsbox
but its credentials. All check certificates, as they do by default."""
import contextlib
import http.server
import json
import os
import pathlib
import re
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "clients"))
from server import Server, program  # noqa: E402

PYTHON = sys.executable
OFFICIAL = "https://clientcenter.api.sandbox.bingads.microsoft.com/Api/CustomerManagement/v13/CustomerManagementService.svc?singleWsdl"


def clean_environment(**more):
    """What a user's shell may have set must not decide."""
    names = re.compile(r"(?i)^(adsbox_.*|https?_proxy|no_proxy|ssl_cert_.*|.*_ca_bundle|node_.*|java_tool_options|php_ini_scan_dir|ld_preload)$")
    return {**{k: v for k, v in os.environ.items() if not names.match(k)}, **more}


def run(*command, check=True, env=None, **more):
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, cwd=HERE, env=env or clean_environment(), **more)
    if check and done.returncode != 0:
        raise AssertionError(f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done


def adsbox_exec(*command, options=(), **more):
    return run(program(), "exec", *options, "--", *command, **more)


class Echo(http.server.BaseHTTPRequestHandler):
    """A foreign host: answers with what it was asked."""

    def do_GET(self):
        body = f"foreign {self.path} {self.headers.get('Connection')}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def listener():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


class QuickStart(unittest.TestCase):
    def does(self, *command, options=()):
        self.assertIn("quick start done", adsbox_exec(*command, options=options).stdout)

    def test_curl(self):
        self.does("./quick_start.sh")

    def test_python_requests(self):
        self.does(PYTHON, "quick_start_requests.py")

    def test_python_suds(self):
        self.does(PYTHON, "quick_start_suds.py")

    def test_php_curl(self):
        self.does("php", "quick_start.php", "curl")

    def test_php_soap_client(self):
        self.does("php", "quick_start.php", "soap")

    def test_node_fetch(self):
        self.does("node", "quick_start.mjs", "fetch")

    def test_node_soap(self):
        self.does("node", "quick_start.mjs", "soap")

    def test_java(self):
        self.does("java", "-XX:TieredStopAtLevel=1", "QuickStart.java")

    def test_without_the_preloaded_library(self):
        for command in (["./quick_start.sh"], [PYTHON, "quick_start_requests.py"], ["node", "quick_start.mjs", "fetch"], ["php", "quick_start.php", "curl"]):
            with self.subTest(command=command):
                self.does(*command, options=["--no-preload"])

    def test_adsbox_itself(self):
        self.assertIn("Done.", adsbox_exec(program(), "quickstart").stdout)


class Trust(unittest.TestCase):
    def test_keytool_lists_the_authority_as_trusted(self):
        listed = adsbox_exec("sh", "-c", "keytool -list -storepass adsbox -keystore \"$(dirname \"$ADSBOX_CA\")/trust.p12\"").stdout
        self.assertIn("1 entry", listed)
        self.assertIn("trustedCertEntry", listed)

    def test_nothing_but_our_authority_is_trusted(self):
        script = ("import ssl; c = ssl.create_default_context(); c.load_default_certs();"
                  "print([dict(x[0] for x in a['subject'])['organizationName'] for a in c.get_ca_certs()])")
        self.assertEqual(adsbox_exec(PYTHON, "-c", script).stdout.strip(), "['adsbox']")

    def test_pass_through_keeps_the_systems_authorities(self):
        if not pathlib.Path("/etc/ssl/certs/ca-certificates.crt").exists():
            self.skipTest("the system has no bundle of authorities")
        bundle = adsbox_exec("sh", "-c", "grep -c BEGIN \"$SSL_CERT_FILE\"; keytool -list -storepass adsbox -keystore $(dirname $ADSBOX_CA)/trust.p12",
                             options=["--pass-through"]).stdout
        self.assertGreater(int(bundle.split()[0]), 2)
        self.assertIn(f"contains {bundle.split()[0]} entries", bundle)

    def test_without_exec_the_certificate_is_not_trusted(self):
        with Server("--proxy-port", "0") as server:
            proxy = next(line.split()[1] for line in server.lines if line.startswith("proxy "))
            done = run("curl", "-sS", "-x", proxy, OFFICIAL, check=False)
            self.assertIn(done.returncode, (60, 77), done.stderr)


class Proxy(unittest.TestCase):
    def test_other_hosts_are_refused_and_named(self):
        done = adsbox_exec("curl", "-sS", "-v", "https://ads.example/", check=False)
        self.assertEqual(done.returncode, 56, done.stderr)
        self.assertIn("403 ads.example is no host of the Bing Ads API", done.stderr)
        done = adsbox_exec("curl", "-sS", "http://ads.example/")
        self.assertIn("ads.example is none of them", done.stdout)
        script = "import requests\ntry: requests.get('https://ads.example/')\nexcept requests.exceptions.ProxyError as e: print(e)"
        self.assertIn("ads.example is no host of the Bing Ads API", adsbox_exec(PYTHON, "-c", script).stdout)
        script = "fetch('https://ads.example/').catch((e) => console.log(e.cause.message))"
        self.assertIn("ads.example is no host of the Bing Ads API", adsbox_exec("node", "-e", script).stdout)
        script = "fetch('http://ads.example/').then((a) => a.text()).then(console.log)"
        self.assertIn("ads.example is none of them", adsbox_exec("node", "-e", script).stdout)

    def test_other_hosts_are_reached_with_pass_through(self):
        # 0.0.0.0 is no loopback name, and yet leads to this machine.
        with listener() as port:
            url = f"http://0.0.0.0:{port}"
            script = f"curl -sS {url}/plain; echo; curl -sS -p {url}/tunnel"
            done = adsbox_exec("sh", "-c", script, options=["--pass-through"])
            self.assertEqual(done.stdout.split("\n"), ["foreign /plain close", "foreign /tunnel None"])
            self.assertIn("0.0.0.0 is none of them", adsbox_exec("curl", "-sS", url).stdout)

    def test_this_machine_is_reached_as_ever(self):
        with listener() as port:
            url = f"http://127.0.0.1:{port}/x"
            self.assertIn("foreign /x", adsbox_exec("curl", "-sS", url).stdout)
            self.assertIn("foreign /x", adsbox_exec("node", "-e", f"fetch('{url}').then((a) => a.text()).then(console.log)").stdout)
            self.assertIn("foreign /x", adsbox_exec("php", "-r", f"echo file_get_contents('{url}');").stdout)
            self.assertIn("foreign /x", adsbox_exec(PYTHON, "-c", f"import requests; print(requests.get('{url}').text)").stdout)
            # Through the proxy as well.
            self.assertIn("foreign /x", adsbox_exec("sh", "-c", f"curl -sS --noproxy '' -p -x $ADSBOX_PROXY {url}").stdout)

    def test_children_of_node_are_led_here_too(self):
        script = f"require('child_process').spawn('curl', ['-sSf', '-o', '/dev/null', '{OFFICIAL}'], {{stdio: 'inherit'}}).on('exit', (c) => process.exit(c))"
        adsbox_exec("node", "-e", script, options=["--no-preload"])

    def test_plain_http_of_official_hosts(self):
        url = OFFICIAL.replace("https:", "http:")
        self.assertIn("definitions", adsbox_exec("curl", "-sSf", url).stdout)
        self.assertIn("definitions", adsbox_exec("php", "-r", f"echo file_get_contents('{url}');").stdout)
        self.assertIn("definitions", adsbox_exec("node", "-e", f"fetch('{url}').then((a) => a.text()).then(console.log)").stdout)


class Program(unittest.TestCase):
    def test_exit_codes(self):
        self.assertEqual(adsbox_exec("sh", "-c", "exit 7", check=False).returncode, 7)
        self.assertEqual(adsbox_exec("sh", "-c", "kill -9 $$", check=False).returncode, 128 + 9)
        self.assertEqual(adsbox_exec("no-such-program-here", check=False).returncode, 127)
        self.assertEqual(adsbox_exec("/etc/passwd", check=False).returncode, 126)
        self.assertEqual(run(program(), "exec", check=False).returncode, 2)
        self.assertEqual(adsbox_exec("true", options=["--no-such-option"], check=False).returncode, 2)
        self.assertEqual(adsbox_exec("true", options=["--world", "a b"], check=False).returncode, 2)
        self.assertEqual(adsbox_exec("true", options=["--url", "http://127.0.0.1:1"], check=False).returncode, 125)

    def test_streams_are_the_programs_own(self):
        done = adsbox_exec("sh", "-c", "cat; echo wrong >&2", input="in\n")
        self.assertEqual((done.stdout, done.stderr), ("in\n", "wrong\n"))

    def test_arguments_are_handed_on_as_they_are(self):
        arguments = ["a b", "", "--url", "--", "'$x'"]
        done = adsbox_exec(PYTHON, "-c", "import json, sys; print(json.dumps(sys.argv[1:]))", *arguments)
        self.assertEqual(json.loads(done.stdout), arguments)
        self.assertEqual(run(program(), "exec", "--strict", "echo", "-n", "--help").stdout, "--help")

    def test_signals_are_passed_on_and_the_server_ends(self):
        script = "import os, signal, time\nsignal.signal(signal.SIGTERM, lambda *_: (print('got it', flush=True), os._exit(3)))\nprint(os.environ['ADSBOX_URL'], flush=True)\nwhile True: time.sleep(60)"
        process = subprocess.Popen([program(), "exec", "--", PYTHON, "-c", script], stdout=subprocess.PIPE, text=True, env=clean_environment())
        url = process.stdout.readline().strip()
        self.assertEqual(run(program(), "health", "--url", url, "-q").returncode, 0)
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=60)
        process.stdout.close()
        self.assertEqual((rest, process.returncode), ("got it\n", 3))
        self.assertEqual(run(program(), "health", "--url", url, "-q", check=False).returncode, 1)
        process = subprocess.Popen([program(), "exec", "--", "sh", "-c", "echo x; exec sleep 600"], stdout=subprocess.PIPE, text=True, env=clean_environment())
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 128 + signal.SIGINT)

    def test_leaves_nothing_behind(self):
        with tempfile.TemporaryDirectory() as folder:
            done = adsbox_exec("sh", "-c", "ls $TMPDIR", env=clean_environment(TMPDIR=folder, HOME=folder, XDG_DATA_HOME=folder + "/data"))
            self.assertRegex(done.stdout, r"^adsbox-exec-\w+\n$")
            self.assertEqual(os.listdir(folder), [])

    def test_keeps_data_where_it_is_told_to(self):
        make = ["devtoken", "create", "--token", "KEEPME01", "--url"]
        with tempfile.TemporaryDirectory() as folder:
            adsbox_exec("sh", "-c", f"{program()} {' '.join(make)} $ADSBOX_URL", options=["--data", folder + "/d"])
            listed = adsbox_exec("sh", "-c", f"{program()} devtoken list --url $ADSBOX_URL", options=["--data", folder + "/d"])
            self.assertIn("KEEPME01", listed.stdout)

    def test_production(self):
        done = adsbox_exec("sh", "-c", "echo $ADSBOX_ENVIRONMENT $ADSBOX_DEVELOPER_TOKEN", options=["--environment", "production"])
        self.assertEqual(done.stdout, "production ADSBOXPROD1\n")


class RunningServer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = contextlib.ExitStack()
        cls.server = cls.stack.enter_context(Server("--proxy-port", "0"))
        folder = cls.stack.enter_context(tempfile.TemporaryDirectory())
        cls.environment = clean_environment(XDG_DATA_HOME=folder, HOME=folder)

    @classmethod
    def tearDownClass(cls):
        cls.stack.close()

    def test_exec_uses_it(self):
        done = adsbox_exec("sh", "-c", "echo $ADSBOX_URL; ./quick_start.sh", options=["--url", self.server.http])
        self.assertEqual(done.stdout, self.server.http + "\nquick start done\n")
        adsbox_exec("php", "quick_start.php", "soap", options=["--url", self.server.http])

    def test_env_leads_a_shell_there_and_back(self):
        script = f"""set -eu
before=$(env | sort | grep -v ^_=)
eval "$({program()} env --url {self.server.http})"
./quick_start.sh
php quick_start.php soap
eval "$({program()} env)"
curl -sSf -o /dev/null '{OFFICIAL}'
eval "$({program()} env --unset)"
[ "$before" = "$(env | sort | grep -v ^_=)" ] && echo as before"""
        done = run("sh", "-c", script, env={**self.environment, "NO_PROXY": "it's mine", "JAVA_TOOL_OPTIONS": "-Dx=y"})
        self.assertEqual(done.stdout, "quick start done\nquick start done\nas before\n")

    def test_env_as_json(self):
        values = json.loads(run(program(), "env", "--json", "--url", self.server.http, "--world", "w7", env=self.environment).stdout)
        self.assertEqual(values["ADSBOX_WORLD"], "w7")
        self.assertRegex(values["HTTPS_PROXY"], r"^http://w7@127\.0\.0\.1:\d+$")
        self.assertTrue(pathlib.Path(values["SSL_CERT_FILE"]).read_text().startswith("-----BEGIN CERTIFICATE-----"))

    def test_a_server_without_a_proxy_says_what_to_do(self):
        with Server() as other:
            done = run(program(), "env", "--url", other.http, check=False, env=self.environment)
            self.assertEqual(done.returncode, 1)
            self.assertIn("--proxy-port", done.stderr)

    def test_pass_through_is_the_servers_to_allow(self):
        done = adsbox_exec("true", options=["--url", self.server.http, "--pass-through"], check=False)
        self.assertEqual(done.returncode, 125)
        self.assertIn("--proxy-pass-through", done.stderr)

    def test_only_programs_on_this_machine_are_told(self):
        for header in ("Host: evil.example", "X-Forwarded-For: 10.0.0.1", "Origin: http://evil.example"):
            method = "POST" if header.startswith("Origin") else "GET"
            status = run("curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", "-X", method, "-H", header, self.server.http + "/_adsbox/v1/connection").stdout
            self.assertEqual(status, "403", header)

    def test_hosts(self):
        lines = run(program(), "hosts").stdout.splitlines()
        self.assertIn("127.0.0.1 campaign.api.sandbox.bingads.microsoft.com", lines)
        self.assertIn("--tls-port 443", lines[0])
        document = json.loads(run(program(), "hosts", "--json", "--address", "10.1.2.3", "--environment", "production").stdout)
        self.assertEqual(document["address"], "10.1.2.3")
        self.assertIn("login.microsoftonline.com", document["hosts"])
        self.assertNotIn("campaign.api.sandbox.bingads.microsoft.com", document["hosts"])
        self.assertEqual(run(program(), "hosts", "--address", "nowhere", check=False).returncode, 2)


if __name__ == "__main__":
    unittest.main(verbosity=2)
