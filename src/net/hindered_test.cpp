// Answers that are late, slow, cut short or never come.
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <fstream>
#include <memory>
#include <thread>
#include <vector>

#include "net/ca.h"
#include "net/server.h"
#include "net/test_client.h"

namespace adsbox::net {
namespace {

using namespace std::chrono_literals;
using testing::Client;
using testing::TemporaryDirectory;
using Clock = std::chrono::steady_clock;

const std::string kGet = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

class Hindered : public ::testing::Test {
 protected:
  void start(Handler handler, Options options = {}) {
    server_ = std::make_unique<Server>(std::move(options), std::move(handler));
    const auto started = server_->start();
    ASSERT_TRUE(started) << started.error();
  }
  Client client() { return Client(server_->port()); }
  std::string file(std::size_t size) {
    const std::string path = directory_.path() + "/file";
    std::ofstream(path) << std::string(size, 'f');
    return path;
  }

  TemporaryDirectory directory_;
  std::unique_ptr<Server> server_;
};

std::string get(std::string_view path) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: h\r\n\r\n";
}

TEST_F(Hindered, DelaysNoLessThanAskedAndKeepsTheOrderOfPipelinedRequests) {
  start([](const Request& q, Response& r) {
    r.body = q.path;
    if (q.path == "/late") r.delay = 60ms;
  });
  auto c = client();
  const auto begin = Clock::now();
  c.send(get("/late") + get("/soon") + get("/late") + get("/soon"));
  for (const char* path : {"/late", "/soon", "/late", "/soon"}) EXPECT_EQ(c.receive().body, path);
  EXPECT_GE(Clock::now() - begin, 120ms);
  EXPECT_EQ(c.exchange(get("/again")).body, "/again");
}

TEST_F(Hindered, DelaysOneConnectionAndNoOther) {
  start(
      [](const Request& q, Response& r) {
        r.body = q.path;
        if (q.path == "/late") r.delay = 30s;
      },
      {.reactors = 1});
  std::vector<Client> late;
  for (int i = 0; i < 100; ++i) late.push_back(client());
  for (auto& c : late) c.send(get("/late"));
  auto c = client();
  for (int i = 0; i < 10; ++i) EXPECT_EQ(c.exchange(get("/soon")).body, "/soon");
  // More answers wait than there could be threads.
  EXPECT_LT(server_->stats().threads, 100U);
  while (server_->stats().requests < 110) std::this_thread::yield();
  // A server that stops does not wait either: those who asked get their answer at once.
  EXPECT_TRUE(server_->stop(20s));
  for (auto& l : late) EXPECT_EQ(l.receive().body, "/late");
}

TEST_F(Hindered, ForgetsDelayedAnswersWhenItStopsWithoutGrace) {
  start([](const Request&, Response& r) { r.delay = 300s; });
  auto c = client();
  c.send(kGet);
  while (server_->stats().requests < 1) std::this_thread::yield();
  EXPECT_FALSE(server_->stop());
  EXPECT_EQ(c.receive().status, 0);
}

TEST_F(Hindered, AnswersLateWhoFinishedSending) {
  start([](const Request&, Response& r) {
    r.body = "late";
    r.delay = 20ms;
  });
  auto c = client();
  c.send(kGet);
  c.finish_sending();
  EXPECT_EQ(c.receive().body, "late");
  EXPECT_TRUE(c.at_end());
}

TEST_F(Hindered, DropsTheConnectionInsteadOfAnAnswer) {
  int calls = 0;
  start([&](const Request& q, Response& r) {
    ++calls;
    r.body = "never seen";
    r.drop = q.path != "/fine";
    if (q.path == "/late") r.delay = 10ms;
  });
  for (const char* path : {"/now", "/late"}) {
    auto c = client();
    c.send(get(path));
    EXPECT_EQ(c.drain(), "");
  }
  EXPECT_EQ(client().exchange(get("/fine")).body, "never seen");
  EXPECT_EQ(calls, 3);
}

TEST_F(Hindered, CutsBodiesAndFilesAndAnnouncesTheWhole) {
  const auto path = file(3'000'000);
  start([&](const Request& q, Response& r) {
    if (q.path.starts_with("/file"))
      r.file = path;
    else
      r.body = std::string(1000, 'b');
    r.cut_after = q.path.ends_with("none") ? 0 : q.path.ends_with("long") ? 5'000'000 : 400;
  });
  const auto body_of = [&](std::string_view target) {
    auto c = client();
    c.send(get(target));
    const auto all = c.drain();
    EXPECT_NE(all.find(target.starts_with("/file") ? "Content-Length: 3000000" : "Content-Length: 1000"), std::string::npos);
    return all.substr(all.find("\r\n\r\n") + 4);
  };
  EXPECT_EQ(body_of("/body"), std::string(400, 'b'));
  EXPECT_EQ(body_of("/body-none"), "");
  EXPECT_EQ(body_of("/file"), std::string(400, 'f'));
  EXPECT_EQ(body_of("/file-none"), "");
  // What is not shorter is not cut, and the connection goes on.
  auto c = client();
  EXPECT_EQ(c.exchange(get("/body-long")).body.size(), 1000U);
  EXPECT_EQ(c.exchange(get("/file-long")).body.size(), 3'000'000U);
  c.send("HEAD /body HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(c.receive(true).header("Content-Length"), "1000");
}

TEST_F(Hindered, SendsBodiesAndFilesSlowly) {
  const auto path = file(5'000);
  start([&](const Request& q, Response& r) {
    if (q.path == "/file")
      r.file = path;
    else if (q.path == "/body")
      r.body = std::string(5'000, 'b');
    r.bytes_per_second = 50'000;
  });
  auto c = client();
  const auto begin = Clock::now();
  c.send(get("/body") + get("/file"));
  EXPECT_EQ(c.receive().body, std::string(5'000, 'b'));
  EXPECT_EQ(c.receive().body, std::string(5'000, 'f'));
  EXPECT_GE(Clock::now() - begin, 190ms);
  EXPECT_EQ(c.exchange(get("/nothing")).body, "");
}

TEST_F(Hindered, SendsTheRestAtOnceWhenItStops) {
  start([&](const Request&, Response& r) {
    r.body = std::string(100'000, 'b');
    r.bytes_per_second = 10;
  });
  auto c = client();
  c.send(kGet);
  while (server_->stats().requests < 1) std::this_thread::yield();
  EXPECT_TRUE(server_->stop(20s));
  EXPECT_EQ(c.receive().body.size(), 100'000U);
}

TEST_F(Hindered, CombinesDelaySlownessAndCut) {
  start([&](const Request&, Response& r) {
    r.body = std::string(2'000, 'b');
    r.delay = 10ms;
    r.bytes_per_second = 100'000;
    r.cut_after = 1'500;
  });
  auto c = client();
  c.send(kGet);
  const auto all = c.drain();
  EXPECT_EQ(all.substr(all.find("\r\n\r\n") + 4), std::string(1'500, 'b'));
}

// One answer over TLS: all bytes until the server ends it.
std::string over_tls(std::uint16_t port, const std::string& request) {
  Client socket(port);
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context.get()), SSL_free);
  SSL_set_fd(ssl.get(), socket.fd());
  if (SSL_connect(ssl.get()) != 1) return "no TLS";
  SSL_write(ssl.get(), request.data(), static_cast<int>(request.size()));
  std::string all;
  char buffer[16 * 1024];
  for (int n; (n = SSL_read(ssl.get(), buffer, sizeof buffer)) > 0;) all.append(buffer, static_cast<std::size_t>(n));
  return all;
}

TEST_F(Hindered, DoesTheSameOverTls) {
  Authority authority(directory_.path());
  const auto path = file(300'000);
  Options options;
  options.tls_port = 0;
  options.tls = [&] { return authority.identity(); };
  start(
      [&](const Request& q, Response& r) {
        if (q.path == "/file")
          r.file = path;
        else
          r.body = std::string(300'000, 'b');
        r.delay = 10ms;
        r.bytes_per_second = 4'000'000;
        if (q.path == "/cut") r.cut_after = 150'000;
        r.drop = q.path == "/drop";
      },
      std::move(options));
  const auto body_of = [&](std::string_view target) {
    const auto all =
        over_tls(server_->tls_port(), "GET " + std::string(target) + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    const auto end = all.find("\r\n\r\n");
    return end == std::string::npos ? all : all.substr(end + 4);
  };
  EXPECT_EQ(body_of("/body").size(), 300'000U);
  EXPECT_EQ(body_of("/file"), std::string(300'000, 'f'));
  EXPECT_EQ(body_of("/cut").size(), 150'000U);
  EXPECT_EQ(body_of("/drop"), "");
}

}  // namespace
}  // namespace adsbox::net
