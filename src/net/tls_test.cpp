// TLS ports and the CONNECT proxy, with a client that checks certificates.
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <cstdlib>
#include <fstream>
#include <memory>

#include "net/ca.h"
#include "net/server.h"
#include "net/test_client.h"

namespace adsbox::net {
namespace {

using testing::Client;
using testing::TemporaryDirectory;

// A TLS client that trusts one authority and insists on a name.
class TlsClient {
 public:
  TlsClient(Client socket, const std::string& ca, const std::string& name)
      : socket_(std::move(socket)), context_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX_load_verify_locations(context_, ca.c_str(), nullptr);
    SSL_CTX_set_verify(context_, SSL_VERIFY_PEER, nullptr);
    ssl_ = SSL_new(context_);
    SSL_set_tlsext_host_name(ssl_, name.c_str());
    SSL_set1_host(ssl_, name.c_str());
    static constexpr unsigned char kProtocols[] = "\x02h2\x08http/1.1";
    SSL_set_alpn_protos(ssl_, kProtocols, sizeof kProtocols - 1);
    SSL_set_fd(ssl_, socket_.fd());
    connected_ = SSL_connect(ssl_) == 1;
  }
  ~TlsClient() {
    SSL_free(ssl_);
    SSL_CTX_free(context_);
  }
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;
  [[nodiscard]] bool connected() const { return connected_; }
  [[nodiscard]] std::string protocol() const {
    const unsigned char* name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(ssl_, &name, &size);
    return {reinterpret_cast<const char*>(name), size};
  }
  // The body of the answer.
  std::string exchange(const std::string& request) {
    for (std::size_t at = 0; at < request.size();) {
      const int n = SSL_write(ssl_, request.data() + at, static_cast<int>(request.size() - at));
      if (n <= 0) return "write failed";
      at += static_cast<std::size_t>(n);
    }
    std::string all;
    for (;;) {
      const auto end = all.find("\r\n\r\n");
      if (end != std::string::npos) {
        const auto length = std::strtoul(all.c_str() + all.find("Content-Length: ") + 16, nullptr, 10);
        if (all.size() >= end + 4 + length) return all.substr(end + 4);
      }
      char buffer[16 * 1024];
      const int n = SSL_read(ssl_, buffer, sizeof buffer);
      if (n <= 0) return "read failed after " + all;
      all.append(buffer, static_cast<std::size_t>(n));
    }
  }

 private:
  Client socket_;
  SSL_CTX* context_;
  SSL* ssl_;
  bool connected_;
};

class Tls : public ::testing::Test {
 protected:
  void start(Handler handler, bool pass_through = false) {
    Options options;
    options.tls_port = 0;
    options.proxy_port = 0;
    options.proxy_pass_through = pass_through;
    options.tls = [this] { return authority_.identity(); };
    server_ = std::make_unique<Server>(options, std::move(handler));
    const auto started = server_->start();
    ASSERT_TRUE(started) << started.error();
  }
  void start() {
    start([](const Request& q, Response& r) {
      r.body = q.base_url() + std::string(q.path) + (q.tls ? " tls " : " plain ") + std::string(q.body);
    });
  }
  [[nodiscard]] std::string ca() const { return authority_.ca_path(); }

