#include "services/testing/line.h"

#include <sys/socket.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <utility>

#include "net/test_client.h"
#include "services/testing/wire.h"

namespace adsbox::services {
namespace {

/// A member that the contract does not know is a mistake of the encoder.
gateway::Options strict() {
  gateway::Options o;
  o.strict = true;
  return o;
}

net::Options options() {
  net::Options o;
  o.reactors = 1;
  o.idle_timeout = std::chrono::hours(24);  // between two tests that call
  return o;
}

std::string bytes_of(const HttpRequest& request) {
  std::string bytes = request.method + " " + request.url.substr(Line::host.size()) + " HTTP/1.1\r\nHost: localhost\r\n";
  for (const auto& [name, value] : request.headers) bytes.append(name).append(": ").append(value).append("\r\n");
  bytes.append("Content-Length: ").append(std::to_string(request.body.size())).append("\r\n\r\n").append(request.body);
  return bytes;
}

}  // namespace

Line& Line::instance() {
  static Line line;
  return line;
}

Line::Line()
    : gateway_(all_operations(), strict()),
      server_(options(), [this](const net::Request& request, net::Response& response) { handle(request, response); }) {
  if (auto started = server_.start(); !started) throw std::runtime_error(started.error());
  client_ = std::make_unique<net::testing::Client>(server_.port());
  const timeval patience{600, 0};  // sanitizers take their time
  ::setsockopt(client_->fd(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
}

Line::~Line() = default;

HttpResponse Line::exchange(world::Worlds& worlds, const HttpRequest& request, Exchange& exchange) {
  {
    const std::scoped_lock lock(mutex_);
    worlds_ = &worlds;
    exchange_ = {};
    exchange_.tracking_id = tracking_id;
  }
  auto reply = client_->exchange(bytes_of(request));
  if (reply.status == 0) throw std::runtime_error("the server did not answer " + request.url);
  const std::scoped_lock lock(mutex_);
  exchange = std::move(exchange_);
  worlds_ = nullptr;
  return {reply.status, {{"TrackingId", reply.header("TrackingId")}}, std::move(reply.body)};
}

void Line::handle(const net::Request& request, net::Response& response) {
  const std::scoped_lock lock(mutex_);
  if (worlds_ == nullptr || !gateway_.handle(*worlds_, request, response, exchange_)) response.status = 404;
}

}  // namespace adsbox::services
