#include "services/entity/single.h"

#include <utility>

#include "schema/tables.h"
#include "services/entity/merge.h"

namespace adsbox::services {
namespace {

/// Bytes for people.
std::string hex(std::string_view bytes) {
  std::string s;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    s += "0123456789abcdef"[byte >> 4];
    s += "0123456789abcdef"[byte & 15];
  }
  return s;
}

}  // namespace

Refusals::Refusals(std::string_view rules, std::string_view member)
    : rules_(rules), path_{nullptr, member}, errors_(found_, -1) {}

ErrorValue& Refusals::refuse(Error error, std::string_view rule, std::string_view field, std::string value, std::string bound,
                             std::string expected) {
  return errors_.add(error, rules_ + "." + std::string(rule), Path{&path_, field}.text(), std::move(value), std::move(bound),
                     std::move(expected));
}

bool Refusals::broken(std::string_view field) const {
  return errors_.any() && errors_.broken(Path{&path_, field}.text());
}

void Refusals::check_time_stamp(const text& sent, const text& stored) {
  if (broken("TimeStamp") || sent.view() == stored.view()) return;
  refuse(Error::TimestampNotMatch, "TimeStamp.current", "TimeStamp", hex(sent.view()), hex(stored.view()),
         "the TimeStamp that the last Get returned: somebody has changed it since, or it is of something else");
}

std::unexpected<Failure> Refusals::overtaken(const text& sent) {
  check_time_stamp(sent, text(sent.str() + "?"));
  return failure();
}

std::unexpected<Failure> Refusals::failure() {
  return std::unexpected(Failure{FaultKind::operation, std::move(found_), 0});
}

Single::Single(const object& sent, const object* stored, Mode mode, std::string_view member)
    : Refusals(schema::text(schema::type_info(sent.contract_type).name), member), sent_(&sent) {
  const ValidateOptions options{.mode = mode};
  validate(sent, stored, options, path_, errors_);
  for (auto& e : found_) e.field_path.clear();
  if (!found_.empty()) cleaned_ = without_refused(sent, stored, options);
  const object& heard = cleaned_ ? *cleaned_ : sent;
  result_ = box<object>(clone_object(stored == nullptr ? &heard : stored));
  if (stored == nullptr)
    complete_new(*result_);
  else
    merge_update(*result_, heard);
}

}  // namespace adsbox::services