  TemporaryDirectory directory_;
  Authority authority_{directory_.path()};
  std::unique_ptr<Server> server_;
};

TEST_F(Tls, ServesTheSameHandler) {
  start();
  TlsClient client(Client(server_->tls_port()), ca(), "localhost");
  // The authority came with the first TLS client, so the first try trusts nothing.
  EXPECT_FALSE(client.connected());
  TlsClient again(Client(server_->tls_port()), ca(), "localhost");
  ASSERT_TRUE(again.connected());
  EXPECT_EQ(again.protocol(), "http/1.1");
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(again.exchange("POST /a HTTP/1.1\r\nHost: localhost:1\r\nContent-Length: 2\r\n\r\nhi"),
              "https://localhost:1/a tls hi");
  EXPECT_EQ(Client(server_->port()).exchange("GET /b HTTP/1.1\r\nHost: localhost:2\r\n\r\n").body, "http://localhost:2/b plain ");
}

TEST_F(Tls, CarriesLargeBodiesBothWaysAndFiles) {
  ASSERT_TRUE(authority_.ensure());
  const std::string path = directory_.path() + "/file";
  std::string body(2'000'000, 'b');
  for (std::size_t i = 0; i < body.size(); i += 997) body[i] = static_cast<char>('a' + i % 26);
  std::ofstream(path) << body;
  start([&](const Request& q, Response& r) {
    if (q.path == "/file")
      r.file = path;
    else
      r.body = q.body;
  });
  TlsClient client(Client(server_->tls_port()), ca(), "127.0.0.1");
  ASSERT_TRUE(client.connected());
  EXPECT_TRUE(client.exchange("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2000000\r\n\r\n" + body) == body);
  EXPECT_TRUE(client.exchange("GET /file HTTP/1.1\r\nHost: h\r\n\r\n") == body);
  EXPECT_EQ(client.exchange("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nok"), "ok");
}

TEST_F(Tls, TellsAPlainClientWhatThePortSpeaks) {
  ASSERT_TRUE(authority_.ensure());
  start();
  Client client(server_->tls_port());
  const auto reply = client.exchange("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(reply.status, 400);
  EXPECT_NE(reply.body.find("HTTPS"), std::string::npos);
}

TEST_F(Tls, SurvivesNonsense) {
  ASSERT_TRUE(authority_.ensure());
  start();
  for (const char* bytes : {"\x16\x03\x01\x00\x05hello", "\x16\x03\x03\xff\xff", "xxxxxxxxxxxxxxxxxxxxxx"}) {
    Client client(server_->tls_port());
    client.send(bytes);
    client.finish_sending();
    client.drain();
  }
  TlsClient client(Client(server_->tls_port()), ca(), "localhost");
  EXPECT_TRUE(client.connected());
}

TEST_F(Tls, DrainsLikePlain) {
  ASSERT_TRUE(authority_.ensure());
  start();
  TlsClient client(Client(server_->tls_port()), ca(), "localhost");
  EXPECT_EQ(client.exchange("GET / HTTP/1.1\r\nHost: h\r\n\r\n"), "https://h/ tls ");
  EXPECT_TRUE(server_->stop(std::chrono::seconds(30)));
}

TEST_F(Tls, ProxyAnswersForOfficialHosts) {
  ASSERT_TRUE(authority_.ensure());
  start();
  Client tunnel(server_->proxy_port());
  EXPECT_EQ(tunnel
                .exchange("CONNECT campaign.api.sandbox.bingads.microsoft.com:443 HTTP/1.1\r\n"
                          "Host: campaign.api.sandbox.bingads.microsoft.com:443\r\n\r\n")
                .status,
            200);
  TlsClient client(std::move(tunnel), ca(), "campaign.api.sandbox.bingads.microsoft.com");
  ASSERT_TRUE(client.connected());
  EXPECT_EQ(
      client.exchange("POST /Api HTTP/1.1\r\nHost: campaign.api.sandbox.bingads.microsoft.com\r\nContent-Length: 1\r\n\r\nx"),
      "https://campaign.api.sandbox.bingads.microsoft.com/Api tls x");
}

TEST_F(Tls, ProxyTakesConnectInPieces) {
  ASSERT_TRUE(authority_.ensure());
  start();
  Client tunnel(server_->proxy_port());
  for (char c : std::string_view("CONNECT login.live.com:443 HTTP/1.1\r\nHost: login.live.com\r\n\r")) tunnel.send({&c, 1});
  EXPECT_EQ(tunnel.exchange("\n").status, 200);
  EXPECT_TRUE(TlsClient(std::move(tunnel), ca(), "login.live.com").connected());
}

TEST_F(Tls, ProxyRefusesOtherHosts) {
  start();
  EXPECT_EQ(Client(server_->proxy_port()).exchange("CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n").status, 403);
  EXPECT_EQ(Client(server_->proxy_port()).exchange("GET http://example.com/ HTTP/1.1\r\nHost: example.com\r\n\r\n").status, 403);
  EXPECT_EQ(Client(server_->proxy_port()).exchange("nonsense\r\n\r\n").status, 400);
  EXPECT_EQ(Client(server_->proxy_port()).exchange("GET http://login.live.com/x HTTP/1.1\r\nHost: login.live.com\r\n\r\n").body,
            "http://login.live.com/x plain ");
}

TEST_F(Tls, ProxyTellsWhichHostItRefuses) {
  start();
  const auto reply = Client(server_->proxy_port()).exchange("CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n");
  EXPECT_TRUE(reply.head.starts_with("HTTP/1.1 403 example.com is no host of the Bing Ads API")) << reply.head;
  EXPECT_NE(reply.body.find("--pass-through"), std::string::npos);
}

TEST_F(Tls, ProxyServesPort80OfOfficialHostsPlain) {
  start();
  Client tunnel(server_->proxy_port());
  EXPECT_EQ(tunnel.exchange("CONNECT login.live.com:80 HTTP/1.1\r\nHost: login.live.com\r\n\r\n").status, 200);
  EXPECT_EQ(tunnel.exchange("GET /y HTTP/1.1\r\nHost: login.live.com\r\n\r\n").body, "http://login.live.com/y plain ");
}

TEST_F(Tls, ProxyAnswersHttpsRequestsInTheClearAsHttps) {
  start();
  EXPECT_EQ(Client(server_->proxy_port())
                .exchange("POST https://login.live.com/z HTTP/1.1\r\nHost: login.live.com\r\nContent-Length: 1\r\n\r\nx")
                .body,
            "https://login.live.com/z tls x");
}

TEST_F(Tls, ProxyHandsTheWorldOnInsideATunnelAndOutside) {
  ASSERT_TRUE(authority_.ensure());
  start([](const Request& q, Response& r) {
    r.body = std::string(q.header("Adsbox-World")) + "," + std::string(q.header("Proxy-Authorization"));
  });
  Client tunnel(server_->proxy_port());
  EXPECT_EQ(
      tunnel
          .exchange(
              "CONNECT login.live.com:443 HTTP/1.1\r\nHost: login.live.com\r\nProxy-Authorization: Basic dGVzdC03Og==\r\n\r\n")
          .status,
      200);
  TlsClient client(std::move(tunnel), ca(), "login.live.com");
  EXPECT_EQ(client.exchange("GET / HTTP/1.1\r\nHost: login.live.com\r\n\r\n"), "test-7,");
  EXPECT_EQ(client.exchange("GET / HTTP/1.1\r\nHost: login.live.com\r\nAdsbox-World: mine\r\n\r\n"), "mine,");
  EXPECT_EQ(
      Client(server_->proxy_port())
          .exchange(
              "GET http://login.live.com/ HTTP/1.1\r\nHost: login.live.com\r\nProxy-Authorization: Basic dGVzdC03Og==\r\n\r\n")
          .body,
      "test-7,");
  EXPECT_EQ(
      Client(server_->proxy_port())
          .exchange("CONNECT login.live.com:443 HTTP/1.1\r\nHost: login.live.com\r\nProxy-Authorization: Basic YS9iOg==\r\n\r\n")
          .status,
      400);
  EXPECT_EQ(Client(server_->port()).exchange("GET / HTTP/1.1\r\nHost: login.live.com\r\n\r\n").body, ",");
}

TEST_F(Tls, ProxyLetsThisMachineReachItself) {
  Server other({}, [](const Request& q, Response& r) {
    r.body = std::string(q.target) + " " + std::string(q.header("Connection")) + " " + std::string(q.body);
  });
  ASSERT_TRUE(other.start());
  start();
  const std::string target = "127.0.0.1:" + std::to_string(other.port());
  Client tunnel(server_->proxy_port());
  EXPECT_EQ(tunnel.exchange("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n\r\n").status, 200);
  EXPECT_EQ(tunnel.exchange("GET /a HTTP/1.1\r\nHost: h\r\n\r\n").body, "/a  ");
  const std::string below = "t1.localhost:" + std::to_string(other.port());
  EXPECT_EQ(Client(server_->proxy_port()).exchange("GET http://" + below + "/n HTTP/1.1\r\nHost: " + below + "\r\n\r\n").body,
            "/n close ");
  EXPECT_EQ(Client(server_->proxy_port())
                .exchange("POST http://" + target + "/b?c HTTP/1.1\r\nHost: " + target + "\r\nContent-Length: 2\r\n\r\nhi")
                .body,
            "/b?c close hi");
  EXPECT_EQ(Client(server_->proxy_port())
                .exchange("POST http://" + target + "/d HTTP/1.1\r\nHost: " + target +
                          "\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n2\r\nho\r\n0\r\n\r\n")
                .body,
            "/d close hiho");
  EXPECT_EQ(Client(server_->proxy_port()).exchange("GET https://" + target + "/ HTTP/1.1\r\nHost: " + target + "\r\n\r\n").status,
            403);
}

TEST_F(Tls, ProxyPassesOthersThroughWhenAllowed) {
  Server other({}, [](const Request& q, Response& r) { r.body = "other " + std::string(q.body); });
  ASSERT_TRUE(other.start());
  start([](const Request&, Response& r) { r.body = "ours"; }, true);
  Client client(server_->proxy_port());
  const std::string target = "127.0.0.1:" + std::to_string(other.port());
  EXPECT_EQ(client.exchange("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n\r\n").status, 200);
  const std::string body(300'000, 'y');
  const auto reply = client.exchange("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 300000\r\n\r\n" + body);
  EXPECT_TRUE(reply.body == "other " + body);
  other.stop();
  EXPECT_TRUE(client.at_end());

  Client unreachable(server_->proxy_port());
  EXPECT_EQ(unreachable.exchange("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n\r\n").status, 502);
}

TEST_F(Tls, StopEndsTunnels) {
  Server other({}, [](const Request&, Response&) {});
  ASSERT_TRUE(other.start());
  start([](const Request&, Response&) {}, true);
  Client client(server_->proxy_port());
  const std::string target = "127.0.0.1:" + std::to_string(other.port());
  EXPECT_EQ(client.exchange("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n\r\n").status, 200);
  server_->stop();
  EXPECT_TRUE(client.at_end());
}

}  // namespace
}  // namespace adsbox::net
