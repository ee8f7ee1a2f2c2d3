#include "client/wire.h"

#include <array>

#include "client/fault.h"
#include "codec/codec.h"

namespace adsbox::client {
namespace {

using schema::text;

const schema::ServiceInfo& service_of(const schema::OperationInfo& o) {
  return schema::contract.services[o.service];
}

bool has_header(const schema::ServiceInfo& service, std::string_view name) {
  for (std::size_t i = 0; i < service.header_count; ++i)
    if (text(schema::contract.headers[service.first_header + i].name) == name) return true;
  return false;
}

ApiError not_offered(const schema::OperationInfo& operation, std::string_view wire) {
  ApiError e;
  e.kind = ApiError::Kind::invalid_request;
  e.request_sent = false;
  e.message = std::string(text(operation.name)) + " is not offered over " + std::string(wire);
  return e;
}

void append_escaped(std::string& out, std::string_view s) {
  for (const char c : s) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else
      out += c;
  }
}

void append_element(std::string& out, std::string_view name, std::string_view ns, std::string_view value) {
  if (value.empty()) return;
  out.append("<").append(name).append(" xmlns=\"").append(ns).append("\">");
  append_escaped(out, value);
  out.append("</").append(name).append(">");
}

std::string id_text(std::int64_t id) {
  return id == 0 ? std::string() : std::to_string(id);
}

HttpRequest encode_soap(const schema::OperationInfo& operation, const object& request, const Frame& f) {
  const auto& service = service_of(operation);
  const auto ns = text(schema::contract.namespaces[service.message_ns].uri);
  std::string header;
  append_element(header, "AuthenticationToken", ns, f.access_token);
  if (has_header(service, "CustomerAccountId")) append_element(header, "CustomerAccountId", ns, id_text(f.customer_account_id));
  if (has_header(service, "CustomerId")) append_element(header, "CustomerId", ns, id_text(f.customer_id));
  append_element(header, "DeveloperToken", ns, f.developer_token);
  append_element(header, "IdentityProvider", ns, f.identity_provider);

  HttpRequest r;
  r.method = "POST";
  r.url = f.environment.service_url(text(service.host), text(service.soap_path));
  r.headers = {{"Content-Type", "text/xml; charset=utf-8"}, {"SOAPAction", "\"" + std::string(text(operation.name)) + "\""}};
  codec::write_soap(r.body, service, request, header, {});
  return r;
}

HttpRequest encode_rest(const schema::OperationInfo& operation, const object& request, const Frame& f) {
  const auto& service = service_of(operation);
  HttpRequest r;
  r.method = text(operation.rest_method);
  r.url = f.environment.service_url(text(service.host), text(operation.rest_path));
  r.headers = {{"Content-Type", "application/json"}, {"Accept", "application/json"}};
  if (!f.access_token.empty()) r.headers.emplace_back("Authorization", "Bearer " + std::string(f.access_token));
  if (!f.developer_token.empty()) r.headers.emplace_back("DeveloperToken", f.developer_token);
  if (f.customer_id != 0 && has_header(service, "CustomerId")) r.headers.emplace_back("CustomerId", id_text(f.customer_id));
  if (f.customer_account_id != 0 && has_header(service, "CustomerAccountId"))
    r.headers.emplace_back("CustomerAccountId", id_text(f.customer_account_id));
  if (!f.identity_provider.empty()) r.headers.emplace_back("IdentityProvider", f.identity_provider);
  codec::write_json(r.body, request, {});
  return r;
}

ApiError base_error(const HttpResponse& response, std::chrono::system_clock::time_point now) {
  ApiError e;
  e.kind = ApiError::Kind::http;
  e.http_status = response.status;
  e.tracking_id = response.header("TrackingId");
  e.retry_after = parse_retry_after(response.header("Retry-After"), now);
  e.raw_response = response.body;
  return e;
}

ApiError undecodable(ApiError e, const codec::DecodeError& why) {
  e.kind = ApiError::Kind::undecodable;
  e.message =
      "the answer does not follow the contract at " + (why.path.empty() ? "byte " + std::to_string(why.offset) : why.path);
  if (!why.value.empty()) e.message += ": found '" + why.value + "'";
  if (!why.expected.empty()) e.message += ", expected " + why.expected;
  return e;
}

std::expected<Answer, ApiError> decode_rest(const schema::OperationInfo& operation, HttpResponse response, ApiError error) {
  if (response.status < 200 || response.status > 299) {
    if (!read_json_fault(operation, response.body, error)) error.message = "HTTP " + std::to_string(response.status);
    return std::unexpected(std::move(error));
  }
  Answer a;
  a.response = box<object>(create_object(operation.response));
  if (auto read = codec::read_json(response.body, schema::type_info(operation.response), *a.response); !read)
    return std::unexpected(undecodable(std::move(error), read.error()));
  a.tracking_id = std::move(error.tracking_id);
  a.http_status = response.status;
  a.body = std::move(response.body);
  return a;
}

std::expected<Answer, ApiError> decode_soap(const schema::OperationInfo& operation, HttpResponse response, ApiError error) {
  codec::SoapReader reader(response.body);
  if (auto opened = reader.open(); !opened) {
    if (response.status == 200) return std::unexpected(undecodable(std::move(error), opened.error()));
    error.message = "HTTP " + std::to_string(response.status);  // no envelope: a proxy's page
    return std::unexpected(std::move(error));
  }
  if (!reader.headers().tracking_id.empty()) error.tracking_id = reader.headers().tracking_id;
  // The live service was seen answering faults with 200: the body decides.
  if (reader.is_fault()) {
    auto fault = reader.read_fault(service_of(operation));
    if (!fault) return std::unexpected(undecodable(std::move(error), fault.error()));
    error.kind = ApiError::Kind::fault;
    error.fault_type = fault->detail_name;
    error.message = fault->text;
    if (fault->detail) read_fault_detail(*fault->detail, error);
    return std::unexpected(std::move(error));
  }
  Answer a;
  a.response = box<object>(create_object(operation.response));
  if (auto read = reader.read(schema::type_info(operation.response), *a.response); !read)
    return std::unexpected(undecodable(std::move(error), read.error()));
  a.tracking_id = std::move(error.tracking_id);
  a.http_status = response.status;
  a.body = std::move(response.body);
  return a;
}

}  // namespace

std::expected<HttpRequest, ApiError> encode(const schema::OperationInfo& operation, const object& request, const Frame& frame) {
  if (frame.protocol == Protocol::soap) {
    if (operation.has(schema::OperationInfo::rest_only)) return std::unexpected(not_offered(operation, "SOAP"));
    return encode_soap(operation, request, frame);
  }
  if (operation.rest_method.size == 0) return std::unexpected(not_offered(operation, "REST"));
  return encode_rest(operation, request, frame);
}

std::expected<Answer, ApiError> decode(const schema::OperationInfo& operation, Protocol protocol, HttpResponse response,
                                       std::chrono::system_clock::time_point now) {
  auto error = base_error(response, now);
  return protocol == Protocol::soap ? decode_soap(operation, std::move(response), std::move(error))
                                    : decode_rest(operation, std::move(response), std::move(error));
}

bool reads_only(const schema::OperationInfo& operation) {
  constexpr std::array<std::string_view, 5> verbs = {"Get", "Search", "Find", "Suggest", "Poll"};
  const auto name = text(operation.name);
  for (const auto verb : verbs)
    if (name.starts_with(verb)) return true;
  return false;
}

}  // namespace adsbox::client
