#include "migrate/forms.h"

#include <algorithm>

#include "codec/codec.h"
#include "codec/json_object.h"
#include "codec/scalars.h"

namespace adsbox::migrate {
namespace {

using schema::FieldInfo;
using schema::Kind;
using schema::TypeInfo;

std::string scalar(const FieldInfo& f, const void* at) {
  char buffer[codec::longest_scalar];
  return {buffer, codec::write_scalar(f.kind, at, buffer)};
}

std::string element(std::string_view name, std::string_view content) {
  return "<" + std::string(name) + ">" + std::string(content) + "</" + std::string(name) + ">";
}

/// JSON's name: the key and value of pairs have capitals there.
std::string json_name(const FieldInfo& f) {
  std::string name(schema::text(f.name));
  if (!name.empty() && name[0] >= 'a' && name[0] <= 'z' && !f.has(FieldInfo::rest_only))
    name[0] = static_cast<char>(name[0] - 32);
  return name;
}

class Collector {
 public:
  std::vector<Form> forms;

  void members(const object& o, const std::string& path) {
    for (const auto& f : schema::fields_of(schema::type_info(o.contract_type))) {
      const void* at = reinterpret_cast<const char*>(&o) + f.offset;
      const auto name = std::string(schema::text(f.name));
      member(f, at, path.empty() ? name : path + "." + name);
    }
  }

 private:
  void add(const std::string& path, std::string_view what, std::string soap, std::string rest) {
    if (std::ranges::any_of(forms, [&](const Form& f) { return f.member == path && f.what == what; })) return;
    forms.push_back({path, std::string(what), std::move(soap), std::move(rest)});
  }

  void member(const FieldInfo& f, const void* at, const std::string& path) {
    const auto state = codec::state_of(f, at);
    if (state == presence::absent) return;
    const auto name = schema::text(f.name);
    const auto quoted = "\"" + json_name(f) + "\": ";
    if (f.has(FieldInfo::rest_only)) return add(path, "a member of REST alone", {}, quoted + "...");
    if (json_name(f) != name) add(path, "a name with a capital in JSON", std::string(name), json_name(f));
    if (state == presence::nil) return add(path, "nil", "<" + std::string(name) + " i:nil=\"true\"/>", quoted + "null");
    value(f, at, path, name, quoted);
  }

  void value(const FieldInfo& f, const void* at, const std::string& path, std::string_view name, const std::string& quoted) {
    switch (f.kind) {
      case Kind::int64:
        return add(path, "a long: a text in JSON", element(name, scalar(f, at)), quoted + "\"" + scalar(f, at) + "\"");
      case Kind::flags: {
        std::string soap, rest;
        const auto all = **static_cast<const opt<std::uint64_t>*>(at);
        codec::append_flags(soap, schema::contract.enums[f.type], all, " ");
        codec::append_flags(rest, schema::contract.enums[f.type], all, ", ");
        if (soap != rest) add(path, "flags: commas in JSON", element(name, soap), quoted + "\"" + rest + "\"");
        return;
      }
      case Kind::enumeration: {
        const auto* v = codec::enum_value(schema::contract.enums[f.type],
                                          static_cast<std::uint64_t>(**static_cast<const opt<std::int32_t>*>(at)));
        if (v != nullptr && v->rest_only)
          add(path, "a value of REST alone", {}, quoted + "\"" + std::string(schema::text(v->name)) + "\"");
        return;
      }
      case Kind::object: {
        const auto& o = **static_cast<const box<object>*>(at);
        type(f, o, path, name);
        return members(o, path);
      }
      case Kind::list:
        return list(f, *static_cast<const list_base*>(at), path, name, quoted);
      default:
        return;
    }
  }

  void type(const FieldInfo& f, const object& o, const std::string& path, std::string_view name) {
    const auto& info = schema::type_info(o.contract_type);
    const auto json = std::string(schema::text(info.json_type));
    if (info.has(TypeInfo::rest_only)) return add(path, "a type of REST alone", {}, "\"Type\": \"" + json + "\"");
    if (!info.has(TypeInfo::polymorphic)) return;
    const auto xml = o.contract_type == f.type
                         ? "<" + std::string(name) + ">"
                         : "<" + std::string(name) + " i:type=\"" + std::string(schema::text(info.name)) + "\">";
    add(path, "one of several types", xml, "\"Type\": \"" + json + "\"");
  }

  void list(const FieldInfo& f, const list_base& l, const std::string& path, std::string_view name, const std::string& quoted) {
    const auto& info = schema::contract.lists[f.type];
    const auto item = std::string(schema::text(info.item.name));
    if (codec::is_dictionary(info))
      add(path, "pairs: an object in JSON", element(name, element(item, "<key>...</key><value>...</value>")),
          quoted + "{\"key\": value}");
    else
      add(path, "a list: an array in JSON", element(name, l.size_ == 0 ? "" : "<" + item + ">...</" + item + ">"),
          quoted + (l.size_ == 0 ? "[]" : "[...]"));
    for (std::uint32_t i = 0; i < l.size_; ++i) {
      const void* at = static_cast<const char*>(l.data_) + std::size_t{i} * info.element_size;
      const auto state = codec::state_of(info.item, at);
      if (state != presence::value)
        add(path + "[]", "nil", "<" + item + " i:nil=\"true\"/>", "null");
      else if (info.item.kind == Kind::int64)
        add(path + "[]", "a long: a text in JSON", element(item, scalar(info.item, at)), "\"" + scalar(info.item, at) + "\"");
      else
        value(info.item, at, path + "[]", item, {});
    }
  }
};

}  // namespace

std::vector<Form> forms_of(const object& message) {
  Collector collector;
  collector.members(message, {});
  return std::move(collector.forms);
}

}  // namespace adsbox::migrate
