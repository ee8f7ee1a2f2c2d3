#include "control/router.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

namespace adsbox::control {
namespace {

constexpr std::string_view root = "/_adsbox/v1";

std::vector<std::string_view> segments(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const auto slash = path.find('/', 1);
    parts.push_back(path.substr(1, slash == std::string_view::npos ? slash : slash - 1));
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash);
  }
  return parts;
}

bool is_variable(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

bool matches(const Route& route, const std::vector<std::string_view>& parts, Call& call) {
  const auto wanted = segments(route.path);
  if (wanted.size() != parts.size()) return false;
  call.path.clear();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (is_variable(wanted[i]))
      call.path.emplace(wanted[i].substr(1, wanted[i].size() - 2), net::url_decode(parts[i], false));
    else if (wanted[i] != parts[i])
      return false;
  }
  return true;
}

std::string_view type_name(Type type) {
  constexpr std::string_view names[] = {"string", "integer", "number", "boolean", "array", "array", "object", "array", "any"};
  return names[static_cast<std::size_t>(type)];
}

bool fits(const codec::JsonValue& value, Type type) {
  using Kind = codec::JsonValue::Kind;
  switch (type) {
    case Type::string:
      return value.is_string();
    case Type::integer:
      return value.integer().has_value();
    case Type::number:
      return value.kind() == Kind::number;
    case Type::boolean:
      return value.kind() == Kind::boolean;
    case Type::strings:
      return value.is_array() && std::ranges::all_of(value.items(), [](const auto& v) { return v.is_string(); });
    case Type::integers:
      return value.is_array() && std::ranges::all_of(value.items(), [](const auto& v) { return v.integer().has_value(); });
    case Type::objects:
      return value.is_array() && std::ranges::all_of(value.items(), [](const auto& v) { return v.is_object(); });
    case Type::object:
      return value.is_object();
    case Type::any:
      return true;
  }
  return false;
}

/// What is wrong with the parameters; empty when nothing is.
std::string check(const Route& route, const Call& call) {
  for (const auto& p : route.parameters) {
    const bool there = p.in == In::path    ? call.path.contains(p.name)
                       : p.in == In::query ? call.query.contains(p.name)
                                           : !call.body[p.name].is_null();
    if (!there && p.required) return std::string(p.name) + " is required: " + std::string(p.meaning);
    if (!there) continue;
    if (p.in == In::body ? !fits(call.body[p.name], p.type)
                         : (p.type == Type::integer && !call.integer(p.name)) || (p.type == Type::number && !call.number(p.name)))
      return std::string(p.name) + " must be of type " + std::string(type_name(p.type)) + ": " + std::string(p.meaning);
  }
  for (const auto& [name, value] : call.body.members())
    if (std::ranges::none_of(route.parameters, [&](const Parameter& p) { return p.in == In::body && p.name == name; }))
      return "there is no parameter '" + name + "'";
  for (const auto& [name, value] : call.query)
    if (std::ranges::none_of(route.parameters, [&](const Parameter& p) { return p.in == In::query && p.name == name; }))
      return "there is no parameter '" + name + "'";
  return {};
}

void put(net::Response& response, Reply reply) {
  response.status = reply.status;
  response.content_type = reply.content_type;
  response.body = std::move(reply.body);
  response.set("Cache-Control", "no-store");
}

void put(net::Response& response, const Refusal& refusal) {
  put(response, {codec::JsonObject().add("error", refusal.message).str() + "\n", refusal.status});
}

std::string schema_of(const Parameter& p) {
  codec::JsonObject o;
  o.add("description", p.meaning);
  if (p.type != Type::any) o.add("type", type_name(p.type));
  if (p.type == Type::strings) o.raw("items", R"({"type":"string"})");
  if (p.type == Type::integers) o.raw("items", R"({"type":"integer"})");
  if (p.type == Type::objects) o.raw("items", R"({"type":"object"})");
  return o.str();
}

std::string operation_of(const Route& route) {
  std::vector<std::string> parameters, required;
  codec::JsonObject properties;
  bool has_body = false;
  for (const auto& p : route.parameters) {
    if (p.in == In::body) {
      has_body = true;
      properties.raw(p.name, schema_of(p));
      if (p.required) required.emplace_back(p.name);
    } else {
      parameters.push_back(codec::JsonObject()
                               .add("name", p.name)
                               .add("in", p.in == In::path ? "path" : "query")
                               .add("required", p.in == In::path || p.required)
                               .raw("schema", schema_of(p))
                               .str());
    }
  }
  codec::JsonObject o;
  o.add("summary", route.summary);
  if (!parameters.empty()) o.raw("parameters", codec::json_array(parameters));
  if (has_body) {
    codec::JsonObject schema;
    schema.add("type", "object").raw("properties", properties.str());
    if (!required.empty()) schema.strings("required", required);
    o.raw("requestBody",
          codec::JsonObject()
              .raw("content",
                   codec::JsonObject().raw("application/json", codec::JsonObject().raw("schema", schema.str()).str()).str())
              .str());
  }
  const auto answer = [](std::string_view what) { return codec::JsonObject().add("description", what).str(); };
  o.raw("responses", codec::JsonObject().raw("2XX", answer("Done.")).raw("4XX", answer("Refused; `error` says why.")).str());
  return o.str();
}

}  // namespace

