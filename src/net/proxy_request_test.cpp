#include "net/proxy_request.h"

#include <gtest/gtest.h>

namespace adsbox::net {
namespace {

TEST(ProxyRoute, LeadsOfficialHostsHere) {
  for (const char* host : {"campaign.api.sandbox.bingads.microsoft.com", "LOGIN.live.com", "login.microsoftonline.com"})
    EXPECT_EQ(proxy_route(host, {}), ProxyRoute::here) << host;
}

TEST(ProxyRoute, RefusesOthersUnlessTheyMayPass) {
  for (const char* host :
       {"example.com", "microsoft.com", "evil-login.live.com", "login.live.com.evil.example", "10.0.0.1", ""}) {
    EXPECT_EQ(proxy_route(host, {}), ProxyRoute::refuse) << host;
    EXPECT_EQ(proxy_route(host, {.pass_through = true}), ProxyRoute::away) << host;
  }
}

TEST(ProxyRoute, LetsThisMachineReachItself) {
  for (const char* host : {"localhost", "127.0.0.1", "127.8.9.1", "::1", "LocalHost", "t1.localhost"}) {
    EXPECT_EQ(proxy_route(host, {.local_peer = true}), ProxyRoute::away) << host;
    EXPECT_EQ(proxy_route(host, {}), ProxyRoute::refuse) << host << ": asked by another machine";
    EXPECT_EQ(proxy_route(host, {}, true), ProxyRoute::here) << host;
  }
  EXPECT_EQ(proxy_route("notlocalhost", {.local_peer = true}), ProxyRoute::refuse);
  EXPECT_EQ(proxy_route("127.0.0.1.example.com", {.local_peer = true}), ProxyRoute::refuse);
}

Request with_credentials(std::string_view value) {
  Request q;
  q.headers.push_back({"Proxy-Authorization", value});
  return q;
}

TEST(ProxyWorld, IsTheUserOfTheCredentials) {
  EXPECT_EQ(proxy_world({}).value(), "");
  EXPECT_EQ(proxy_world(with_credentials("Basic dGVzdC03Og==")).value(), "test-7");       // test-7:
  EXPECT_EQ(proxy_world(with_credentials("basic  dGVzdC03OnBhc3M=")).value(), "test-7");  // test-7:pass
  EXPECT_EQ(proxy_world(with_credentials("Basic dGVzdC03")).value(), "test-7");
  EXPECT_EQ(proxy_world(with_credentials("Basic Og==")).value(), "");  // no user
}

TEST(ProxyWorld, RefusesWhatNamesNoWorld) {
  for (const char* value : {"Bearer x", "Basic !!", "Basic YQpiOg==" /* a, line end, b */, "Basic YS9iOg==" /* a/b */, "x"})
    EXPECT_FALSE(proxy_world(with_credentials(value))) << value;
}

TEST(ProxyRefusal, NamesTheHostWhereClientsShowIt) {
  const auto answer = proxy_refusal("example.com");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 403 example.com is no host of the Bing Ads API")) << answer;
  EXPECT_NE(answer.find("\r\nConnection: close\r\n"), std::string::npos);
  EXPECT_NE(answer.find("--pass-through", answer.find("\r\n\r\n")), std::string::npos);
}

TEST(OriginHead, IsWhatTheOriginReads) {
  Request q;
  q.method = "POST";
  q.target = "http://h:81?q=1";
  q.query = "q=1";
  q.host = "h:81";
  q.headers = {{"Host", "h:81"}, {"Proxy-Authorization", "Basic x"}, {"proxy-connection", "keep-alive"},
               {"X-One", "1"},   {"Connection", "keep-alive"},       {"Content-Length", "2"}};
  EXPECT_EQ(origin_head(q, false),
            "POST /?q=1 HTTP/1.1\r\nHost: h:81\r\nX-One: 1\r\nContent-Length: 2\r\nConnection: close\r\n\r\n");
  q.headers.clear();
  q.path = "/a%20b";
  q.query = {};
  EXPECT_EQ(origin_head(q, true), "POST /a%20b HTTP/1.0\r\nHost: h:81\r\nConnection: close\r\n\r\n");
}

}  // namespace
}  // namespace adsbox::net
