#include "migrate/message.h"

#include <algorithm>

namespace adsbox::migrate {
namespace {

using schema::text;

constexpr std::string_view bearer = "Bearer ";

const schema::ServiceInfo& service_of(const schema::OperationInfo& o) {
  return schema::contract.services[o.service];
}

bool has_header(const schema::ServiceInfo& service, std::string_view name) {
  return std::ranges::any_of(schema::contract.headers.subspan(service.first_header, service.header_count),
                             [&](const auto& h) { return text(h.name) == name; });
}

std::string escaped(std::string_view s) {
  std::string out;
  for (const char c : s) out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
  return out;
}

std::string_view header_of(const Message& m, std::string_view name) {
  for (const auto& [n, value] : m.headers)
    if (net::iequals(n, name)) return value;
  return {};
}

/// The credentials in the order in which both protocols are written: name, value.
std::vector<std::pair<std::string_view, std::string_view>> credentials(const codec::SoapHeaders& h,
                                                                       const schema::ServiceInfo& service) {
  std::vector<std::pair<std::string_view, std::string_view>> all;
  const auto add = [&](std::string_view name, std::string_view value, bool declared = true) {
    if (!value.empty() && declared) all.emplace_back(name, value);
  };
  add("AuthenticationToken", h.authentication_token);
  add("CustomerAccountId", h.customer_account_id, has_header(service, "CustomerAccountId"));
  add("CustomerId", h.customer_id, has_header(service, "CustomerId"));
  add("DeveloperToken", h.developer_token);
  add("Password", h.password);
  add("UserName", h.user_name);
  add("IdentityProvider", h.identity_provider);
  return all;
}

Message to_rest(const TypedCall& call, const Message& like) {
  const auto& op = *call.operation;
  Message m{Channel::rest, std::string(text(op.rest_method)), std::string(text(op.rest_path)), like.host, {}, {}, like.tls};
  for (const auto& [name, value] : credentials(call.headers, service_of(op)))
    if (name == "AuthenticationToken")
      m.headers.emplace_back("Authorization", std::string(bearer) + std::string(value));
    else
      m.headers.emplace_back(name, value);
  m.headers.emplace_back("Content-Type", "application/json");
  codec::write_json(m.body, *call.request, {});
  return m;
}

Message to_soap(const TypedCall& call, const Message& like) {
  const auto& op = *call.operation;
  const auto& service = service_of(op);
  const auto ns = text(schema::contract.namespaces[service.message_ns].uri);
  Message m{Channel::soap, "POST", std::string(text(service.soap_path)), like.host, {}, {}, like.tls};
  m.headers = {{"Content-Type", "text/xml; charset=utf-8"}, {"SOAPAction", "\"" + std::string(text(op.name)) + "\""}};
  std::string header;
  for (const auto& [name, value] : credentials(call.headers, service))
    header.append("<")
        .append(name)
        .append(" xmlns=\"")
        .append(ns)
        .append("\">")
        .append(escaped(value))
        .append("</")
        .append(name)
        .append(">");
  codec::write_soap(m.body, service, *call.request, header, {});
  return m;
}

/// Text without what stands around it.
std::string_view trimmed(std::string_view s) {
  constexpr std::string_view blank = " \t\r\n";
  const auto first = s.find_first_not_of(blank);
  return first == s.npos ? std::string_view() : s.substr(first, s.find_last_not_of(blank) - first + 1);
}

const schema::OperationInfo* rest_operation(std::string_view method, std::string_view path) {
  const auto& all = schema::contract.operations;
  const auto it = std::ranges::find_if(all, [&](const auto& op) {
    return op.rest_path.size != 0 && net::iequals(text(op.rest_method), method) && net::iequals(text(op.rest_path), path);
  });
  return it == all.end() ? nullptr : &*it;
}

std::expected<Read, std::string> read_envelope(Message message) {
  codec::SoapReader reader(message.body);
  if (auto opened = reader.open(); !opened)
    return std::unexpected("the message is no SOAP envelope that can be read (byte " + std::to_string(opened.error().offset) +
                           "): " + opened.error().expected);
  auto name = reader.body_name();
  if (name.ends_with("Request")) name.remove_suffix(std::string_view("Request").size());
  for (const auto& s : schema::contract.services) {
    if (s.internal || text(schema::contract.namespaces[s.message_ns].uri) != reader.body_namespace()) continue;
    // Services share namespaces (Bulk and Campaign Management): the one that has the operation is meant.
    if (const auto* op = schema::find_operation(s, name)) {
      message.wire = Channel::soap;
      if (message.target.empty()) message.target = text(s.soap_path);
      return Read{std::move(message), op};
    }
  }
  return std::unexpected("no service has an operation for the body element " + std::string(reader.body_name()));
}

}  // namespace

net::Request Message::request() const {
  net::Request r;
  r.method = method;
  r.target = target;
  r.path = r.target.substr(0, r.target.find('?'));
  if (r.path.size() < r.target.size()) r.query = r.target.substr(r.path.size() + 1);
  r.host = host;
  for (const auto& [name, value] : headers) r.headers.push_back({name, value});
  r.body = body;
  r.tls = tls;
  r.loopback = true;
  r.local_address = host;
  return r;
}

Message message_of(const net::Request& q, Channel wire) {
  Message m{wire, std::string(q.method), std::string(q.target), std::string(q.host), std::string(q.body), {}, q.tls};
  for (const auto& h : q.headers) m.headers.emplace_back(h.name, h.value);
  return m;
}

Message message_of(const journal::Entry& e) {
  Message m{e.exchange.protocol,
            std::string(e.method()),
            std::string(e.target()),
            std::string(e.host()),
            std::string(e.request_body()),
            {},
            e.tls};
  for (std::size_t i = 0; i < e.request_headers; ++i) m.headers.emplace_back(e.request_header(i).name, e.request_header(i).value);
  return m;
}

std::expected<Read, std::string> read_message(std::string_view text) {
  Message m;
  m.host = "localhost";
  if (trimmed(text).starts_with('<')) {
    m.method = "POST";
    m.headers = {{"Content-Type", "text/xml; charset=utf-8"}};
    m.body = trimmed(text);
    return read_envelope(std::move(m));
  }
  text = text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  const auto line_end = std::min(text.find('\n'), text.size());
  const auto first = trimmed(text.substr(0, line_end));
  const auto blank = first.find(' ');
  if (blank == first.npos || first.find('{') != first.npos)
    return std::unexpected(
        "a message is a SOAP envelope, or an HTTP request that begins with a line such as POST "
        "/CampaignManagement/v13/Campaigns");
  m.method = first.substr(0, blank);
  auto address = trimmed(first.substr(blank));
  address = address.substr(0, address.find(' '));
  if (const auto scheme = address.find("://"); scheme != address.npos) {
    m.tls = address.starts_with("https");
    address.remove_prefix(scheme + 3);
    const auto slash = std::min(address.find('/'), address.size());
    m.host = address.substr(0, slash);
    address.remove_prefix(slash);
  }
  m.target = address;
  text.remove_prefix(std::min(line_end + 1, text.size()));
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = trimmed(text.substr(0, end));
    if (line.starts_with('{') || line.starts_with('<')) break;  // somebody left out the empty line
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) break;
    const auto colon = line.find(':');
    if (colon == line.npos) return std::unexpected("'" + std::string(line) + "' is no header");
    const auto name = line.substr(0, colon), value = trimmed(line.substr(colon + 1));
    if (net::iequals(name, "Host"))
      m.host = value;
    else
      m.headers.emplace_back(name, value);
  }
  m.body = trimmed(text);
  if (m.body.starts_with('<')) return read_envelope(std::move(m));
  m.wire = Channel::rest;
  const auto* op = rest_operation(m.method, std::string_view(m.target).substr(0, m.target.find('?')));
  if (op == nullptr) return std::unexpected("no operation is " + m.method + " " + m.target);
  return Read{std::move(m), op};
}

