// A transport for tests: answers from a script and keeps what was sent.
//
//   auto fake = std::make_shared<adsbox::FakeTransport>();
//   fake->push({.status = 429, .headers = {{"Retry-After", "3"}}});
//   fake->push({.status = 200, .body = R"({"User":{"Id":"7"}})"});
//   adsbox::ServiceClient client({.token = adsbox::fixed_token("t"), .transport = fake});
//   // ... call, then look at fake->requests
#pragma once

#include <deque>
#include <mutex>
#include <vector>

#include "adsbox/transport.h"

namespace adsbox {

class FakeTransport final : public Transport {
 public:
  std::vector<HttpRequest> requests;

  void push(HttpResponse response) { script_.emplace_back(std::move(response)); }
  void push(TransportError error) { script_.emplace_back(std::unexpected(std::move(error))); }

  std::expected<HttpResponse, TransportError> send(const HttpRequest& request) override {
    const std::lock_guard lock(mutex_);
    requests.push_back(request);
    if (script_.empty()) return std::unexpected(TransportError{"the script has no answer left", false});
    auto next = std::move(script_.front());
    script_.pop_front();
    return next;
  }

 private:
  std::mutex mutex_;
  std::deque<std::expected<HttpResponse, TransportError>> script_;
};

}  // namespace adsbox
