#include "journal/show.h"

#include <algorithm>
#include <array>

#include "codec/codec.h"
#include "codec/json_tree.h"
#include "schema/contract_version.h"

namespace adsbox::journal {
namespace {

using codec::JsonObject;

std::string as_text(std::string_view s) {
  std::string out;
  codec::append_json_string(out, s);
  return out;
}

std::string json_of(const object& o) {
  std::string out;
  codec::write_json(out, o, {});
  return out;
}

/// `json` without secrets, if it still is JSON then.
std::string redacted_json(std::string_view json, const Secrets& secrets) {
  auto shown = secrets.in_text(json);
  return codec::parse_json(shown) ? shown : std::string();
}

std::string soap_request(const Entry& e, const Secrets& secrets) {
  codec::SoapReader reader(e.request_body());
  if (!reader.open()) return {};
  const auto& type = schema::type_info(e.exchange.operation->request);
  const box<object> request(create_object(e.exchange.operation->request));
  if (!reader.read(type, *request)) return {};
  const auto body = redacted_json(json_of(*request), secrets);
  if (body.empty()) return {};
  JsonObject header;
  const auto& h = reader.headers();
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) header.add(name, secrets.in_header(name, value));
  };
  add("AuthenticationToken", h.authentication_token);
  add("DeveloperToken", h.developer_token);
  add("CustomerId", h.customer_id);
  add("CustomerAccountId", h.customer_account_id);
  add("UserName", h.user_name);
  add("Password", h.password);
  add("IdentityProvider", h.identity_provider);
  return JsonObject().raw("Header", header.str()).raw("Body", body).str();
}

std::string soap_response(const Entry& e, const Secrets& secrets) {
  codec::SoapReader reader(e.response_body());
  if (!reader.open()) return {};
  JsonObject shown;
  if (reader.is_fault()) {
    const auto* service = e.service();
    const auto fault = service != nullptr ? reader.read_fault(*service) : std::unexpected(codec::DecodeError());
    if (!fault) return {};
    JsonObject f;
    f.add("faultcode", secrets.in_sentence(fault->code)).add("faultstring", secrets.in_sentence(fault->text));
    if (fault->detail)
      f.raw("detail", JsonObject().raw(fault->detail_name, redacted_json(json_of(*fault->detail), secrets)).str());
    return JsonObject().raw("Fault", f.str()).str();
  }
  if (e.exchange.operation == nullptr) return {};
  const box<object> response(create_object(e.exchange.operation->response));
  if (!reader.read(schema::type_info(e.exchange.operation->response), *response)) return {};
  return redacted_json(json_of(*response), secrets);
}

/// A form as an object; empty when a name stands in it twice.
std::string form_json(std::string_view body, const Secrets& secrets) {
  JsonObject form;
  std::vector<std::string> names;
  for (const auto& [name, value] : net::parse_form(body)) {
    if (std::ranges::find(names, name) != names.end()) return {};
    names.push_back(name);
    form.add(name, secrets.in_parameter(name, value));
  }
  return form.str();
}

ShownBody body_of(std::string_view body, std::string_view type, const Secrets& secrets) {
  if (body.empty()) return {"null", "none"};
  if (body.find('\0') != std::string_view::npos) return {"null", "binary"};
  // Pages say nothing that the status does not, and carry the secrets of a sign-in in ways of their own.
  if (type.starts_with("text/html")) return {"null", "html"};
  if (type.starts_with("application/x-www-form-urlencoded"))
    if (auto form = form_json(body, secrets); !form.empty()) return {std::move(form), "json"};
  const auto first = body.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  if (first != std::string_view::npos && (body[first] == '{' || body[first] == '['))
    if (auto json = redacted_json(body.substr(first), secrets); !json.empty()) return {std::move(json), "json"};
  return {as_text(secrets.in_text(body)), "text"};
}

std::string headers_json(const Entry& e, std::size_t from, std::size_t count, const Secrets& secrets) {
  std::vector<std::string> all;
  for (std::size_t i = from; i < from + count; ++i) {
    const auto h = e.request_header(i);
    all.push_back(JsonObject().add("name", h.name).add("value", secrets.in_header(h.name, h.value)).str());
  }
  return codec::json_array(all);
}

std::int64_t microseconds(std::chrono::nanoseconds n) {
  return std::chrono::duration_cast<std::chrono::microseconds>(n).count();
}

std::string sentences(const std::vector<std::string>& list, const Secrets& secrets) {
  std::vector<std::string> shown;
  for (const auto& s : list) shown.push_back(as_text(secrets.in_text(s)));
  return codec::json_array(shown);
}

std::string symbol_of(const ErrorValue& e) {
  const auto& row = error_info(e.error);
  return row.symbol.size != 0 ? std::string(schema::text(row.symbol)) : std::to_string(row.code);
}

}  // namespace

std::string_view outcome_of(const Entry& e) {
  if (e.exchange.failure) return "refused";
  if (e.status >= 400) return "failed";
  return e.exchange.partial_errors.empty() ? "ok" : "partial";
}

