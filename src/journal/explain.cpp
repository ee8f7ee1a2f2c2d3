#include "journal/explain.h"

#include <algorithm>

#include "codec/json_tree.h"
#include "journal/secrets.h"
#include "journal/show.h"
#include "journal/suggest.h"
#include "schema/contract_version.h"

namespace adsbox::journal {
namespace {

/// Readers notice what is wrong behind it: the place is where the wrong text begins.
std::size_t begin_of(std::string_view body, const Explanation& why) {
  constexpr std::size_t slack = 300;
  const auto offset = std::min(static_cast<std::size_t>(why.offset), body.size());
  if (why.value.empty()) return offset;
  if (body.substr(offset).starts_with(why.value)) return offset;
  const auto at = body.substr(0, offset).rfind(why.value);
  return at != std::string_view::npos && offset - at <= why.value.size() + slack ? at : offset;
}

std::optional<Place> place_of(const Entry& e, const Explanation& why) {
  // What lies in the part of a body that was not kept cannot be shown.
  if (why.offset < 0 || static_cast<std::size_t>(why.offset) > e.request_body().size()) return std::nullopt;
  const auto at = begin_of(e.request_body(), why);
  return Place{codec::position_of(e.request_body(), at), codec::excerpt_of(e.request_body(), at, mask)};
}

std::vector<std::string> suggestions(const Entry& e, std::string_view rule, std::string_view path, std::string_view wrong) {
  const auto* operation = e.exchange.operation;
  if (rule == "input.unknown_operation" || rule == "input.unexpected_root") {
    const auto* service = e.service();
    if (wrong.ends_with("Request")) wrong.remove_suffix(std::string_view("Request").size());
    if (service == nullptr) return {};
    return operations_near(*service, wrong, e.exchange.protocol == Channel::rest);
  }
  if (operation == nullptr) return {};
  if (rule == "input.unknown_element" || rule == "input.wrong_order") return members_near(*operation, path, wrong);
  if (rule == "input.unknown_type" || rule == "input.abstract_type") return types_near(*operation, path, wrong);
  if (rule == "input.unknown_enum_value" || rule == "input.bad_value") return values_near(*operation, path, wrong);
  return {};
}

Reason reason_of(const Entry& e, const ErrorValue& error, const Secrets& secrets) {
  const auto& row = error_info(error.error);
  Reason r;
  r.index = error.index;
  r.nested_index = error.nested_index;
  r.code = row.code;
  r.symbol = schema::text(row.symbol);
  r.message = schema::text(row.message);
  r.place = place_of(e, error.why);
  r.did_you_mean = suggestions(e, error.why.rule, error.why.field, error.why.value);
  r.details = secrets.in_value(error.details);
  r.why = {error.why.rule,
           secrets.in_sentence(error.why.field),
           secrets.in_value(error.why.value),
           secrets.in_sentence(error.why.bound),
           secrets.in_sentence(error.why.expected),
           error.why.offset};
  // The wire's details of malformed input only repeat what stands here already, in one line.
  if (r.details == r.why.expected || r.why.rule.starts_with("input.")) r.details.clear();
  return r;
}

/// A warning reads "ignored PATH: NAME"; the name may be an element, a member or a value.
IgnoredPart ignored_part(const Entry& e, std::string_view warning, const Secrets& secrets) {
  if (constexpr std::string_view verb = "ignored "; warning.starts_with(verb)) warning.remove_prefix(verb.size());
  IgnoredPart part{secrets.in_text(warning), {}};
  const auto colon = warning.rfind(": ");
  if (e.exchange.operation == nullptr || colon == std::string_view::npos) return part;
  const auto path = warning.substr(0, colon), name = warning.substr(colon + 2);
  part.did_you_mean = values_near(*e.exchange.operation, path, name);
  if (part.did_you_mean.empty()) part.did_you_mean = members_near(*e.exchange.operation, path, name);
  return part;
}

/// What an endpoint that is no operation says in its answer: {"error": ..., "error_description": ...}.
std::string words_of_answer(const Entry& e, const Secrets& secrets) {
  const auto json = codec::parse_json(e.response_body());
  if (!json || !json->is_object()) return {};
  std::string words;
  for (const auto* name : {"error", "error_description", "message"})
    if (const auto& text = (*json)[name].text(); !text.empty()) words += (words.empty() ? "" : ": ") + text;
  return secrets.in_sentence(words);
}

std::string sentence(const Entry& e, const Explained& x, const Secrets& secrets) {
  const bool injected = !e.exchange.fired.empty() &&
                        std::ranges::any_of(x.reasons, [](const Reason& r) { return r.why.rule.starts_with("fault."); });
  if (injected) return "An injected fault refused the call; no rule of adsbox did.";
  if (e.exchange.failure) {
    if (x.reasons.empty()) return "The call was refused.";
    return "The call was refused by the rule " + x.reasons.front().why.rule + ".";
  }
  if (e.status >= 400) {
    const auto words = words_of_answer(e, secrets);
    return "Answered with HTTP " + std::to_string(e.status) + (words.empty() ? "." : ": " + words);
  }
  if (!e.exchange.partial_errors.empty())
    return "The call was done, but rules refused " + std::to_string(e.exchange.partial_errors.size()) +
           (e.exchange.partial_errors.size() == 1 ? " item." : " times.");
  if (!e.exchange.fired.empty()) return "The call was done; a fault rule fired on it.";
  return x.warnings.empty() ? "The call was done; no rule refused anything." : "The call was done; parts of it were ignored.";
}

std::string quoted_list(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) out.append(i == 0 ? "" : i + 1 == names.size() ? " or " : ", ").append(names[i]);
  return out;
}

void line(std::string& out, std::string_view label, std::string_view value) {
  constexpr std::size_t width = 10;
  if (value.empty()) return;
  out.append("   ").append(label).append(label.size() < width ? width - label.size() : 1, ' ').append(value).append("\n");
}

std::string position_text(const Reason& r) {
  std::string out;
  if (r.index >= 0) out = "item " + std::to_string(r.index);
  if (r.nested_index >= 0) out += ", part " + std::to_string(r.nested_index);
  return out.empty() ? out : out + ": ";
}

}  // namespace