std::expected<TypedCall, std::string> decode(const Message& m, const schema::OperationInfo& operation) {
  TypedCall call;
  call.operation = &operation;
  call.request = box<object>(create_object(operation.request));
  const auto& type = schema::type_info(operation.request);
  const codec::ReadOptions options{.warnings = &call.not_known};
  const auto refuse = [](const codec::DecodeError& e) {
    return std::unexpected("the request cannot be read" + (e.path.empty() ? "" : " at " + e.path) +
                           (e.expected.empty() ? "" : ": expected " + e.expected));
  };
  if (m.wire == Channel::soap) {
    codec::SoapReader reader(m.body, options);
    if (auto opened = reader.open(); !opened) return refuse(opened.error());
    if (auto read = reader.read(type, *call.request); !read) return refuse(read.error());
    call.headers = reader.headers();
    return call;
  }
  if (auto read = codec::read_json(m.body, type, *call.request, options); !read) return refuse(read.error());
  auto& h = call.headers;
  auto token = header_of(m, "Authorization");
  if (token.size() > bearer.size() && net::iequals(token.substr(0, bearer.size()), bearer))
    h.authentication_token = token.substr(bearer.size());
  h.developer_token = header_of(m, "DeveloperToken");
  h.customer_id = header_of(m, "CustomerId");
  h.customer_account_id = header_of(m, "CustomerAccountId");
  h.user_name = header_of(m, "UserName");
  h.password = header_of(m, "Password");
  h.identity_provider = header_of(m, "IdentityProvider");
  return call;
}

std::expected<Message, std::string> encode(const TypedCall& call, Channel wire, const Message& like) {
  const auto& op = *call.operation;
  if (wire == Channel::soap && op.has(schema::OperationInfo::rest_only))
    return std::unexpected(std::string(text(op.name)) + " is offered over REST alone");
  if (wire == Channel::rest && op.rest_method.size == 0)
    return std::unexpected(std::string(text(op.name)) + " has no documented REST form");
  return wire == Channel::soap ? to_soap(call, like) : to_rest(call, like);
}

void replace_credential(Message& m, std::string_view name, std::string_view from, std::string_view to) {
  if (from.empty()) return;
  if (m.wire == Channel::soap) {
    const auto element = m.body.find(name);
    const auto at = element == m.body.npos ? element : m.body.find(from, element + name.size());
    if (at != m.body.npos) m.body.replace(at, from.size(), escaped(to));
    return;
  }
  const auto header = name == "AuthenticationToken" ? std::string_view("Authorization") : name;
  for (auto& [n, value] : m.headers)
    if (net::iequals(n, header))
      if (const auto at = value.find(from); at != value.npos) value.replace(at, from.size(), to);
}

}  // namespace adsbox::migrate
