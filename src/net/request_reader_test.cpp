#include "net/request_reader.h"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>

namespace adsbox::net {
namespace {

using Status = RequestReader::Status;

struct Outcome {
  Status status;
  int error = 0;
  std::string text;  // everything of the request in one string
  std::size_t left = 0;
};

std::string describe(const Request& q) {
  std::string out = std::string(q.method) + "|" + std::string(q.target) + "|" + std::string(q.path) + "|" + std::string(q.query) +
                    "|" + std::string(q.host) + "|";
  for (const auto& h : q.headers) out += std::string(h.name) + "=" + std::string(h.value) + ";";
  return out + "|" + std::string(q.body);
}

// Feeds `input` in pieces of `step` bytes, as a connection does: the buffer moves each time.
Outcome read(std::string_view input, std::size_t step, ReaderLimits limits = {}) {
  RequestReader reader(limits);
  std::string buffer;
  Status status = Status::need_more;
  while (status == Status::need_more && !input.empty()) {
    const auto piece = input.substr(0, step);
    input.remove_prefix(piece.size());
    const std::size_t before = buffer.size();
    // Exactly as large as what is in it, so that a sanitizer sees a step too far.
    auto exact = std::make_unique<char[]>(before + piece.size());
    std::memcpy(exact.get(), buffer.data(), before);
    std::memcpy(exact.get() + before, piece.data(), piece.size());
    std::size_t size = before + piece.size();
    status = reader.advance(exact.get(), size);
    EXPECT_LE(size, before + piece.size());
    buffer.assign(exact.get(), size);
  }
  Outcome out{status, reader.error_status(), {}, 0};
  if (status == Status::complete) {
    Request request;
    reader.fill(buffer.data(), request);
    out.text = describe(request);
    out.left = buffer.size() - reader.consumed() + input.size();
  }
  return out;
}

struct GoodCase {
  const char* what;
  std::string input;
  std::string expected;
  std::size_t left = 0;
};

TEST(RequestReader, ReadsRequestsHoweverTheyAreSplit) {
  const GoodCase cases[] = {
      {"get", "GET /a/b?c=d&e HTTP/1.1\r\nHost: X.Example:80\r\nA:\t b \r\n\r\n",
       "GET|/a/b?c=d&e|/a/b|c=d&e|x.example:80|Host=x.example:80;A=b;|"},
      {"body and a next request", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhelloGET /",
       "POST|/|/||h|Host=h;Content-Length=5;|hello", 5},
      {"empty body", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n", "POST|/|/||h|Host=h;Content-Length=0;|"},
      {"chunked",
       "POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n006;ext=\"1\"\r\n, worl\r\n1 "
       "\r\nd\r\n0\r\n\r\nNEXT",
       "POST|/c|/c||h|Host=h;Transfer-Encoding=chunked;|hello, world", 4},
      {"chunked with trailers",
       "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: CHUNKED\r\n\r\nA\r\n0123456789\r\n0\r\nX: y\r\nZ: w\r\n\r\n",
       "PUT|/|/||h|Host=h;Transfer-Encoding=CHUNKED;|0123456789"},
      {"http/1.0 without host", "GET / HTTP/1.0\r\n\r\n", "GET|/|/||||"},
      {"empty lines before", "\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", "GET|/|/||h|Host=h;|"},
      {"absolute target wins over host", "GET http://Real.Example:81/p?q HTTP/1.1\r\nHost: other\r\n\r\n",
       "GET|http://real.example:81/p?q|/p|q|real.example:81|Host=other;|"},
      {"absolute target without path", "GET https://h HTTP/1.1\r\nHost: h\r\n\r\n", "GET|https://h|/||h|Host=h;|"},
      {"asterisk", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "OPTIONS|*|*||h|Host=h;|"},
      {"connect", "CONNECT h.example:443 HTTP/1.1\r\nHost: h.example:443\r\n\r\n",
       "CONNECT|h.example:443|h.example:443||h.example:443|Host=h.example:443;|"},
      {"same length twice", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\ncontent-length: 01\r\n\r\nx",
       "POST|/|/||h|Host=h;Content-Length=1;content-length=01;|x"},
      {"bytes above 127", "GET /\xc3\xa4 HTTP/1.1\r\nHost: h\r\nX: \xff\r\n\r\n", "GET|/\xc3\xa4|/\xc3\xa4||h|Host=h;X=\xff;|"},
  };
  for (const auto& c : cases) {
    for (std::size_t step : {std::size_t{1}, std::size_t{2}, std::size_t{7}, c.input.size()}) {
      const auto out = read(c.input, step);
      EXPECT_EQ(out.status, Status::complete) << c.what << " in steps of " << step << ": " << out.error;
      EXPECT_EQ(out.text, c.expected) << c.what << " in steps of " << step;
      EXPECT_EQ(out.left, c.left) << c.what << " in steps of " << step;
    }
  }
}

struct BadCase {
  const char* what;
  std::string input;
  int status;
};

TEST(RequestReader, RefusesWhatIsNotHttp) {
  const std::string post = "POST / HTTP/1.1\r\nHost: h\r\n";
  const std::string chunked = post + "Transfer-Encoding: chunked\r\n\r\n";
  const BadCase cases[] = {
      {"tls hello", std::string("\x16\x03\x01\x02\x00\x01", 6), 400},
      {"no version", "GET /\r\n", 400},
      {"only a word", "hello\r\n", 400},
      {"two spaces", "GET  / HTTP/1.1\r\n", 400},
      {"space in the target", "GET /a b HTTP/1.1\r\n", 400},
      {"leading space", " GET / HTTP/1.1\r\n", 400},
      {"method no token", "G(T / HTTP/1.1\r\n", 400},
      {"method endless", std::string(33, 'A') + " / HTTP/1.1\r\n", 400},
      {"lower-case version", "GET / http/1.1\r\n", 400},
      {"http/2 preface", "PRI * HTTP/2.0\r\n", 505},
      {"http/0.8", "GET / HTTP/0.8\r\n", 505},
      {"version with letters", "GET / HTTP/1.x\r\n", 400},
      {"relative target", "GET a/b HTTP/1.1\r\n", 400},
      {"asterisk with get", "GET * HTTP/1.1\r\n", 400},
      {"scheme alone", "GET http HTTP/1.1\r\n", 400},
      {"foreign scheme", "GET ftp://h/ HTTP/1.1\r\n", 400},
      {"scheme without host", "GET http:///x HTTP/1.1\r\n", 400},
      {"connect with a path", "CONNECT /x HTTP/1.1\r\n", 400},
      {"control character in the target", "GET /\x01 HTTP/1.1\r\n", 400},
      {"bare line feed", "GET / HTTP/1.1\nHost: h\n\n", 400},
      {"bare line feed in headers", post + "A: b\nC: d\r\n\r\n", 400},
      {"no host", "GET / HTTP/1.1\r\n\r\n", 400},
      {"two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},
      {"strange host", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
      {"header without colon", post + "nonsense\r\n\r\n", 400},
      {"header without name", post + ": x\r\n\r\n", 400},
      {"space before the colon", post + "Content-Length : 5\r\n\r\n", 400},
      {"folded header", post + "A: b\r\n c\r\n\r\n", 400},
      {"null in a header", post + std::string("A: b\0c\r\n\r\n", 10), 400},
      {"carriage return in a header", post + "A: b\rc\r\n\r\n", 400},
      {"length not a number", post + "Content-Length: 5x\r\n\r\n", 400},
      {"length negative", post + "Content-Length: -5\r\n\r\n", 400},
      {"length with sign", post + "Content-Length: +5\r\n\r\n", 400},
      {"length empty", post + "Content-Length:\r\n\r\n", 400},
      {"length list", post + "Content-Length: 5, 5\r\n\r\n", 400},
      {"two lengths", post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", 400},
      {"length beyond 64 bits", post + "Content-Length: 99999999999999999999999\r\n\r\n", 413},
      {"length over the limit", post + "Content-Length: 1001\r\n\r\n", 413},
      {"length beside chunked", post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {"chunked beside length", post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", 400},
      {"gzip coding", post + "Transfer-Encoding: gzip, chunked\r\n\r\n", 400},
      {"chunked twice", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {"chunked in http/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {"unknown expectation", post + "Expect: cake\r\n\r\n", 417},
      {"chunk size not hex", chunked + "xyz\r\n", 400},
      {"chunk size empty", chunked + "\r\n", 400},
      {"chunk size negative", chunked + "-1\r\n", 400},
      {"chunk size prefixed", chunked + "0x5\r\nhello\r\n", 400},
      {"chunk beyond 64 bits", chunked + "fffffffffffffffff\r\n", 413},
      {"chunk of all bits", chunked + "ffffffffffffffff\r\n", 413},
      {"chunks over the limit", chunked + "300\r\n" + std::string(0x300, 'x') + "\r\n300\r\n", 413},
      {"chunk longer than said", chunked + "3\r\nhello\r\n", 400},
      {"chunk end bare", chunked + "5\r\nhello\n", 400},
      {"chunk extension endless", chunked + "5;" + std::string(2000, 'x'), 400},
      {"trailers endless",
       chunked + "0\r\n" +
           [] {
             std::string lines;
             for (int i = 0; i < 200; ++i) lines += "Trailer: 0123456789\r\n";
             return lines;
           }(),
       431},
      {"request line too long", "GET /" + std::string(3000, 'a'), 414},
      {"headers too large", post + "A: " + std::string(3000, 'a'), 431},
      {"too many headers",
       post +
           [] {
             std::string lines;
             for (int i = 0; i < 100; ++i) lines += "a: b\r\n";
             return lines;
           }(),
       431},
  };
  const ReaderLimits limits{.head = 2048, .body = 1000, .headers = 64};
  for (const auto& c : cases) {
    for (std::size_t step : {std::size_t{1}, std::size_t{3}, c.input.size()}) {
      const auto out = read(c.input, step, limits);
      EXPECT_EQ(out.status, Status::bad) << c.what << " in steps of " << step;
      EXPECT_EQ(out.error, c.status) << c.what << " in steps of " << step;
    }
  }
}

TEST(RequestReader, WaitsWhenBytesAreMissing) {
  const std::string input = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
  for (std::size_t n = 1; n < input.size(); ++n) EXPECT_EQ(read(input.substr(0, n), n).status, Status::need_more) << n;
}

TEST(RequestReader, TellsHowMuchIsMissing) {
  RequestReader reader;
  std::string input = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\nabc";
  std::size_t size = input.size();
  EXPECT_EQ(reader.advance(input.data(), size), Status::need_more);
  EXPECT_EQ(reader.wanted(size), 997U);
  EXPECT_TRUE(reader.take_expectation());
  EXPECT_FALSE(reader.take_expectation());
}

TEST(RequestReader, KeepsConnectionsAsTheHeadersSay) {
  const auto keeps = [](std::string head) {
    RequestReader reader;
    std::size_t size = head.size();
    EXPECT_EQ(reader.advance(head.data(), size), Status::complete) << head;
    return reader.keep_alive();
  };
  EXPECT_TRUE(keeps("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
  EXPECT_FALSE(keeps("GET / HTTP/1.1\r\nHost: h\r\nConnection: Close\r\n\r\n"));
  EXPECT_FALSE(keeps("GET / HTTP/1.1\r\nHost: h\r\nConnection: upgrade, close\r\n\r\n"));
  EXPECT_FALSE(keeps("GET / HTTP/1.0\r\n\r\n"));
  EXPECT_TRUE(keeps("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"));
}

TEST(RequestReader, IsReadyAgainAfterReset) {
  RequestReader reader;
  std::string first = "POST /1 HTTP/1.0\r\nTransfer-Encoding: x\r\n\r\n";
  std::size_t size = first.size();
  EXPECT_EQ(reader.advance(first.data(), size), Status::bad);
  EXPECT_EQ(reader.advance(first.data(), size), Status::bad);
  reader.reset();
  std::string second = "GET /2 HTTP/1.1\r\nHost: h\r\n\r\n";
  size = second.size();
  EXPECT_EQ(reader.advance(second.data(), size), Status::complete);
  Request request;
  reader.fill(second.data(), request);
  EXPECT_EQ(request.path, "/2");
  EXPECT_EQ(request.headers.size(), 1U);
}

}  // namespace
}  // namespace adsbox::net
