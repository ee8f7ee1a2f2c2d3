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

TEST(Request, TellsWhatAPageOfAnotherSiteSends) {
  struct Case {
    std::string_view method, host;
    std::vector<Header> headers;
    std::string_view public_url;
    bool foreign;
  };
  const Case cases[] = {
      {"POST", "localhost:8080", {}, "", false},  // a program
      {"POST", "localhost:8080", {{"Origin", "http://localhost:8080"}}, "", false},
      {"POST", "localhost:8080", {{"origin", "http://LOCALHOST:8080"}}, "", false},
      {"POST", "localhost:8080", {{"Origin", "http://localhost:3000"}}, "", true},
      {"PUT", "localhost:8080", {{"Origin", "https://evil.example"}}, "", true},
      {"DELETE", "localhost:8080", {{"Origin", "null"}}, "", true},
      {"GET", "localhost:8080", {{"Origin", "https://evil.example"}}, "", false},
      {"OPTIONS", "localhost:8080", {{"Origin", "https://evil.example"}}, "", false},
      {"POST", "ads.example", {{"Origin", "https://ads.example"}}, "", false},  // TLS ends before us
      {"POST", "10.0.0.7:8080", {{"Origin", "https://ads.example"}}, "https://ads.example", false},
      {"POST", "10.0.0.7:8080", {{"Origin", "https://ads.example"}, {"X-Forwarded-Host", "ads.example"}}, "", false},
      {"POST", "ads.example", {{"Origin", "https://ads.example.evil.example"}}, "https://ads.example", true},
      // What the browser itself says counts more.
      {"POST", "localhost:8080", {{"Origin", "null"}, {"Sec-Fetch-Site", "same-origin"}}, "", false},
      {"POST", "localhost:8080", {{"Sec-Fetch-Site", "none"}}, "", false},
      {"POST", "localhost:8080", {{"Sec-Fetch-Site", "cross-site"}}, "", true},
      {"POST", "localhost:8080", {{"Origin", "http://localhost:8080"}, {"Sec-Fetch-Site", "same-site"}}, "", true},
  };
  for (const auto& c : cases) {
    Request request;
    request.method = c.method;
    request.host = c.host;
    request.headers = c.headers;
    EXPECT_EQ(request.cross_site(c.public_url), c.foreign) << c.method << " " << (c.headers.empty() ? "" : c.headers[0].value);
  }
}

TEST(Hosts, KnowTheOfficialOnes) {
  EXPECT_TRUE(is_official_host("Campaign.api.sandbox.bingads.microsoft.com"));
  EXPECT_TRUE(is_official_host("login.microsoftonline.com."));
  EXPECT_TRUE(is_official_host("LOGIN.live.com:443"));
  const auto is = [](std::string_view name, HostService service, HostEnvironment environment) {
    const auto* row = find_official_host(name);
    return row != nullptr && row->service == service && row->environment == environment;
  };
  EXPECT_TRUE(is("developers.ads.microsoft.com", HostService::portal, HostEnvironment::both));
  EXPECT_TRUE(is("ads-int.microsoft.com", HostService::portal, HostEnvironment::sandbox));
  EXPECT_TRUE(is("ui.si.bingads.microsoft.com", HostService::portal, HostEnvironment::sandbox));
  EXPECT_TRUE(is("sandbox.bingads.microsoft.com", HostService::sign_up, HostEnvironment::sandbox));
  EXPECT_TRUE(is("secure.sandbox.bingads.microsoft.com", HostService::sign_up, HostEnvironment::sandbox));
  EXPECT_TRUE(is("login.windows-ppe.net", HostService::sign_in, HostEnvironment::sandbox));
  EXPECT_TRUE(is("login.live.com", HostService::sign_in, HostEnvironment::production));
  EXPECT_TRUE(is("account.live-int.com", HostService::account, HostEnvironment::sandbox));
  EXPECT_TRUE(is("fileupload.api.bingads.microsoft.com", HostService::files, HostEnvironment::production));
  EXPECT_TRUE(is("www.googleapis.com", HostService::google, HostEnvironment::both));
  EXPECT_FALSE(is_official_host(""));
  EXPECT_FALSE(is_official_host(std::string(300, 'a')));
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
