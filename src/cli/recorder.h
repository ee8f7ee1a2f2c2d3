// A transport that shows what passes through it, without secrets.
#pragma once

#include <memory>

#include "adsbox/transport.h"

namespace adsbox::cli {

class Recorder final : public Transport {
 public:
  /// `whole`: answers are not shortened.
  Recorder(std::shared_ptr<Transport> next, bool whole) : next_(std::move(next)), whole_(whole) {}
  std::expected<HttpResponse, TransportError> send(const HttpRequest& request) override;

 private:
  std::shared_ptr<Transport> next_;
  bool whole_;
};

/// The exchange as text, every line beginning with `  > ` or `  < `.
std::string show_request(const HttpRequest& request);
std::string show_response(const HttpResponse& response, bool whole);

}  // namespace adsbox::cli