std::string_view protocol_of(const Entry& e) {
  constexpr std::array<std::string_view, 3> names = {"http", "soap", "rest"};
  return names[static_cast<std::size_t>(e.exchange.protocol)];
}

std::string time_of(std::int64_t ticks) {
  std::string out;
  codec::append_date_time(out, DateTime(ticks, true));
  return out;
}

JsonObject summary_of(const Entry& e) {
  const Secrets secrets(e, false);
  JsonObject o;
  o.add("sequence", e.sequence).add("time", time_of(e.exchange.ticks)).add("tracking_id", e.exchange.tracking_id);
  o.add("world", e.exchange.world).add("protocol", protocol_of(e));
  const auto* service = e.service();
  o.add("service", service != nullptr ? schema::text(service->name) : std::string_view());
  o.add("operation", e.exchange.what()).add("user", secrets.in_sentence(e.exchange.user_name));
  o.add("method", e.method()).add("target", secrets.in_text(e.target())).add("status", e.status).add("outcome", outcome_of(e));
  o.add("duration_us", e.duration_ticks() / 10);
  std::vector<std::string> symbols;
  const auto add = [&](const std::vector<ErrorValue>& errors) {
    for (const auto& v : errors)
      if (auto s = symbol_of(v); std::ranges::find(symbols, s) == symbols.end()) symbols.push_back(std::move(s));
  };
  if (e.exchange.failure) add(e.exchange.failure->errors);
  add(e.exchange.partial_errors);
  o.strings("errors", symbols).strings("fired", e.exchange.fired);
  if (e.exchange.migration) o.add("migration", e.exchange.migration->verdict);
  return o;
}

std::string errors_json(const std::vector<ErrorValue>& errors, const Secrets& secrets) {
  std::vector<std::string> all;
  for (const auto& e : errors) {
    const auto& row = error_info(e.error);
    JsonObject o;
    if (e.index >= 0) o.add("index", e.index);
    if (e.nested_index >= 0) o.add("nested_index", e.nested_index);
    o.add("code", row.code).add("symbol", schema::text(row.symbol)).add("message", schema::text(row.message));
    o.add("rule", e.why.rule);
    const auto add = [&](std::string_view name, const std::string& shown) {
      if (!shown.empty()) o.add(name, shown);
    };
    add("field", secrets.in_sentence(e.why.field));
    add("value", secrets.in_value(e.why.value));
    add("bound", secrets.in_sentence(e.why.bound));
    add("expected", secrets.in_sentence(e.why.expected));
    all.push_back(o.str());
  }
  return codec::json_array(all);
}

ShownBody request_body_of(const Entry& e, const Secrets& secrets) {
  if (e.exchange.protocol == Channel::soap && e.exchange.operation != nullptr && !e.request_cut())
    if (auto json = soap_request(e, secrets); !json.empty()) return {std::move(json), "json"};
  return body_of(e.request_body(), e.request_header("Content-Type"), secrets);
}

ShownBody response_body_of(const Entry& e, const Secrets& secrets) {
  if (!e.file().empty())
    return {JsonObject().add("file", e.file()).add("bytes", static_cast<std::uint64_t>(e.response_size)).str(), "file"};
  if (e.exchange.protocol == Channel::soap && !e.response_cut())
    if (auto json = soap_response(e, secrets); !json.empty()) return {std::move(json), "json"};
  return body_of(e.response_body(), e.content_type, secrets);
}

std::string details_of(const Entry& e) {
  const Secrets secrets(e);
  JsonObject timing;
  for (std::size_t i = 0; i < stage_count; ++i) timing.add(stage_names[i], microseconds(e.exchange.spent[i]));
  const auto message = [](std::string headers, ShownBody body, std::size_t size, bool cut) {
    return JsonObject()
        .raw("headers", headers)
        .add("body_form", body.form)
        .add("body_bytes", static_cast<std::uint64_t>(size))
        .add("body_cut", cut)
        .raw("body", body.json)
        .str();
  };
  auto o = summary_of(e);
  o.add("host", e.host()).add("tls", e.tls).raw("timing_us", timing.str());
  o.raw("request",
        message(headers_json(e, 0, e.request_headers, secrets), request_body_of(e, secrets), e.request_size, e.request_cut()));
  o.raw("response", message(headers_json(e, e.request_headers, e.response_headers, secrets), response_body_of(e, secrets),
                            e.response_size, e.response_cut()));
  o.raw("refused_by", e.exchange.failure ? errors_json(e.exchange.failure->errors, secrets) : "[]");
  o.raw("partial_errors", errors_json(e.exchange.partial_errors, secrets));
  o.raw("warnings", sentences(e.exchange.warnings, secrets));
  o.add("contract", schema::contract_text(e.exchange.contract != 0 ? e.exchange.contract : schema::newest_contract()));
  std::vector<std::string> notes;
  for (const auto& n : e.exchange.credential_notes) notes.push_back(secrets.in_sentence(n));
  o.strings("credential_notes", notes);
  if (e.exchange.migration) o.raw("migration_check", e.exchange.migration->report);
  return o.str();
}

}  // namespace adsbox::journal
