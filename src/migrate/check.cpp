#include "migrate/check.h"

#include "adsbox/internal.h"
#include "codec/json_tree.h"
#include "identity/developer_tokens.h"
#include "identity/logins.h"
#include "identity/principal.h"
#include "identity/tokens.h"

namespace adsbox::migrate {
namespace {

/// Equal for both copies: they draw the same ids and tokens.
constexpr std::uint64_t copies_number = 1;

/// An answer, decoded.
struct Answer {
  Exchange exchange;
  int status = 0;
  box<object> content;      // the response, or the fault's detail
  std::string undecodable;  // why there is none
};

const schema::TypeInfo* fault_type(const schema::ServiceInfo& service, std::string_view body) {
  const auto json = codec::parse_json(body);
  return json ? schema::find_type(service, (*json)["Type"].text()) : nullptr;
}

void decode_answer(Answer& answer, const schema::OperationInfo& op, Channel wire, std::string_view body) {
  const auto& service = schema::contract.services[op.service];
  const auto& response = schema::type_info(op.response);
  const auto read = [&](const schema::TypeInfo& type, const auto& reader) {
    answer.content = box<object>(create_object(schema::id_of(type)));
    if (auto done = reader(type, *answer.content); !done) {
      answer.content.reset();
      answer.undecodable = "at " + done.error().path + ": " + done.error().value;
    }
  };
  if (wire == Channel::rest) {
    const auto* type = answer.status < 400 ? &response : fault_type(service, body);
    if (type == nullptr) {
      answer.undecodable = "an error body without a known Type";
      return;
    }
    return read(*type, [&](const auto& t, object& out) { return codec::read_json(body, t, out); });
  }
  codec::SoapReader reader(body);
  if (!reader.open()) {
    answer.undecodable = "no SOAP envelope";
  } else if (!reader.is_fault()) {
    read(response, [&](const auto& t, object& out) { return reader.read(t, out); });
  } else if (auto fault = reader.read_fault(service); fault && fault->detail) {
    answer.content = std::move(fault->detail);
  } else {
    answer.undecodable = "a fault without a known detail";
  }
}

Answer run(const gateway::Gateway& gateway, world::Worlds& worlds, const Message& message, const Subject& subject) {
  Answer answer;
  answer.exchange.tracking_id = subject.tracking_id;
  net::Response response;
  gateway.handle(worlds, message.request(), response, answer.exchange);
  answer.status = response.status;
  decode_answer(answer, *subject.operation, message.wire, response.body);
  return answer;
}

std::string symbol_of(const ErrorValue& e) {
  const auto& row = error_info(e.error);
  return std::to_string(row.code) + (row.symbol.size == 0 ? "" : " " + std::string(schema::text(row.symbol)));
}

Side side_of(const Answer& a) {
  Side side{a.status, "done"};
  if (a.exchange.failure) {
    side.outcome = "refused:";
    for (const auto& e : a.exchange.failure->errors) side.outcome += " " + symbol_of(e);
  } else if (const auto n = a.exchange.partial_errors.size(); n != 0) {
    side.outcome = "done, " + std::to_string(n) + (n == 1 ? " error of an item" : " errors of items");
  }
  return side;
}

std::string_view name_of(FaultKind kind) {
  constexpr std::string_view names[] = {"ad_api", "operation", "batch"};
  return names[static_cast<std::size_t>(kind)];
}

/// What the stages say of the errors: the wire has neither the kind of a failure nor the rule behind an error.
void compare_errors(const Answer& soap, const Answer& rest, Comparison& into) {
  const auto& a = soap.exchange.failure;
  const auto& b = rest.exchange.failure;
  if (a && b && a->kind != b->kind) into.add("(kind of fault)", std::string(name_of(a->kind)), std::string(name_of(b->kind)));
  static const std::vector<ErrorValue> none;
  const auto lists = [&](const std::string& name, const std::vector<ErrorValue>& x, const std::vector<ErrorValue>& y) {
    for (std::size_t i = 0; i < std::max(x.size(), y.size()); ++i) {
      const auto text = [&](const std::vector<ErrorValue>& list) {
        if (i >= list.size()) return std::string("(none)");
        const auto& e = list[i];
        return symbol_of(e) + (e.index < 0 ? "" : " of item " + std::to_string(e.index)) + " by " + e.why.rule;
      };
      if (auto s = text(x), t = text(y); s != t) into.add(name + "[" + std::to_string(i) + "]", std::move(s), std::move(t));
    }
  };
  lists("(errors)", a ? a->errors : none, b ? b->errors : none);
  lists("(errors of items)", soap.exchange.partial_errors, rest.exchange.partial_errors);
}

Comparison compare_answers(const Answer& soap, const Answer& rest) {
  Comparison c;
  compare_errors(soap, rest, c);
  if (soap.content && rest.content) {
    compare(*soap.content, *rest.content, true, c);
  } else if (soap.undecodable != rest.undecodable) {
    const auto text = [](const Answer& a) { return a.content ? std::string("readable") : "not readable, " + a.undecodable; };
    c.add("(answer)", text(soap), text(rest));
  }
  return c;
}

/// The credentials with which a call goes on in a copy.
struct Access {
  std::string token, developer_token;
};

std::string some_developer_token(world::World& world) {
  std::string found;
  world.store().read([&](store::Reader& r) {
    for (const auto& t : identity::all_of_kind<internal::DeveloperToken>(r))
      if (found.empty() && !t.value.revoked.value_or(false) && t.value.universal.value_or(true)) found = t.value.token.str();
  });
  return found;
}

/// A fresh token of the person, for the copy alone. Nothing when the person has no login there.
std::optional<std::string> fresh_token(world::World& world, const std::string& user) {
  std::vector<identity::Login> logins;
  world.store().read([&](store::Reader& r) { logins = identity::logins_of(r, user); });
  if (logins.empty()) return std::nullopt;
  const auto& login = logins.front();
  const bool google = login.value.kind.value_or(internal::LoginKind::Personal) == internal::LoginKind::Google;
  return identity::issue_access_token(world, {.login_id = login.id,
                                              .client_id = "migrate-check",
                                              .scopes = {"https://ads.microsoft.com/msads.manage"},
                                              .generation = google ? identity::Generation::google : identity::Generation::v2,
                                              .mfa_passed = true});
}

/// As the message says, without the mark of its world. Where that is not good (any more) and it is known who called: fresh ones.
Access admit(world::World& world, const codec::SoapHeaders& h, const std::string& user, std::string& run_as) {
  Access access{h.authentication_token, h.developer_token};
  if (!world.mark().empty() && access.developer_token.starts_with(world.mark()))
    access.developer_token.erase(0, world.mark().size());
  if (user.empty()) return access;
  identity::Credentials c{access.token, access.developer_token, h.customer_id, h.customer_account_id, h.user_name,
                          h.password,   h.identity_provider};
  if (identity::authenticate(world, c)) return access;
  auto fresh = fresh_token(world, user);
  if (!fresh) return access;
  access.token = std::move(*fresh);
  run_as = user;
  c.authentication_token = access.token;
  if (!identity::authenticate(world, c)) access.developer_token = some_developer_token(world);
  return access;
}

gateway::Options trial_options(gateway::Options o) {
  o.manager = nullptr;  // a mark must not lead out of the copies
  o.trial = true;
  return o;
}

}  // namespace

Checker::Checker(const services::Registry& registry, gateway::Options options)
    : gateway_(registry, trial_options(std::move(options))) {}

Report Checker::check(const Subject& subject, const world::Moment& moment, bool before_call) const {
  Report report;
  report.operation = subject.operation;
  report.from = subject.message.wire;
  report.world = moment.name;
  report.before_call = before_call;
  auto call = decode(subject.message, *subject.operation);
  if (!call) {
    report.reason = call.error();
    return report;
  }
  for (const auto& w : call->not_known) report.not_known.push_back(w.path + ": " + w.value);
  report.forms = forms_of(*call->request);
  auto counterpart = encode(*call, report.from == Channel::soap ? Channel::rest : Channel::soap, subject.message);
  if (!counterpart) {
    report.reason = counterpart.error();
    return report;
  }
  report.counterpart = std::move(*counterpart);

  // A call that only reads leaves the copy as it was for the other one.
  report.writes = !reads_only(*subject.operation);
  const auto first = world::Manager::copy(moment, copies_number);
  const auto second = report.writes ? world::Manager::copy(moment, copies_number) : first;
  const auto answer = [&](world::Worlds& worlds, Message message) {
    const auto access = admit(worlds.first(), call->headers, subject.user, report.run_as);
    if (message.wire == Channel::rest && call->headers.authentication_token.empty() && !access.token.empty())
      message.headers.emplace_back("Authorization", "Bearer " + access.token);
    replace_credential(message, "AuthenticationToken", call->headers.authentication_token, access.token);
    replace_credential(message, "DeveloperToken", call->headers.developer_token, access.developer_token);
    return run(gateway_, worlds, message, subject);
  };
  const bool from_soap = report.from == Channel::soap;
  const auto soap = answer(*first, from_soap ? subject.message : report.counterpart);
  const auto rest = answer(*second, from_soap ? report.counterpart : subject.message);
  report.soap = side_of(soap);
  report.rest = side_of(rest);
  report.result = compare_answers(soap, rest);
  if (report.writes) report.state = compare_states(first->first(), second->first());
  report.verdict = report.result.count == 0 && report.state.count == 0 ? Verdict::same : Verdict::different;
  return report;
}

}  // namespace adsbox::migrate
