#include "gateway/gateway.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <unordered_map>

#include "codec/codec.h"
#include "gateway/describe/openapi.h"
#include "gateway/describe/wsdl.h"
#include "gateway/faults.h"
#include "gateway/pipeline.h"
#include "schema/contract_version.h"

namespace adsbox::gateway {
namespace {

std::string lower(std::string_view s) {
  std::string out(s);
  for (auto& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

/// Credential headers may carry `0` or `None` where a client has nothing to say.
std::string_view meant(std::string_view s) {
  return s == "0" || s == "None" ? std::string_view{} : s;
}

std::string_view media_type(std::string_view content_type) {
  auto m = content_type.substr(0, content_type.find(';'));
  while (!m.empty() && m.back() == ' ') m.remove_suffix(1);
  return m;
}

Failure refuse(Error error, std::string rule, std::string value, std::string expected) {
  Failure f{FaultKind::ad_api, {}, 0};
  ErrorValue e;
  e.error = error;
  e.details = expected;
  e.why = {std::move(rule), {}, std::move(value), {}, std::move(expected)};
  f.errors.push_back(std::move(e));
  return f;
}

/// Browsers let a page of any site post here, without a Content-Type even; programs name no origin.
Failure refuse_origin(const net::Request& request) {
  return refuse(Error::ApiInputValidationError, "input.origin", std::string(request.header("Origin")),
                "a request that no page of another site made a browser send");
}

constexpr std::size_t most_operations = 512;
std::array<std::atomic<std::uint32_t>, most_operations> last_sizes{};

/// Answers of an operation tend to be as long as the one before: room is made at once, not by doubling.
void make_room(const schema::OperationInfo& operation, std::string& body) {
  constexpr std::size_t most = 1 << 20;
  body.reserve(
      std::min<std::size_t>(last_sizes[schema::id_of(operation) % most_operations].load(std::memory_order_relaxed) + 512u, most));
}
void remember_size(const schema::OperationInfo& operation, const std::string& body) {
  last_sizes[schema::id_of(operation) % most_operations].store(
      static_cast<std::uint32_t>(std::min<std::size_t>(body.size(), UINT32_MAX)), std::memory_order_relaxed);
}

void put_warnings(net::Response& response, Exchange& exchange, const std::vector<codec::Warning>& warnings) {
  constexpr std::size_t most = 5;
  for (const auto& w : warnings) exchange.warnings.push_back("ignored " + w.path + ": " + w.value);
  for (std::size_t i = 0; i < warnings.size() && i < most; ++i) {
    std::string text;
    for (const char c : warnings[i].path + ": " + warnings[i].value)
      text += static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7f ? '?' : c;
    response.set("Adsbox-Warning", "ignored " + text);
  }
}

}  // namespace

struct Gateway::Routes {
  std::unordered_map<std::string, const schema::ServiceInfo*> soap;                   // by lower-case path
  std::unordered_map<std::string, const schema::OperationInfo*> rest;                 // by "POST /path" in lower case
  std::unordered_map<std::string_view, const schema::OperationInfo*> operations[16];  // by service, then name

  Routes() {
    for (const auto& s : schema::contract.services) {
      if (s.internal) continue;
      soap.emplace(lower(schema::text(s.soap_path)), &s);
      const auto id = static_cast<std::size_t>(&s - schema::contract.services.data());
      for (const auto& op : schema::contract.operations.subspan(s.first_operation, s.operation_count)) {
        operations[id].emplace(schema::text(op.name), &op);
        if (op.rest_path.size != 0)
          rest.emplace(std::string(schema::text(op.rest_method)) + " " + lower(schema::text(op.rest_path)), &op);
      }
    }
  }
  [[nodiscard]] const schema::OperationInfo* find(const schema::ServiceInfo& s, std::string_view name) const {
    const auto& m = operations[static_cast<std::size_t>(&s - schema::contract.services.data())];
    const auto it = m.find(name);
    return it == m.end() ? nullptr : it->second;
  }
  /// The service whose REST base the path lies under; any version of it.
  [[nodiscard]] const schema::ServiceInfo* rest_service(std::string_view path, bool& this_version) const {
    for (const auto& s : schema::contract.services) {
      if (s.internal) continue;
      const auto base = lower(schema::text(s.rest_base));
      if (path == base || path.starts_with(base + "/")) {
        this_version = true;
        return &s;
      }
      if (const auto any = base.substr(0, base.rfind('/') + 2);
          path.starts_with(any) && path.size() > any.size() && path[any.size()] >= '0' && path[any.size()] <= '9') {
        this_version = false;
        return &s;
      }
    }
    return nullptr;
  }
  /// The service of a SOAP path of another version (/Api/.../v12/X.svc).
  [[nodiscard]] const schema::ServiceInfo* old_soap_service(std::string_view path) const {
    const auto name = path.substr(path.rfind('/') + 1);
    if (!path.starts_with("/api/") || !name.ends_with(".svc")) return nullptr;
    for (const auto& [p, s] : soap)
      if (p.substr(p.rfind('/') + 1) == name) return s;
    return nullptr;
  }
};

namespace {

void soap_call(const Way& way, const schema::ServiceInfo& service, const auto& find_operation, const net::Request& request,
               net::Response& response, Exchange& exchange) {
  const auto& options = way.options;
  const auto& tracking_id = exchange.tracking_id;
  exchange.protocol = Channel::soap;
  response.set("TrackingId", tracking_id);
  const auto fault = [&](const schema::OperationInfo* op, const Failure& f) {
    exchange.failure = f;
    answer_soap_fault(response, service, op, f, tracking_id);
  };
  if (request.cross_site(options.public_url)) return fault(nullptr, refuse_origin(request));
  if (const auto type = media_type(request.header("Content-Type")); !type.empty() && !net::iequals(type, "text/xml"))
    return fault(nullptr,
                 refuse(Error::ApiInputValidationError, "input.content_type", std::string(type), "Content-Type text/xml"));
  if (request.body.empty()) return fault(nullptr, refuse(Error::NullRequest, "input.empty", {}, "a SOAP envelope"));

  std::vector<codec::Warning> warnings;
  codec::SoapReader reader(request.body, {.strict = options.strict, .warnings = &warnings});
  if (auto opened = reader.open(); !opened) return fault(nullptr, failure_of(opened.error()));
  auto name = reader.body_name();
  if (name.empty()) return fault(nullptr, refuse(Error::NullRequest, "input.empty_body", {}, "a request element in the Body"));
  if (name.ends_with("Request")) name.remove_suffix(7);
  const auto* operation = find_operation(service, name);
  auto action = request.header("SOAPAction");
  if (action.size() >= 2 && action.front() == '"' && action.back() == '"') action = action.substr(1, action.size() - 2);
  if (operation == nullptr || operation->has(schema::OperationInfo::rest_only))
    return fault(nullptr, refuse(Error::OperationNotSupported, "input.unknown_operation", std::string(name),
                                 "a request element of " + std::string(schema::text(service.name))));
  if (!action.empty() && action != name)
    return fault(nullptr, refuse(Error::OperationNotSupported, "input.soap_action", std::string(action),
                                 "SOAPAction " + std::string(name) + ", as in the Body"));

  const auto& h = reader.headers();
  Incoming incoming{*operation,
                    {h.authentication_token, h.developer_token, meant(h.customer_id), meant(h.customer_account_id), h.user_name,
                     h.password, h.identity_provider},
                    request.host,
                    options.public_url.empty() ? request.base_url() : options.public_url,
                    request.header("User-Agent"),
                    [&](object& out) { return reader.read(schema::type_info(operation->request), out); }};
  if (incoming.credentials.identity_provider.empty()) incoming.credentials.identity_provider = request.header("IdentityProvider");
  Hindrance hindrance;
  auto result = run(way, incoming, exchange, hindrance);
  put_warnings(response, exchange, warnings);
  if (!result) {
    fault(operation, result.error());
    return hindrance.finish(exchange, response);
  }
  std::string header = "<h:TrackingId xmlns:h=\"";
  header.append(schema::text(schema::contract.namespaces[service.message_ns].uri))
      .append("\">")
      .append(tracking_id)
      .append("</h:TrackingId>");
  response.content_type = "text/xml; charset=utf-8";
  const Timed timed(exchange, Stage::encode);
  make_room(*operation, response.body);
  codec::write_soap(response.body, service, *result->response, header, {.complete = true, .filter = &result->filter});
  remember_size(*operation, response.body);
  hindrance.finish(exchange, response);
}

void rest_call(const Way& way, const schema::ServiceInfo& service, const schema::OperationInfo* operation, bool this_version,
               const net::Request& request, net::Response& response, Exchange& exchange) {
  const auto& options = way.options;
  const auto& tracking_id = exchange.tracking_id;
  exchange.protocol = Channel::rest;
  response.set("TrackingId", tracking_id);
  const auto fault = [&](const Failure& f) {
    exchange.failure = f;
    answer_rest_fault(response, service, operation, f, tracking_id);
  };
  if (!this_version)
    return fault(refuse(Error::ApiVersionNoLongerSupported, "input.version", std::string(request.path), "version 13"));
  if (operation == nullptr)
    return fault(refuse(Error::OperationNotSupported, "input.unknown_operation",
                        std::string(request.method) + " " + std::string(request.path),
                        "a method and path of " + std::string(schema::text(service.name))));
  if (request.cross_site(options.public_url)) return fault(refuse_origin(request));
  if (const auto type = media_type(request.header("Content-Type")); !type.empty() && !net::iequals(type, "application/json"))
    return fault(
        refuse(Error::ApiInputValidationError, "input.content_type", std::string(type), "Content-Type application/json"));
  if (request.body.empty()) return fault(refuse(Error::NullRequest, "input.empty", {}, "a JSON object"));

  auto token = request.header("Authorization");
  constexpr std::string_view bearer = "Bearer ";
  if (token.size() > bearer.size() && net::iequals(token.substr(0, bearer.size()), bearer))
    token.remove_prefix(bearer.size());
  else
    token = {};
  std::vector<codec::Warning> warnings;
  const Incoming incoming{
      *operation,
      {token, request.header("DeveloperToken"), meant(request.header("CustomerId")), meant(request.header("CustomerAccountId")),
       request.header("UserName"), request.header("Password"), request.header("IdentityProvider")},
      request.host,
      options.public_url.empty() ? request.base_url() : options.public_url,
      request.header("User-Agent"),
      [&](object& out) {
        return codec::read_json(request.body, schema::type_info(operation->request), out,
                                {.strict = options.strict, .warnings = &warnings});
      }};
  Hindrance hindrance;
  auto result = run(way, incoming, exchange, hindrance);
  put_warnings(response, exchange, warnings);
  if (!result) {
    fault(result.error());
    return hindrance.finish(exchange, response);
  }
  response.content_type = "application/json; charset=utf-8";
  const Timed timed(exchange, Stage::encode);
  make_room(*operation, response.body);
  codec::write_json(response.body, *result->response, {.complete = true, .filter = &result->filter});
  remember_size(*operation, response.body);
  hindrance.finish(exchange, response);
}

void describe(const schema::ServiceInfo& service, const Options& options, const net::Request& request, net::Response& response) {
  const auto base = options.public_url.empty() ? request.base_url() : options.public_url;
  // `singleWsdl`, or that of an older contract: `singleWsdl&contract=13.0.11`.
  auto query = request.query;
  constexpr std::string_view of_contract = "&contract=";
  auto contract = options.contract;
  if (const auto at = query.find(of_contract); at != std::string_view::npos) {
    const auto text = query.substr(at + of_contract.size());
    const auto named = schema::contract_version(text);
    if (!named) {
      response.status = 400;
      response.content_type = "text/plain; charset=utf-8";
      response.body = "contract is 13.0.1 to " + schema::contract_text(schema::newest_contract()) + "\n";
      return;
    }
    contract = *named;
    query = query.substr(0, at);
  }
  if (net::iequals(query, "wsdl") || net::iequals(query, "singleWsdl")) {
    response.content_type = "text/xml; charset=utf-8";
    response.body = wsdl_document(service, base, contract);
    return;
  }
  response.content_type = "text/html; charset=utf-8";
  const std::string url = base + std::string(schema::text(service.soap_path));
  response.body = "<!doctype html><title>" + std::string(schema::text(service.name)) + "</title><h1>" +
                  std::string(schema::text(service.name)) +
                  "</h1><p>SOAP 1.1 endpoint. Its description: <a href=\"?singleWsdl\">" + url + "?singleWsdl</a></p>";
}

/// `/_adsbox/openapi/CampaignManagement.json`, in lower case: the REST side of a service as OpenAPI.
bool describe_rest(std::string_view path, const Options& options, const net::Request& request, net::Response& response) {
  constexpr std::string_view folder = "/_adsbox/openapi/", extension = ".json";
  if (!path.starts_with(folder) || !path.ends_with(extension) || path.size() < folder.size() + extension.size()) return false;
  const auto name = path.substr(folder.size(), path.size() - folder.size() - extension.size());
  for (const auto& s : schema::contract.services) {
    if (s.internal || lower(schema::text(s.name)) != name) continue;
    response.content_type = "application/json; charset=utf-8";
    response.body = openapi_document(s, options.public_url.empty() ? request.base_url() : options.public_url);
    return true;
  }
  return false;
}

}  // namespace

Gateway::Gateway(const services::Registry& registry, Options options)
    : registry_(registry),
      options_(std::move(options)),
      routes_(std::make_unique<const Routes>()),
      under_way_(std::make_unique<CallsUnderWay>()) {}

Gateway::~Gateway() = default;

bool Gateway::handle(world::Worlds& worlds, const net::Request& request, net::Response& response, Exchange& exchange,
                     const BeforeCall& before) const {
  const Way way{worlds, registry_, options_, *under_way_, before};
  auto path = lower(request.path);
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  if (const auto it = routes_->soap.find(path); it != routes_->soap.end()) {
    if (request.method == "GET" || request.method == "HEAD") {
      describe(*it->second, options_, request, response);
    } else {
      const auto find = [this](const schema::ServiceInfo& s, std::string_view name) { return routes_->find(s, name); };
      soap_call(way, *it->second, find, request, response, exchange);
    }
    return true;
  }
  if (const auto it = routes_->rest.find(std::string(request.method) + " " + path); it != routes_->rest.end()) {
    rest_call(way, schema::contract.services[it->second->service], it->second, true, request, response, exchange);
    return true;
  }
  bool this_version = false;
  if (const auto* service = routes_->rest_service(path, this_version)) {
    rest_call(way, *service, nullptr, this_version, request, response, exchange);
    return true;
  }
  if (const auto* service = routes_->old_soap_service(path)) {
    exchange.protocol = Channel::soap;
    exchange.failure = refuse(Error::ApiVersionNoLongerSupported, "input.version", std::string(request.path), "version 13");
    response.set("TrackingId", exchange.tracking_id);
    answer_soap_fault(response, *service, nullptr, *exchange.failure, exchange.tracking_id);
    return true;
  }
  return describe_rest(path, options_, request, response);
}

bool Gateway::refuse_body(const net::Request& request, net::Response& response, Exchange& exchange) const {
  auto path = lower(request.path);
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  const auto failure = refuse(Error::ApiInputValidationError, "input.body_size", {}, "a smaller body");
  const auto& tracking_id = exchange.tracking_id;
  bool this_version = false;
  if (const auto it = routes_->soap.find(path); it != routes_->soap.end()) {
    response.body.clear();
    exchange.protocol = Channel::soap;
    answer_soap_fault(response, *it->second, nullptr, failure, tracking_id);
  } else if (const auto* service = routes_->rest_service(path, this_version)) {
    response.body.clear();
    exchange.protocol = Channel::rest;
    answer_rest_fault(response, *service, nullptr, failure, tracking_id);
  } else {
    return false;
  }
  exchange.failure = failure;
  response.set("TrackingId", tracking_id);
  return true;
}

}  // namespace adsbox::gateway