Explained explain(EntryPtr entry) {
  const auto& e = *entry;
  const Secrets secrets(e);
  Explained x;
  if (e.exchange.failure)
    for (const auto& error : e.exchange.failure->errors) x.reasons.push_back(reason_of(e, error, secrets));
  for (const auto& error : e.exchange.partial_errors) x.reasons.push_back(reason_of(e, error, secrets));
  for (const auto& w : e.exchange.warnings) x.warnings.push_back(ignored_part(e, w, secrets));
  for (const auto& n : e.exchange.credential_notes) x.credential_notes.push_back(secrets.in_sentence(n));
  x.fired = e.exchange.fired;
  x.summary = sentence(e, x, secrets);
  x.entry = std::move(entry);
  return x;
}

std::string json_of(const Explained& x) {
  using codec::JsonObject;
  auto o = summary_of(*x.entry);
  o.add("summary", x.summary);
  std::vector<std::string> reasons, warnings;
  for (const auto& r : x.reasons) {
    JsonObject j;
    if (r.index >= 0) j.add("index", r.index);
    if (r.nested_index >= 0) j.add("nested_index", r.nested_index);
    j.add("code", r.code).add("symbol", r.symbol).add("message", r.message).add("rule", r.why.rule);
    const auto add = [&](std::string_view name, const std::string& value) {
      if (!value.empty()) j.add(name, value);
    };
    add("field", r.why.field);
    add("value", r.why.value);
    add("bound", r.why.bound);
    add("expected", r.why.expected);
    add("details", r.details);
    if (r.place)
      j.add("line", r.place->position.line)
          .add("column", r.place->position.column)
          .add("byte", r.why.offset)
          .add("excerpt", r.place->excerpt.line)
          .add("caret", r.place->excerpt.caret);
    if (!r.did_you_mean.empty()) j.strings("did_you_mean", r.did_you_mean);
    reasons.push_back(j.str());
  }
  for (const auto& w : x.warnings) {
    JsonObject j;
    j.add("ignored", w.what);
    if (!w.did_you_mean.empty()) j.strings("did_you_mean", w.did_you_mean);
    warnings.push_back(j.str());
  }
  o.raw("reasons", codec::json_array(reasons)).raw("warnings", codec::json_array(warnings));
  o.strings("credentials", x.credential_notes);
  return o.str();
}

