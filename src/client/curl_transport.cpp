// The transport on libcurl. The library is opened at the first request instead of being linked: it drags in some thirty
// others, which would cost every program that merely contains the SDK (the server among them) about 15 ms at start.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <dlfcn.h>
#include <strings.h>

#include <mutex>

#include "adsbox/transport.h"

namespace adsbox {

std::string_view HttpResponse::header(std::string_view name) const {
  for (const auto& [n, v] : headers)
    if (n.size() == name.size() && strncasecmp(n.data(), name.data(), n.size()) == 0) return v;
  return {};
}

namespace {

struct Curl {
  decltype(&::curl_global_init) global_init = nullptr;
  decltype(&::curl_easy_init) easy_init = nullptr;
  decltype(&::curl_easy_reset) easy_reset = nullptr;
  decltype(&::curl_easy_cleanup) easy_cleanup = nullptr;
  decltype(&::curl_easy_setopt) setopt = nullptr;
  decltype(&::curl_easy_perform) perform = nullptr;
  decltype(&::curl_easy_getinfo) getinfo = nullptr;
  decltype(&::curl_easy_strerror) strerror = nullptr;
  decltype(&::curl_slist_append) slist_append = nullptr;
  decltype(&::curl_slist_free_all) slist_free_all = nullptr;
  std::string failure;

  Curl() {
    void* library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
      failure = "libcurl is needed to send requests and could not be loaded";
      return;
    }
    load(library, "curl_global_init", global_init);
    load(library, "curl_easy_init", easy_init);
    load(library, "curl_easy_reset", easy_reset);
    load(library, "curl_easy_cleanup", easy_cleanup);
    load(library, "curl_easy_setopt", setopt);
    load(library, "curl_easy_perform", perform);
    load(library, "curl_easy_getinfo", getinfo);
    load(library, "curl_easy_strerror", strerror);
    load(library, "curl_slist_append", slist_append);
    load(library, "curl_slist_free_all", slist_free_all);
    if (failure.empty() && global_init(CURL_GLOBAL_ALL) != CURLE_OK) failure = "libcurl refuses to start";
  }

 private:
  template <class F>
  void load(void* library, const char* name, F& f) {
    f = reinterpret_cast<F>(dlsym(library, name));
    if (f == nullptr) failure = std::string("libcurl lacks ") + name;
  }
};

const Curl& curl() {
  static const Curl instance;
  return instance;
}

std::size_t on_body(char* data, std::size_t, std::size_t size, void* user) {
  static_cast<HttpResponse*>(user)->body.append(data, size);
  return size;
}

std::size_t on_header(char* data, std::size_t, std::size_t size, void* user) {
  auto& response = *static_cast<HttpResponse*>(user);
  std::string_view line(data, size);
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  if (line.starts_with("HTTP/")) {
    response.headers.clear();  // the head of a 100 Continue came before
    return size;
  }
  const auto colon = line.find(':');
  if (colon == line.npos) return size;
  auto value = line.substr(colon + 1);
  while (value.starts_with(' ') || value.starts_with('\t')) value.remove_prefix(1);
  response.headers.emplace_back(line.substr(0, colon), value);
  return size;
}

class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(TransportOptions options) : options_(std::move(options)) {}
  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;
  ~CurlTransport() override {
    for (CURL* h : idle_) curl().easy_cleanup(h);
  }

  std::expected<HttpResponse, TransportError> send(const HttpRequest& request) override {
    const Curl& c = curl();
    if (!c.failure.empty()) return std::unexpected(TransportError{c.failure, false});
    CURL* handle = take();
    if (handle == nullptr) return std::unexpected(TransportError{"libcurl gives no handle", false});

    HttpResponse response;
    curl_slist* headers = nullptr;
    for (const auto& [name, value] : request.headers)
      headers = c.slist_append(headers, value.empty() ? (name + ";").c_str() : (name + ": " + value).c_str());
    headers = c.slist_append(headers, "Expect:");  // no waiting for 100 Continue

    c.setopt(handle, CURLOPT_URL, request.url.c_str());
    c.setopt(handle, CURLOPT_HTTPHEADER, headers);
    c.setopt(handle, CURLOPT_USERAGENT, options_.user_agent.c_str());
    c.setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
    c.setopt(handle, CURLOPT_NOSIGNAL, 1L);
    c.setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    c.setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    c.setopt(handle, CURLOPT_ACCEPT_ENCODING, "");
    c.setopt(handle, CURLOPT_WRITEFUNCTION, on_body);
    c.setopt(handle, CURLOPT_WRITEDATA, &response);
    c.setopt(handle, CURLOPT_HEADERFUNCTION, on_header);
    c.setopt(handle, CURLOPT_HEADERDATA, &response);
    if (!options_.ca_file.empty()) c.setopt(handle, CURLOPT_CAINFO, options_.ca_file.c_str());
    if (options_.insecure) {
      c.setopt(handle, CURLOPT_SSL_VERIFYPEER, 0L);
      c.setopt(handle, CURLOPT_SSL_VERIFYHOST, 0L);
    }
    if (request.method != "GET") {
      c.setopt(handle, CURLOPT_POST, 1L);
      c.setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
      c.setopt(handle, CURLOPT_POSTFIELDS, request.body.data());
      c.setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    }

    const CURLcode code = c.perform(handle);
    c.slist_free_all(headers);
    if (code != CURLE_OK) {
      c.easy_cleanup(handle);
      const bool before = code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST ||
                          code == CURLE_COULDNT_RESOLVE_PROXY || code == CURLE_SSL_CONNECT_ERROR ||
                          code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE ||
                          code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL;
      return std::unexpected(
          TransportError{std::string(c.strerror(code)) + ": " + request.url.substr(0, request.url.find('?')), !before});
    }
    long status = 0;
    c.getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    response.status = static_cast<int>(status);
    give_back(handle);
    return response;
  }

 private:
  CURL* take() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        CURL* handle = idle_.back();
        idle_.pop_back();
        return handle;
      }
    }
    return curl().easy_init();
  }
  void give_back(CURL* handle) {
    curl().easy_reset(handle);  // options go, connections stay
    const std::lock_guard lock(mutex_);
    idle_.push_back(handle);
  }

  TransportOptions options_;
  std::mutex mutex_;
  std::vector<CURL*> idle_;
};

}  // namespace

std::shared_ptr<Transport> make_transport(TransportOptions options) {
  return std::make_shared<CurlTransport>(std::move(options));
}

}  // namespace adsbox
