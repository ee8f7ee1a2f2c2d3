#include <random>
#include <thread>

#include "adsbox/client.h"
#include "client/fault.h"
#include "client/wire.h"

namespace adsbox {
namespace {

using Clock = std::chrono::steady_clock;

std::string plain_url(const std::string& url) {
  return url.substr(0, url.find('?'));
}

void log_exchange(const ClientOptions& options, std::string_view operation, const HttpRequest& request,
                  const std::expected<HttpResponse, TransportError>& response, Clock::duration took) {
  if (!options.log) return;
  std::string line(operation);
  line += ": " + request.method + " " + plain_url(request.url) + " -> ";
  line += response ? std::to_string(response->status) : redact(response.error().message);
  line += " in " + std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(took).count()) + " ms";
  if (response && !response->header("TrackingId").empty()) line.append(", TrackingId ").append(response->header("TrackingId"));
  options.log(line);
  if (!options.log_bodies) return;
  options.log("> " + redact(request.body));
  if (response) options.log("< " + redact(response->body));
}

std::expected<Answer, ApiError> try_once(const ClientOptions& options, const schema::OperationInfo& operation,
                                         const object& request, std::string_view access_token) {
  const client::Frame frame{options.environment,        options.protocol,          access_token,
                            options.developer_token,    options.identity_provider, options.customer_id,
                            options.customer_account_id};
  auto sent = client::encode(operation, request, frame);
  if (!sent) return std::unexpected(std::move(sent.error()));
  sent->timeout = options.timeout;
  const auto begin = Clock::now();
  auto response = options.transport->send(*sent);
  log_exchange(options, schema::text(operation.name), *sent, response, Clock::now() - begin);
  if (!response) return std::unexpected(client::no_answer(std::move(response.error())));
  return client::decode(operation, options.protocol, std::move(*response), options.retry.now());
}

bool wants_new_token(const ApiError& e) {
  return e.token_expired() || (e.kind == ApiError::Kind::http && e.http_status == 401);
}

}  // namespace

TokenSource fixed_token(std::string access_token) {
  return [token = std::move(access_token)](bool) -> std::expected<std::string, ApiError> { return token; };
}

ServiceClient::ServiceClient(ClientOptions options) : options_(std::move(options)) {
  if (!options_.transport) options_.transport = make_transport();
  if (!options_.token) options_.token = fixed_token({});
  auto& retry = options_.retry;
  if (!retry.sleep) retry.sleep = [](std::chrono::milliseconds d) { std::this_thread::sleep_for(d); };
  if (!retry.now) retry.now = [] { return std::chrono::system_clock::now(); };
  if (!retry.random) {
    retry.random = [] {
      thread_local std::minstd_rand engine{std::random_device{}()};
      return std::uniform_real_distribution<double>(0.0, 1.0)(engine);
    };
  }
}

std::expected<Answer, ApiError> ServiceClient::invoke(std::uint16_t id, const object& request) const {
  const auto& operation = schema::contract.operations[id];
  const bool reads_only = client::reads_only(operation);
  bool renewed = false, renew = false;
  int tries = 0;    // all of them, as told in ApiError::attempts
  int counted = 0;  // without the one that only brought a new token
  for (;;) {
    auto token = options_.token(renew);
    if (!token) return std::unexpected(std::move(token.error()));
    ++tries;
    ++counted;
    auto answer = try_once(options_, operation, request, *token);
    if (answer) return answer;
    auto& error = answer.error();
    error.attempts = tries;
    renew = false;
    if (!renewed && wants_new_token(error)) {
      renewed = renew = true;
      --counted;
      continue;
    }
    const auto delay = options_.retry.delay(error, counted, reads_only);
    if (!delay) return answer;
    if (options_.log) {
      options_.log(std::string(schema::text(operation.name)) + ": trying again in " + std::to_string(delay->count()) + " ms (" +
                   (error.symbol.empty() ? redact(error.message) : error.symbol) + ")");
    }
    options_.retry.sleep(*delay);
  }
}

ServiceClient ServiceClient::with_account(std::int64_t customer_id, std::int64_t customer_account_id) const {
  auto options = options_;
  options.customer_id = customer_id;
  options.customer_account_id = customer_account_id;
  return ServiceClient(std::move(options));
}

}  // namespace adsbox
