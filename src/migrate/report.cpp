#include "migrate/report.h"

#include "codec/json_object.h"

namespace adsbox::migrate {
namespace {

using codec::JsonObject;

std::string_view name_of(Channel wire) {
  return wire == Channel::soap ? "soap" : "rest";
}

/// What a person needs to send the call over the other protocol.
std::string request_json(const Message& m, const journal::Secrets& secrets) {
  std::vector<std::string> headers;
  for (const auto& [name, value] : m.headers)
    headers.push_back(JsonObject().add("name", name).add("value", secrets.in_header(name, value)).str());
  const auto body = secrets.in_text(m.body);
  JsonObject o;
  o.add("protocol", name_of(m.wire)).add("method", m.method).add("url", m.url()).raw("headers", codec::json_array(headers));
  return o.add("body", body).str();
}

std::string side_json(const Side& side) {
  return JsonObject().add("status", side.status).add("outcome", side.outcome).str();
}

JsonObject difference_json(const Difference& d, const journal::Secrets& secrets) {
  return JsonObject().add("path", d.path).add("soap", secrets.in_sentence(d.a)).add("rest", secrets.in_sentence(d.b));
}

std::string result_json(const Comparison& c, const journal::Secrets& secrets) {
  std::vector<std::string> all;
  for (const auto& d : c.differences) all.push_back(difference_json(d, secrets).str());
  return JsonObject().add("count", c.count).raw("differences", codec::json_array(all)).strings("rest_only", c.rest_only).str();
}

std::string state_json(const StateComparison& c, const journal::Secrets& secrets) {
  std::vector<std::string> all;
  for (const auto& d : c.differences) {
    auto o = difference_json(d.what, secrets);
    all.push_back(o.add("kind", d.kind).add("id", d.id).str());
  }
  return JsonObject().add("rows", c.rows).add("count", c.count).raw("differences", codec::json_array(all)).str();
}

}  // namespace

std::string_view name_of(Verdict verdict) {
  return verdict == Verdict::same ? "same" : verdict == Verdict::different ? "different" : "impossible";
}

std::string json_of(const Report& r, const Subject& subject, const journal::Secrets& secrets) {
  JsonObject o;
  o.add("verdict", name_of(r.verdict)).add("tracking_id", subject.tracking_id).add("world", r.world);
  const auto& service = schema::contract.services[r.operation->service];
  o.add("service", schema::text(service.name)).add("operation", schema::text(r.operation->name));
  o.add("from", name_of(r.from)).add("to", r.from == Channel::soap ? "rest" : "soap");
  o.add("state_before", r.before_call ? "before the call" : "now");
  if (!r.reason.empty()) o.add("reason", secrets.in_sentence(r.reason));
  if (!r.run_as.empty()) o.add("run_as", r.run_as);
  std::vector<std::string> forms;
  for (const auto& f : r.forms) {
    JsonObject form;
    form.add("member", f.member).add("what", f.what);
    if (f.soap.empty())
      form.raw("soap", "null");
    else
      form.add("soap", secrets.in_text(f.soap));
    forms.push_back(form.add("rest", secrets.in_text(f.rest)).str());
  }
  o.raw("forms", codec::json_array(forms));
  std::vector<std::string> not_known;
  for (const auto& n : r.not_known) not_known.push_back(secrets.in_text(n));
  o.strings("not_known", not_known);
  if (r.counterpart.method.empty()) return o.str();
  o.raw("request", request_json(r.counterpart, secrets));
  o.raw("soap", side_json(r.soap)).raw("rest", side_json(r.rest)).raw("result", result_json(r.result, secrets));
  o.raw("state", r.writes ? state_json(r.state, secrets) : "null");
  return o.str();
}

}  // namespace adsbox::migrate
