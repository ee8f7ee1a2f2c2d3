#include "net/http.h"

#include <gtest/gtest.h>

#include "net/hosts.h"

namespace adsbox::net {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

TEST(UrlDecode, KeepsWhatIsNotAnEscape) {
  EXPECT_EQ(url_decode("a%20b+c"), "a b c");
  EXPECT_EQ(url_decode("a+b", false), "a+b");
  EXPECT_EQ(url_decode("%e2%82%AC"), "\u20ac");
  EXPECT_EQ(url_decode("100%"), "100%");
  EXPECT_EQ(url_decode("%4"), "%4");
  EXPECT_EQ(url_decode("%zz%41"), "%zzA");
  EXPECT_EQ(url_decode("%00").size(), 1U);
  EXPECT_EQ(url_decode(""), "");
}

TEST(UrlEncode, RoundTripsEveryByte) {
  std::string all;
  for (int c = 0; c < 256; ++c) all.push_back(static_cast<char>(c));
  EXPECT_EQ(url_decode(url_encode(all)), all);
  EXPECT_EQ(url_encode("https://ads.microsoft.com/msads.manage offline"),
            "https%3A%2F%2Fads.microsoft.com%2Fmsads.manage%20offline");
  EXPECT_EQ(url_encode("Az09-._~"), "Az09-._~");
}

TEST(ParseForm, KeepsOrderAndRepetitions) {
  EXPECT_EQ(parse_form("a=1&b=x%26y&a=2"), (Pairs{{"a", "1"}, {"b", "x&y"}, {"a", "2"}}));
  EXPECT_EQ(parse_form("flag&&empty=&=v&x=1=2"), (Pairs{{"flag", ""}, {"empty", ""}, {"", "v"}, {"x", "1=2"}}));
  EXPECT_EQ(parse_form(""), Pairs{});
}

TEST(Request, FindsHeadersInAnyCase) {
  Request request;
  request.headers = {{"SOAPAction", "\"GetUser\""}, {"X-Empty", ""}, {"soapaction", "second"}};
  EXPECT_EQ(request.header("soapAction"), "\"GetUser\"");
  EXPECT_TRUE(request.has_header("x-empty"));
  EXPECT_FALSE(request.has_header("x-none"));
  EXPECT_EQ(request.header("x-none"), "");
}

struct BaseUrlCase {
  const char* what;
  std::vector<Header> headers;
  std::string_view host;
  bool tls;
  const char* expected;
};

TEST(Request, BaseUrlIsWhatTheClientUses) {
  const BaseUrlCase cases[] = {
      {"host", {}, "localhost:8080", false, "http://localhost:8080"},
      {"tls", {}, "campaign.api.bingads.microsoft.com", true, "https://campaign.api.bingads.microsoft.com"},
      {"no host", {}, "", false, "http://127.0.0.1:1234"},
      {"proxy",
       {{"X-Forwarded-Proto", "https"}, {"X-Forwarded-Host", "ads.example"}},
       "10.0.0.7:8080",
       false,
       "https://ads.example"},
      {"proxy chain",
       {{"X-Forwarded-Proto", "https, http"}, {"X-Forwarded-Host", "ads.example , inner"}},
       "inner",
       false,
       "https://ads.example"},
      {"scheme alone", {{"X-Forwarded-Proto", "HTTPS"}}, "ads.example", false, "https://ads.example"},
      {"port beside", {{"X-Forwarded-Host", "ads.example"}, {"X-Forwarded-Port", "8443"}}, "a", true, "https://ads.example:8443"},
      {"default port", {{"X-Forwarded-Host", "ads.example"}, {"X-Forwarded-Port", "443"}}, "a", true, "https://ads.example"},
      {"port twice", {{"X-Forwarded-Host", "ads.example:1"}, {"X-Forwarded-Port", "2"}}, "a", true, "https://ads.example:1"},
      {"bad scheme", {{"X-Forwarded-Proto", "javascript"}}, "a", false, "http://a"},
      {"bad host", {{"X-Forwarded-Host", "a\"><script>"}}, "good", false, "http://good"},
      {"address", {}, "[::1]:8080", false, "http://[::1]:8080"},
  };
  for (const auto& c : cases) {
    Request request;
    request.headers = c.headers;
    request.host = c.host;
    request.tls = c.tls;
    request.local_address = "127.0.0.1:1234";
    EXPECT_EQ(request.base_url(), c.expected) << c.what;
  }
}

TEST(Hosts, KnowTheOfficialOnes) {
  EXPECT_TRUE(is_official_host("Campaign.api.sandbox.bingads.microsoft.com"));
  EXPECT_TRUE(is_official_host("login.microsoftonline.com."));
  EXPECT_FALSE(is_official_host("localhost"));
  EXPECT_FALSE(is_official_host("microsoft.com"));
  EXPECT_FALSE(is_official_host("evil-login.live.com"));
}

TEST(Hosts, SplitsHostAndPort) {
  const auto split = [](std::string_view s) {
    const auto hp = split_host_port(s);
    return std::pair(std::string(hp.host), static_cast<int>(hp.port));
  };
  EXPECT_EQ(split("a.example:443"), std::pair(std::string("a.example"), 443));
  EXPECT_EQ(split("a.example"), std::pair(std::string("a.example"), 0));
  EXPECT_EQ(split("[::1]:80"), std::pair(std::string("::1"), 80));
  EXPECT_EQ(split("[::1]"), std::pair(std::string("::1"), 0));
  EXPECT_EQ(split("::1"), std::pair(std::string("::1"), 0));
  EXPECT_EQ(split("a:99999").second, 0);
  EXPECT_EQ(split("a:").second, 0);
  EXPECT_EQ(split("[::1").second, 0);
}

}  // namespace
}  // namespace adsbox::net