std::string text_of(const Explained& x) {
  const auto& e = *x.entry;
  const Secrets secrets(e);
  std::string out;
  if (const auto* service = e.service()) out.append(schema::text(service->name)).append(" ");
  const auto what = e.exchange.what();
  out += what.empty() ? std::string(e.method()) + " " + secrets.in_text(e.target()) : std::string(what);
  if (e.exchange.protocol != Channel::http) out += e.exchange.protocol == Channel::soap ? " over SOAP" : " over REST";
  if (!e.exchange.world.empty()) out.append(" in the world ").append(e.exchange.world);
  if (!e.exchange.user_name.empty()) out.append(" by ").append(secrets.in_sentence(e.exchange.user_name));
  out.append("\n").append(time_of(e.exchange.ticks)).append(", HTTP ").append(std::to_string(e.status));
  out.append(", TrackingId ").append(e.exchange.tracking_id).append("\n\n").append(x.summary).append("\n");
  for (std::size_t i = 0; i < x.reasons.size(); ++i) {
    const auto& r = x.reasons[i];
    out.append("\n").append(std::to_string(i + 1)).append(". ").append(position_text(r)).append(std::to_string(r.code));
    if (!r.symbol.empty()) out.append(" ").append(r.symbol);
    out.append("\n");
    line(out, "meaning", r.message);
    line(out, "rule", r.why.rule);
    line(out, "where", r.why.field);
    line(out, "sent", r.why.value);
    line(out, "bound", r.why.bound);
    line(out, "accepted", r.why.expected);
    line(out, "details", r.details);
    if (r.place) {
      line(out, "at", "line " + std::to_string(r.place->position.line) + ", column " + std::to_string(r.place->position.column));
      out.append("\n     ").append(r.place->excerpt.line).append("\n     ").append(r.place->excerpt.caret).append("\n");
    }
    if (!r.did_you_mean.empty()) out.append("   Did you mean ").append(quoted_list(r.did_you_mean)).append("?\n");
  }
  if (e.exchange.contract != 0)
    out += "\nAnswered for contract " + schema::contract_text(e.exchange.contract) + ", without what came after it.\n";
  if (!x.warnings.empty()) out += "\nIgnored:\n";
  for (const auto& w : x.warnings) {
    out.append(" - ").append(w.what);
    if (!w.did_you_mean.empty()) out.append("; did you mean ").append(quoted_list(w.did_you_mean)).append("?");
    out.append("\n");
  }
  if (!x.credential_notes.empty()) out += "\nCredentials:\n";
  for (const auto& n : x.credential_notes) out.append(" - ").append(n).append("\n");
  if (!x.fired.empty()) out.append("\nFault rules that fired: ").append(quoted_list(x.fired)).append("\n");
  return out;
}

std::string unknown_id(const Journal& journal, std::string_view tracking_id) {
  const auto e = journal.extent();
  std::string out = "The journal knows no request with the TrackingId " + std::string(tracking_id) + ". ";
  if (e.limit == 0) return out + "It is off: the server was started with --journal 0.";
  if (e.entries == 0) return out + "It is empty.";
  return out + "It reaches back to " + time_of(e.since) + " (" + std::to_string(e.entries) + " requests, " +
         std::to_string(e.bytes) + " of " + std::to_string(e.limit) + " bytes); older ones have gone.";
}

}  // namespace adsbox::journal
