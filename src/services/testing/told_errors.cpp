#include "services/testing/told_errors.h"

#include <algorithm>

#include "services/partial_errors.h"

namespace adsbox::services {
namespace {

using schema::FieldInfo;
using schema::Kind;

template <class T>
const T* member(const object& o, std::string_view name, Kind kind) {
  const auto* f = schema::find_field(schema::type_info(o.contract_type), name);
  return f == nullptr || f->kind != kind ? nullptr : reinterpret_cast<const T*>(reinterpret_cast<const char*>(&o) + f->offset);
}

int number(const object& o, std::string_view name, int otherwise) {
  const auto* n = member<opt<std::int32_t>>(o, name, Kind::int32);
  return n == nullptr ? otherwise : n->value_or(otherwise);
}

/// A text that is nil, or that the type has no member for, is empty.
std::string words(const object& o, std::string_view name) {
  const auto* t = member<text>(o, name, Kind::string);
  return t == nullptr ? std::string() : t->str();
}

std::string line(int index, int nested, int code, std::string_view symbol, std::string_view path, std::string_view details) {
  std::string s = "item " + std::to_string(index);
  if (nested >= 0) s += "." + std::to_string(nested);
  return s.append(": ")
             .append(std::to_string(code))
             .append(" ")
             .append(symbol)
             .append(" at '")
             .append(path)
             .append("' (")
             .append(details) +
         ")";
}

std::string line_of(const object& error, int index, int nested) {
  auto details = words(error, "Details");
  if (const auto* reason = member<opt<std::int32_t>>(error, "ReasonCode", Kind::int32))
    details += " reason " + std::to_string(reason->value_or(-1)) + " " + words(error, "Location") + " " +
               words(error, "DisapprovedText") + " " + words(error, "PublisherCountry");
  return line(index, nested, number(error, "Code", 0), words(error, "ErrorCode"), words(error, "FieldPath"), details);
}

std::string line_of(const ErrorValue& e, bool symbols, bool paths) {
  const auto& row = error_info(e.error);
  auto details = e.details;
  if (e.editorial)
    details += " reason " + std::to_string(e.editorial->reason_code) + " " + e.editorial->location + " " +
               e.editorial->disapproved_text + " " + e.editorial->publisher_country;
  return line(e.index, e.nested_index, row.code, symbols ? schema::text(row.symbol) : std::string_view(),
              paths ? element_of_item(e.field_path) : std::string_view(), details);
}

/// What the errors of one answer have: the Customer services tell numbers only, and no paths.
struct Form {
  bool symbols = false, paths = false;
};

void learn(Form& form, TypeId error) {
  const auto& type = schema::type_info(error);
  form.symbols |= schema::find_field(type, "ErrorCode") != nullptr;
  form.paths |= schema::find_field(type, "FieldPath") != nullptr;
}

bool is_error(TypeId type) {
  return schema::find_field(schema::type_info(type), "Code") != nullptr &&
         schema::find_field(schema::type_info(type), "Message") != nullptr;
}

/// The errors in a list: of errors, of errors with a list of nested ones, or of such lists, one an item.
void collect(const schema::ListInfo& info, const list_base& from, int index, std::vector<std::string>& into, Form& form) {
  for (std::uint32_t i = 0; i < from.size_; ++i) {
    const void* at = static_cast<const char*>(from.data_) + std::size_t{i} * info.element_size;
    if (info.item.kind == Kind::list) {
      const auto& inner = schema::contract.lists[info.item.type];
      collect(inner, *static_cast<const list_base*>(at), static_cast<int>(i), into, form);
      continue;
    }
    const auto& error = *static_cast<const box<object>*>(at);
    if (!error) continue;
    learn(form, error->contract_type);
    const int item = number(*error, "Index", index);
    if (number(*error, "Code", 0) != 0) into.push_back(line_of(*error, item, -1));
    if (const auto* nested = member<list<box<object>>>(*error, "BatchErrors", Kind::list))
      for (const auto& e : *nested) into.push_back(line_of(*e, item, number(*e, "Index", -1)));
  }
}

bool lists_errors(const FieldInfo& f) {
  if (f.kind != Kind::list || !schema::text(f.name).ends_with("Errors")) return false;
  const auto* item = &schema::contract.lists[f.type].item;
  while (item->kind == Kind::list) item = &schema::contract.lists[item->type].item;
  return item->kind == Kind::object && is_error(item->type);
}

std::string difference(std::vector<std::string> raised, std::vector<std::string> told) {
  std::ranges::sort(raised);
  std::ranges::sort(told);
  if (raised == told) return {};
  std::string s = "raised:";
  for (const auto& e : raised) s += "\n  " + e;
  s += "\ntold:";
  for (const auto& e : told) s += "\n  " + e;
  return s;
}

}  // namespace

std::string untold(const std::vector<ErrorValue>& raised, const object& told) {
  std::vector<std::string> lines, expected;
  Form form;
  for (const auto& f : schema::fields_of(schema::type_info(told.contract_type))) {
    if (!lists_errors(f)) continue;
    collect(schema::contract.lists[f.type], *reinterpret_cast<const list_base*>(reinterpret_cast<const char*>(&told) + f.offset),
            -1, lines, form);
  }
  for (const auto& e : raised) expected.push_back(line_of(e, form.symbols, form.paths));
  return difference(std::move(expected), std::move(lines));
}

std::string untold(const Failure& raised, const ApiError& told, const schema::OperationInfo& operation) {
  if (told.kind != ApiError::Kind::fault) return "no fault: " + told.describe() + "\n" + told.raw_response.substr(0, 2000);
  std::vector<std::string> lines, expected;
  for (const auto* items : {&told.errors, &told.batch_errors})
    for (const auto& e : *items) lines.push_back(line(e.index, -1, e.code, e.symbol, e.field_path, e.details));
  // Only errors of items have a place, and only some services symbols; AdApiErrors have both.
  const bool items = raised.kind == FaultKind::batch;
  const auto& service = schema::contract.services[operation.service];
  const auto* error = schema::find_type(service, items ? "BatchError" : "OperationError");
  const bool symbols =
      raised.kind == FaultKind::ad_api || (error != nullptr && schema::find_field(*error, "ErrorCode") != nullptr);
  for (auto e : raised.errors) {
    e.nested_index = -1;
    if (!items) e.index = -1;
    expected.push_back(line_of(e, symbols, items && error != nullptr && schema::find_field(*error, "FieldPath") != nullptr));
  }
  return difference(std::move(expected), std::move(lines));
}

}  // namespace adsbox::services