std::string Call::text(std::string_view name) const {
  if (const auto it = path.find(name); it != path.end()) return it->second;
  if (const auto it = query.find(name); it != query.end()) return it->second;
  const auto& v = body[name];
  return v.is_string() ? v.text() : std::string(v.is_null() ? std::string_view() : v.source());
}

std::optional<std::int64_t> Call::integer(std::string_view name) const {
  const auto t = text(name);
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(t.data(), t.data() + t.size(), n);
  if (t.empty() || error != std::errc() || end != t.data() + t.size()) return std::nullopt;
  return n;
}

std::optional<double> Call::number(std::string_view name) const {
  const auto t = text(name);
  double n = 0;
  const auto [end, error] = std::from_chars(t.data(), t.data() + t.size(), n);
  if (t.empty() || error != std::errc() || end != t.data() + t.size() || !std::isfinite(n)) return std::nullopt;
  return n;
}

bool Call::flag(std::string_view name, bool otherwise) const {
  const auto t = text(name);
  return t.empty() ? otherwise : t == "true" || t == "1";
}

std::vector<std::string> Call::strings(std::string_view name) const {
  std::vector<std::string> all;
  for (const auto& v : body[name].items()) all.push_back(v.text());
  return all;
}

std::vector<std::int64_t> Call::integers(std::string_view name) const {
  std::vector<std::int64_t> all;
  for (const auto& v : body[name].items()) all.push_back(v.integer().value_or(0));
  return all;
}

namespace {

/// A name that leads to this machine whoever asks: a page can have another name of its own lead here.
bool is_own_name(std::string_view host, std::string_view public_url) {
  const auto without_port = [](std::string_view h) {
    const auto colon = h.rfind(':');
    return colon == std::string_view::npos || h.find(']', colon) != std::string_view::npos ? h : h.substr(0, colon);
  };
  const auto name = without_port(host);
  if (const auto scheme = public_url.find("://");
      scheme != std::string_view::npos && without_port(public_url.substr(scheme + 3)) == name)
    return true;
  return name.empty() || name == "localhost" || name.ends_with(".localhost") || name == "127.0.0.1" || name == "[::1]";
}

}  // namespace

std::expected<void, Refusal> Guard::check(const net::Request& request) const {
  if (request.cross_site(public_url)) return refuse(403, "a page of another site may not use the admin API");
  if (local_only && request.loopback && is_own_name(request.host, public_url)) return {};
  if (admin_token.empty())
    return refuse(
        403,
        "the admin API answers on this machine only, by a name like localhost; serve with --admin-token-file to open it "
        "to others");
  const auto token = request.header("Authorization");
  const auto expected = "Bearer " + admin_token;
  if (token.size() != expected.size() || CRYPTO_memcmp(token.data(), expected.data(), expected.size()) != 0)
    return refuse(401, "Authorization: Bearer ADMIN-TOKEN is needed");
  return {};
}

void Router::add(std::vector<Route> routes) {
  for (auto& r : routes) routes_.push_back(std::move(r));
}

bool Router::handle(const net::Request& request, net::Response& response) const {
  if (!request.path.starts_with(root)) return false;
  const auto parts = segments(request.path.substr(root.size()));
  Call call{request, {}, {}, {}};
  const Route* found = nullptr;
  std::string allowed;
  for (const auto& r : routes_) {
    if (!matches(r, parts, call)) continue;
    if (r.method == request.method) {
      found = &r;
      break;
    }
    allowed.append(allowed.empty() ? "" : ", ").append(r.method);
  }
  const bool description = parts.size() == 1 && parts.front() == "openapi.json" && request.method == "GET";
  if (found == nullptr && allowed.empty() && !description) return false;
  if (const auto may = guard_.check(request); !may) {
    put(response, may.error());
    return true;
  }
  if (description) {
    put(response, {openapi(request.base_url())});
    return true;
  }
  if (found == nullptr) {
    response.set("Allow", allowed);
    put(response, Refusal{405, "use " + allowed});
    return true;
  }
  for (const auto& [name, value] : net::parse_form(request.query)) call.query.emplace(name, value);
  if (request.body.find_first_not_of(" \t\r\n") != std::string_view::npos) {
    auto body = codec::parse_json(request.body);
    if (!body || !body->is_object()) {
      put(response, Refusal{400, "the body must be a JSON object"});
      return true;
    }
    call.body = std::move(*body);
  }
  if (const auto wrong = check(*found, call); !wrong.empty()) {
    put(response, Refusal{400, wrong});
    return true;
  }
  if (auto result = found->run(call))
    put(response, std::move(*result));
  else
    put(response, result.error());
  return true;
}

std::string Router::openapi(std::string_view base_url) const {
  std::map<std::string, std::map<std::string, std::string>> paths;
  for (const auto& r : routes_) {
    std::string method(r.method);
    std::ranges::transform(method, method.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    paths[std::string(root) + std::string(r.path)][method] = operation_of(r);
  }
  codec::JsonObject all;
  for (const auto& [path, methods] : paths) {
    codec::JsonObject item;
    for (const auto& [method, operation] : methods) item.raw(method, operation);
    all.raw(path, item.str());
  }
  return codec::JsonObject()
      .add("openapi", "3.1.0")
      .raw("info", codec::JsonObject().add("title", "adsbox admin API").add("version", "1").str())
      .raw("servers", codec::json_array(std::vector{codec::JsonObject().add("url", base_url).str()}))
      .raw("paths", all.str())
      .str();
}

}  // namespace adsbox::control
