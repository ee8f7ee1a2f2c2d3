#!/usr/bin/python3
"""Broken HTTP, byte by byte over a socket: answered or closed, never hung, and the server goes on."""
import socket
import ssl
import unittest
import urllib.parse

from support import Both, envelope, get_campaigns


def setUpModule():
    global both, server, token
    both = Both().__enter__()
    server, token = both.servers["default"], both.tokens["default"]


def tearDownModule():
    both.__exit__()


def connect():
    return socket.create_connection(("127.0.0.1", urllib.parse.urlsplit(server.http).port), timeout=20)


def talk(data, half_close=True):
    """Sends bytes, returns all that comes back until the server closes (or, kept alive, until we do)."""
    with connect() as s:
        try:
            s.sendall(data)
            if half_close:
                s.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        got = b""
        try:
            while chunk := s.recv(65536):
                got += chunk
        except ConnectionError:
            pass
        return got


def read_answer(stream):
    """(status, headers, body) of the next answer of a kept-alive connection."""
    status = int(stream.readline().split()[1])
    headers = {}
    while line := stream.readline().strip():
        name, _, value = line.partition(b":")
        headers[name.lower().decode()] = value.strip().decode()
    return status, headers, stream.read(int(headers.get("content-length", 0)))


def soap_request(extra=b"", close=False):
    body = envelope(token, get_campaigns()).encode()
    path = urllib.parse.urlsplit(server.soap("CampaignManagement")).path.encode()
    return (b"POST " + path + b" HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nSOAPAction: GetCampaignsByAccountId\r\n" + extra
            + (b"Connection: close\r\n" if close else b"") + b"Content-Length: %d\r\n\r\n" % len(body) + body)


class BadHttp(unittest.TestCase):
    def tearDown(self):
        self.assertTrue(talk(soap_request(close=True)).startswith(b"HTTP/1.1 200"), "the server goes on")

    def test_broken_requests_get_400_or_a_closed_connection(self):
        for data in (b"\r\n\r\n\r\n", b"nonsense\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\nno colon\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00",
                     b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                     b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
                     b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
                     b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
                     b"GET / HTTP/1.1\r\nHost: a\r\n" + b"".join(b"X%d: 1\r\n" % n for n in range(20_000)) + b"\r\n", b"\x00" * 1000, bytes(range(256)) * 40):
            with self.subTest(data=data[:60]):
                answer = talk(data)
                self.assertTrue(answer == b"" or answer.split(b" ")[1][:1] in (b"4", b"5"), answer[:200])

    def test_smuggling_is_refused(self):
        body = b"0\r\n\r\n"
        answer = talk(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + body)
        self.assertTrue(answer == b"" or answer.split(b" ")[1].startswith(b"4"), answer[:200])

    def test_a_body_cut_short(self):
        request = soap_request()
        self.assertNotIn(b"HTTP/1.1 200", talk(request[:-10]))

    def test_chunked_requests_are_read(self):
        body = envelope(token, get_campaigns()).encode()
        path = urllib.parse.urlsplit(server.soap("CampaignManagement")).path.encode()
        chunks = b"".join(b"%x;ext=1\r\n%s\r\n" % (len(body[i:i + 100]), body[i:i + 100]) for i in range(0, len(body), 100)) + b"0\r\nTrailer: x\r\n\r\n"
        answer = talk(b"POST " + path + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
        self.assertTrue(answer.startswith(b"HTTP/1.1 200"), answer[:300])

    def test_pipelined_requests_are_answered_in_order(self):
        with connect() as s:
            s.sendall(soap_request() * 5)
            stream = s.makefile("rb")
            for _ in range(5):
                self.assertEqual(read_answer(stream)[0], 200)

    def test_byte_by_byte(self):
        with connect() as s:
            s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for byte in soap_request():
                s.sendall(bytes([byte]))
            self.assertEqual(read_answer(s.makefile("rb"))[0], 200)

    def test_expect_100_continue(self):
        head, _, body = soap_request(b"Expect: 100-continue\r\n").partition(b"\r\n\r\n")
        with connect() as s:
            s.sendall(head + b"\r\n\r\n")
            stream = s.makefile("rb")
            self.assertIn(b" 100 ", stream.readline())
            self.assertEqual(stream.readline(), b"\r\n")
            s.sendall(body)
            self.assertEqual(read_answer(stream)[0], 200)

    def test_http_1_0_and_connection_close(self):
        answer = talk(soap_request().replace(b"HTTP/1.1", b"HTTP/1.0", 1))
        self.assertRegex(answer[:15], rb"^HTTP/1\.[01] 200")
        self.assertIn(b"onnection: close", talk(soap_request(close=True)))

    def test_head_and_options_and_unknown_paths(self):
        for request in (b"HEAD / HTTP/1.1", b"OPTIONS * HTTP/1.1", b"GET /no/such/page HTTP/1.1", b"BREW /pot HTTP/1.1"):
            with self.subTest(request=request):
                answer = talk(request + b"\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                self.assertTrue(answer.startswith(b"HTTP/1.1 "), answer[:100])

    def test_tls_only_with_modern_versions(self):
        port = urllib.parse.urlsplit(server.https).port
        context = ssl.create_default_context(cafile=server.ca)
        with socket.create_connection(("127.0.0.1", port), timeout=20) as raw, context.wrap_socket(raw, server_hostname="localhost") as s:
            self.assertIn(s.version(), ("TLSv1.2", "TLSv1.3"))
            s.sendall(soap_request())
            self.assertEqual(read_answer(s.makefile("rb"))[0], 200)
        for name in ("campaign.api.bingads.microsoft.com", "clientcenter.api.sandbox.bingads.microsoft.com", "login.microsoftonline.com", "login.live-int.com"):
            with socket.create_connection(("127.0.0.1", port), timeout=20) as raw, context.wrap_socket(raw, server_hostname=name) as s:
                self.assertTrue(s.version())
        with socket.create_connection(("127.0.0.1", port), timeout=20) as raw:
            with self.assertRaises(ssl.SSLCertVerificationError):
                context.wrap_socket(raw, server_hostname="example.com")


if __name__ == "__main__":
    unittest.main(verbosity=2)
