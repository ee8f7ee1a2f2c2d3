#include "net/server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <fstream>
#include <latch>
#include <mutex>
#include <thread>

#include "net/blocking.h"
#include "net/test_client.h"

namespace adsbox::net {
namespace {

using namespace std::chrono_literals;
using testing::Client;
using testing::TemporaryDirectory;

// Answers with what it was asked.
void echo(const Request& q, Response& r) {
  r.body = std::string(q.method) + " " + std::string(q.target) + " " + std::string(q.body);
  r.set("X-Base", q.base_url());
  r.set("X-Loopback", q.loopback ? "yes" : "no");
}

class Running {
 public:
  explicit Running(Handler handler = echo, Options options = {}) : server_(std::move(options), std::move(handler)) {
    const auto started = server_.start();
    EXPECT_TRUE(started) << started.error();
  }
  Client client(int receive_buffer = 0) { return Client(server_.port(), receive_buffer); }
  Server& operator*() { return server_; }
  Server* operator->() { return &server_; }

 private:
  Server server_;
};

// A gate that handlers wait at until the test opens it.
class Gate {
 public:
  void wait() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  // False after half a minute.
  bool await_waiting(unsigned n) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 30s, [&] { return waiting_ >= n; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  unsigned waiting_ = 0;
  bool open_ = false;
};

const std::string kGet = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";

TEST(Server, KeepsAConnectionForManyRequests) {
  Running server;
  auto client = server.client();
  for (int i = 0; i < 100; ++i) {
    const auto reply = client.exchange("POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: h:1\r\nContent-Length: 3\r\n\r\nabc");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, "POST /" + std::to_string(i) + " abc");
    EXPECT_EQ(reply.header("X-Base"), "http://h:1");
    EXPECT_EQ(reply.header("X-Loopback"), "yes");
    EXPECT_EQ(reply.header("Content-Type"), "text/plain; charset=utf-8");
    EXPECT_FALSE(reply.header("Date").empty());
  }
  EXPECT_EQ(server->stats().requests, 100U);
  EXPECT_EQ(server->stats().connections, 1U);
}

TEST(Server, ClosesWhenAsked) {
  Running server;
  auto client = server.client();
  const auto reply = client.exchange("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.header("Connection"), "close");
  EXPECT_TRUE(client.at_end());

  auto old = server.client();
  EXPECT_EQ(old.exchange("GET / HTTP/1.0\r\n\r\n").header("Connection"), "close");
  EXPECT_TRUE(old.at_end());
  auto old_keeping = server.client();
  EXPECT_EQ(old_keeping.exchange("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").header("Connection"), "keep-alive");
  EXPECT_EQ(old_keeping.exchange(kGet).status, 200);
}

TEST(Server, AnswersAClientThatFinishedSending) {
  Running server;
  auto client = server.client();
  client.send(kGet);
  client.finish_sending();
  EXPECT_EQ(client.receive().body, "GET /x ");
  EXPECT_TRUE(client.at_end());
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
  Running server;
  auto client = server.client();
  std::string requests;
  for (int i = 0; i < 1000; ++i) requests += "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab";
  std::thread sender([&] { client.send(requests); });
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(client.receive().body, "POST /" + std::to_string(i) + " ab");
  sender.join();
}

TEST(Server, ReadsRequestsThatComeByteByByte) {
  Running server;
  auto client = server.client();
  const std::string request =
      "POST /slow HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
  for (char c : request) client.send({&c, 1});
  EXPECT_EQ(client.receive().body, "POST /slow abcde");
  EXPECT_EQ(client.exchange(kGet).body, "GET /x ");
}

TEST(Server, ReadsLargeBodies) {
  Running server([](const Request& q, Response& r) { r.body = q.body; });
  std::string body(5'000'000, 'a');
  for (std::size_t i = 0; i < body.size(); i += 997) body[i] = static_cast<char>('a' + i % 26);
  auto client = server.client();
  for (int i = 0; i < 2; ++i) {
    std::thread sender([&] {
      client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n");
      client.send(body);
    });
    EXPECT_TRUE(client.receive().body == body);
    sender.join();
  }
  std::thread sender([&] {
    client.send("PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (std::size_t at = 0; at < body.size(); at += 100'000) client.send("186a0\r\n" + body.substr(at, 100'000) + "\r\n");
    client.send("0\r\n\r\n");
  });
  EXPECT_TRUE(client.receive().body == body);
  sender.join();
}

TEST(Server, WritesToSlowReaders) {
  const std::string large(3'000'000, 'z');
  Running server([&](const Request& q, Response& r) { r.body = q.path == "/large" ? large : "small"; });
  auto slow = server.client(4096);
  // Both answers are wanted before any is read: the second request waits in the server.
  slow.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\nGET /small HTTP/1.1\r\nHost: h\r\n\r\n");
  auto other = server.client();
  EXPECT_EQ(other.exchange(kGet).body, "small");
  EXPECT_TRUE(slow.receive().body == large);
  EXPECT_EQ(slow.receive().body, "small");
}

TEST(Server, SaysContinueOnlyWhenABodyIsAwaited) {
  Running server;
  auto client = server.client();
  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.receive().status, 100);
  EXPECT_EQ(client.exchange("abc").body, "POST / abc");
  // The body came along: nobody waits.
  EXPECT_EQ(client.exchange("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\nabc").status, 200);
  // No body at all.
  EXPECT_EQ(client.exchange("GET / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n\r\n").status, 200);
}

TEST(Server, RefusesALargeBodyBeforeItIsSent) {
  Options options;
  options.limits.body = 1000;
  std::atomic<int> calls = 0;
  Running server([&](const Request&, Response&) { ++calls; }, options);
  auto client = server.client();
  const auto reply = client.exchange("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(reply.status, 413);
  EXPECT_EQ(reply.header("Connection"), "close");
  client.finish_sending();
  EXPECT_TRUE(client.at_end());
  EXPECT_EQ(calls, 0);
}

TEST(Server, TheRefusalOfALargeBodyCanBeWorded) {
  Options options;
  options.limits.body = 1000;
  options.too_large = [](const Request& request, Response& response) {
    response.content_type = "application/json";
    response.body = "{\"path\":\"" + std::string(request.path) + "\"}";
  };
  Running server(echo, options);
  for (const std::string& body :
       {std::string("Content-Length: 1001\r\n\r\n"), std::string("Transfer-Encoding: chunked\r\n\r\n3e9\r\n")}) {
    auto client = server.client();
    const auto reply = client.exchange("POST /a?b HTTP/1.1\r\nHost: h\r\n" + body);
    EXPECT_EQ(reply.status, 413);
    EXPECT_EQ(reply.body, "{\"path\":\"/a\"}");
    EXPECT_EQ(reply.header("Content-Type"), "application/json");
    EXPECT_EQ(reply.header("Connection"), "close");
  }
}

TEST(Server, ItsRefusalReachesAClientThatIsStillSending) {
  Options options;
  options.limits.body = 1000;
  Running server(echo, options);
  auto client = server.client();
  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3000000\r\n\r\n");
  client.send(std::string(3'000'000, 'x'));
  EXPECT_EQ(client.receive().status, 413);
}

TEST(Server, UndoesContentEncodings) {
  Running server;
  auto client = server.client();
  const std::string post = "POST / HTTP/1.1\r\nHost: h\r\n";
  // `echo -n hello | gzip -n`
  const std::string hello("\x1f\x8b\x08\0\0\0\0\0\0\x03\xcb\x48\xcd\xc9\xc9\x07\0\x86\xa6\x10\x36\x05\0\0\0", 25);
  EXPECT_EQ(client.exchange(post + "Content-Encoding: gzip\r\nContent-Length: 25\r\n\r\n" + hello).body, "POST / hello");
  EXPECT_EQ(client.exchange(post + "Content-Encoding: identity\r\nContent-Length: 2\r\n\r\nhi").body, "POST / hi");
  EXPECT_EQ(client.exchange(post + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nhi").status, 400);
  const auto unknown = client.exchange(post + "Content-Encoding: br\r\nContent-Length: 2\r\n\r\nhi");
  EXPECT_EQ(unknown.status, 415);
  EXPECT_EQ(unknown.header("Accept-Encoding"), "gzip, deflate");
  EXPECT_EQ(client.exchange(kGet).status, 200);
}

TEST(Server, HeadHasTheHeadersOfGetAndNoBody) {
  Running server;
  auto client = server.client();
  client.send("HEAD /abc HTTP/1.1\r\nHost: h\r\n\r\n");
  const auto reply = client.receive(true);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.header("Content-Length"), "10");
  EXPECT_EQ(client.exchange(kGet).body, "GET /x ");
}

TEST(Server, StatusesWithoutABodyHaveNone) {
  Running server([](const Request& q, Response& r) {
    r.status = q.path == "/204" ? 204 : 304;
    r.body = "must not be sent";
  });
  auto client = server.client();
  const auto reply = client.exchange("GET /204 HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(reply.status, 204);
  EXPECT_EQ(reply.header("Content-Length"), "");
  EXPECT_EQ(client.exchange(kGet).status, 304);
}

TEST(Server, AnswersMethodsItDoesNotServeItself) {
  Running server;
  auto client = server.client();
  EXPECT_EQ(client.exchange("TRACE / HTTP/1.1\r\nHost: h\r\n\r\n").status, 405);
  EXPECT_EQ(client.exchange("CONNECT h:1 HTTP/1.1\r\nHost: h\r\n\r\n").status, 405);
  EXPECT_EQ(client.exchange("BREW / HTTP/1.1\r\nHost: h\r\n\r\n").body, "BREW / ");
}

TEST(Server, MalformedRequestsGetAnAnswerAndTheConnectionEnds) {
  const struct {
    const char* what;
    std::string input;
    int status;
  } cases[] = {
      {"garbage", "\x16\x03\x01\r\n\r\n", 400},
      {"no host", "GET / HTTP/1.1\r\n\r\n", 400},
      {"smuggling", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"version", "GET / HTTP/3.0\r\n\r\n", 505},
      {"expectation", "GET / HTTP/1.1\r\nHost: h\r\nExpect: x\r\n\r\n", 417},
      {"headers", "GET / HTTP/1.1\r\nHost: h\r\nA: " + std::string(70'000, 'a') + "\r\n\r\n", 431},
      {"line", "GET /" + std::string(70'000, 'a') + " HTTP/1.1\r\n", 414},
      {"second of two", kGet + "nonsense\r\n\r\n", 400},
  };
  Running server;
  for (const auto& c : cases) {
    auto client = server.client();
    client.send(c.input);
    auto reply = client.receive();
    if (c.input.starts_with(kGet)) {
      EXPECT_EQ(reply.status, 200) << c.what;
      reply = client.receive();
    }
    EXPECT_EQ(reply.status, c.status) << c.what;
    EXPECT_EQ(reply.header("Connection"), "close") << c.what;
    EXPECT_GT(reply.body.size(), 10U) << c.what;
    client.finish_sending();
    EXPECT_TRUE(client.at_end()) << c.what;
  }
}

TEST(Server, TimesOutSlowAndIdleClients) {
  Options options;
  options.idle_timeout = 50ms;
  options.read_timeout = 50ms;
  Running server(echo, options);
  auto idle = server.client();
  EXPECT_TRUE(idle.at_end());
  auto slow = server.client();
  slow.send("GET / HTTP/1.1\r\nHo");
  EXPECT_EQ(slow.receive().status, 408);
  auto slow_body = server.client();
  slow_body.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
  EXPECT_EQ(slow_body.receive().status, 408);
}

TEST(Server, TimesOutClientsThatDoNotRead) {
  Options options;
  options.write_timeout = 50ms;
  Running server([](const Request&, Response& r) { r.body.assign(20'000'000, 'x'); }, options);
  auto client = server.client(4096);
  client.send(kGet);
  // Nothing is read until the server has given up.
  pollfd gone{client.fd(), POLLRDHUP, 0};
  EXPECT_EQ(::poll(&gone, 1, 20'000), 1);
  EXPECT_LT(client.drain().size(), 20'000'000U);
}

TEST(Server, StreamsFiles) {
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/file";
  std::string content(9'000'000, 'f');
  for (std::size_t i = 0; i < content.size(); i += 4099) content[i] = static_cast<char>('a' + i % 26);
  std::ofstream(path) << content;
  std::ofstream(directory.path() + "/empty") << "";
  Running server([&](const Request& q, Response& r) {
    r.content_type = "application/zip";
    r.file = directory.path() + std::string(q.path);
    if (q.query == "part") r.file_from = 8'999'990, r.file_bytes = 5;
    if (q.query == "beyond") r.file_from = 8'999'999, r.file_bytes = 5;
  });
  auto client = server.client();
  EXPECT_EQ(client.exchange("GET /file?part HTTP/1.1\r\nHost: h\r\n\r\n").body, content.substr(8'999'990, 5));
  EXPECT_EQ(client.exchange("GET /file?beyond HTTP/1.1\r\nHost: h\r\n\r\n").body, content.substr(8'999'999));
  for (int i = 0; i < 2; ++i) {
    const auto reply = client.exchange("GET /file HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(reply.header("Content-Type"), "application/zip");
    EXPECT_TRUE(reply.body == content);
  }
  client.send("HEAD /file HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(client.receive(true).header("Content-Length"), "9000000");
  const auto empty = client.exchange("GET /empty HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(empty.status, 200);
  EXPECT_EQ(empty.header("Content-Length"), "0");
  EXPECT_EQ(client.exchange("GET /none HTTP/1.1\r\nHost: h\r\n\r\n").status, 500);
  EXPECT_EQ(client.exchange("GET / HTTP/1.1\r\nHost: h\r\n\r\n").status, 500);  // a directory
}

TEST(Server, HeaderValuesCannotForgeHeaders) {
  Running server([](const Request&, Response& r) {
    r.set("Location", "/a\r\nSet-Cookie: stolen=1");
    r.set("Content-Length", "12345");
    r.set("X-Many", "1");
    r.set("X-Many", "2");
  });
  const auto reply = server.client().exchange(kGet);
  EXPECT_EQ(reply.header("Location"), "/a  Set-Cookie: stolen=1");
  EXPECT_EQ(reply.header("Set-Cookie"), "");
  EXPECT_EQ(reply.header("Content-Length"), "0");
  EXPECT_NE(reply.head.find("X-Many: 1\r\nX-Many: 2\r\n"), std::string::npos);
}

TEST(Server, AFailingHandlerIsA500) {
  Running server([](const Request&, Response& r) {
    r.body = "half";
    throw std::runtime_error("no");
  });
  auto client = server.client();
  EXPECT_EQ(client.exchange(kGet).status, 500);
  EXPECT_EQ(client.exchange(kGet).status, 500);
}

TEST(Server, ReverseProxiesChangeTheBaseAndAreNotLoopback) {
  Running server;
  const auto reply = server.client().exchange(
      "GET / HTTP/1.1\r\nHost: inner\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: ads.example\r\nX-Forwarded-For: "
      "9.9.9.9\r\n\r\n");
  EXPECT_EQ(reply.header("X-Base"), "https://ads.example");
  EXPECT_EQ(reply.header("X-Loopback"), "no");
}

class BlockedHandlers : public ::testing::TestWithParam<bool> {};

// More handlers wait than there are reactors; others are served all the same.
TEST_P(BlockedHandlers, DoNotHoldUpOthers) {
  const bool announced = GetParam();
  Gate gate;
  Options options;
  options.reactors = 1;
  Running server(
      [&](const Request& q, Response& r) {
        if (q.path == "/block") {
          if (announced) about_to_block();
          gate.wait();
        }
        r.body = std::string(q.path);
      },
      options);
  std::vector<Client> blocked;
  auto quick = server.client();
  EXPECT_EQ(quick.exchange(kGet).body, "/x");
  for (int i = 0; i < 12; ++i) {
    blocked.push_back(server.client());
    blocked.back().send("GET /block HTTP/1.1\r\nHost: h\r\n\r\n" + kGet);
  }
  EXPECT_TRUE(gate.await_waiting(12));
  for (int i = 0; i < 50; ++i) EXPECT_EQ(quick.exchange(kGet).body, "/x");
  EXPECT_EQ(server.client().exchange(kGet).body, "/x");
  gate.open();
  for (auto& c : blocked) {
    EXPECT_EQ(c.receive().body, "/block");
    EXPECT_EQ(c.receive().body, "/x");
    EXPECT_EQ(c.exchange(kGet).body, "/x");
  }
}
INSTANTIATE_TEST_SUITE_P(Server, BlockedHandlers, ::testing::Values(true, false),
                         [](const auto& i) { return i.param ? "Announced" : "Noticed"; });

TEST(Server, WithoutThreadsToSpareRequestsWait) {
  Gate gate;
  Options options;
  options.reactors = 1;
  options.max_threads = 2;
  Running server(
      [&](const Request& q, Response&) {
        if (q.path == "/block") {
          about_to_block();
          gate.wait();
        }
      },
      options);
  Client a = server.client();
  Client b = server.client();
  Client c = server.client();
  for (auto* client : {&a, &b}) client->send("GET /block HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_TRUE(gate.await_waiting(2));
  c.send(kGet);
  gate.open();
  for (auto* client : {&a, &b, &c}) EXPECT_EQ(client->receive().status, 200);
}

TEST(Server, ABlockedClientMayLeave) {
  Gate gate;
  Running server([&](const Request&, Response&) { gate.wait(); });
  {
    auto client = server.client();
    client.send(kGet);
    EXPECT_TRUE(gate.await_waiting(1));
  }
  gate.open();
  EXPECT_EQ(server.client().exchange(kGet).status, 200);
}

TEST(Server, DrainFinishesWhatWasAskedAndClosesTheRest) {
  Gate gate;
  Running server([&](const Request& q, Response& r) {
    if (q.path == "/block") {
      about_to_block();
      gate.wait();
    }
    r.body = std::string(q.path);
  });
  auto idle = server.client();
  EXPECT_EQ(idle.exchange(kGet).status, 200);
  auto working = server.client();
  working.send("GET /block HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_TRUE(gate.await_waiting(1));
  auto partial = server.client();
  EXPECT_EQ(partial.exchange(kGet).status, 200);
  partial.send("POST /partial HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(partial.receive().status, 100);

  bool clean = false;
  std::thread stopper([&] { clean = server->stop(30s); });
  EXPECT_TRUE(idle.at_end());
  const auto late = partial.exchange("abc");
  EXPECT_EQ(late.body, "/partial");
  EXPECT_EQ(late.header("Connection"), "close");
  EXPECT_TRUE(partial.at_end());
  gate.open();
  const auto reply = working.receive();
  EXPECT_EQ(reply.body, "/block");
  EXPECT_EQ(reply.header("Connection"), "close");
  EXPECT_TRUE(working.at_end());
  stopper.join();
  EXPECT_TRUE(clean);
  EXPECT_FALSE(server.client().connected());
}

TEST(Server, DrainAnswersWhatLiesInTheSocket) {
  // The connection is made and the request sent before the server's threads had any reason to look.
  for (int i = 0; i < 20; ++i) {
    Running server;
    auto client = server.client();
    client.send(kGet);
    client.await_delivery();
    EXPECT_TRUE(server->stop(30s));
    EXPECT_EQ(client.receive().body, "GET /x ");
  }
}

TEST(Server, DrainCutsOffWhatDoesNotEnd) {
  Running server;
  auto client = server.client();
  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.receive().status, 100);
  EXPECT_FALSE(server->stop(20ms));
  EXPECT_TRUE(client.at_end());
}

TEST(Server, StopsAtOnceWithoutGrace) {
  Running server;
  auto client = server.client();
  EXPECT_EQ(client.exchange(kGet).status, 200);
  server->stop();
  EXPECT_TRUE(client.at_end());
}

TEST(Server, LetsConnectionsWaitAboveTheLimit) {
  Options options;
  options.max_connections = 2;
  options.idle_timeout = 40ms;  // also the pace at which the door is tried again
  Running server(echo, options);
  std::vector<Client> clients;
  for (int i = 0; i < 6; ++i) clients.push_back(server.client());
  for (auto& c : clients) EXPECT_EQ(c.exchange("GET /w HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").body, "GET /w ");
}

TEST(Server, SaysWhyItCannotStart) {
  Running first;
  Server taken({.port = first->port()}, echo);
  const auto started = taken.start();
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().find("Address already in use"), std::string::npos) << started.error();
  Server unknown({.address = "example.com"}, echo);
  EXPECT_FALSE(unknown.start());
  Server without_certificate({.tls_port = 0}, echo);
  EXPECT_FALSE(without_certificate.start());
}

TEST(Server, ManyClientsAtOnce) {
  Options options;
  options.reactors = 3;
  Running server(
      [](const Request& q, Response& r) {
        if (q.path == "/wait") about_to_block();
        r.body = std::string(q.body);
      },
      options);
  std::vector<std::thread> threads;
  std::atomic<int> right = 0;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int round = 0; round < 10; ++round) {
        auto client = server.client();
        for (int i = 0; i < 20; ++i) {
          const std::string body = std::to_string(t * 1000 + i);
          const char* path = i % 3 == 0 ? "/wait" : "/go";
          const auto reply = client.exchange("POST " + std::string(path) + " HTTP/1.1\r\nHost: h\r\nContent-Length: " +
                                             std::to_string(body.size()) + "\r\n\r\n" + body);
          if (reply.body == body) ++right;
        }
      }
    });
  }
  for (auto& t : threads) t.join();
  EXPECT_EQ(right, 1600);
}

}  // namespace
}  // namespace adsbox::net
