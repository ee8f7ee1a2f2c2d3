#include "gateway/describe/openapi.h"

#include <algorithm>
#include <map>
#include <vector>

namespace adsbox::gateway {
namespace {

using schema::contract;
using schema::EnumInfo;
using schema::FieldInfo;
using schema::Kind;
using schema::Name;
using schema::OperationInfo;
using schema::ServiceInfo;
using schema::type_info;
using schema::TypeInfo;

std::string_view name_of(Name n) {
  return contract.text(n);
}

std::string in_quotes(std::string_view s) {
  std::string out = "\"";
  for (const char c : s) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) >= 0x20) out += c;
  }
  return out + '"';
}

/// Writes objects and arrays with the commas in place. A line an opened object: for readers, and for validators that take a text
/// of one line for a file name.
class Json {
 public:
  void open(std::string_view key = {}) {
    begin(key, '{');
    out_ += '\n';
  }
  void open_array(std::string_view key) { begin(key, '['); }
  void close() { end('}'); }
  void close_array() { end(']'); }
  void text(std::string_view key, std::string_view value) { raw(key, in_quotes(value)); }
  /// `value` is JSON already. Without a key: an array's item.
  void raw(std::string_view key, std::string_view value) {
    comma();
    if (!key.empty()) out_ += in_quotes(key) + ":";
    out_ += value;
    first_ = false;
  }
  std::string take() { return std::move(out_); }

 private:
  void comma() {
    if (!first_) out_ += ',';
  }
  void begin(std::string_view key, char bracket) {
    comma();
    if (!key.empty()) out_ += in_quotes(key) + ":";
    out_ += bracket;
    first_ = true;
  }
  void end(char bracket) {
    out_ += bracket;
    first_ = false;
  }

  std::string out_;
  bool first_ = true;
};

std::string schema_ref(std::string_view name) {
  return "{\"$ref\":\"#/components/schemas/" + std::string(name) + "\"}";
}

class Writer {
 public:
  Writer(const ServiceInfo& service, std::string_view base_url) : service_(service), base_url_(base_url) {
    for (const auto& o : contract.operations.subspan(service.first_operation, service.operation_count))
      if (o.rest_method.size != 0) operations_.push_back(&o);
    reached_.resize(contract.types.size());
    reached_enums_.resize(contract.enums.size());
    for (const auto* o : operations_) {
      reach(o->request);
      reach(o->response);
      for (const auto& f : contract.faults.subspan(o->first_fault, o->fault_count)) reach(f.type);
    }
    for (const auto& t : types())
      if (name_of(t.name) == "ApplicationFault") reach(schema::id_of(t));
  }

  std::string document() {
    json_.open();
    json_.text("openapi", "3.1.0");
    json_.open("info");
    json_.text("title", std::string(name_of(service_.name)) + " (REST)");
    json_.text("version", name_of(contract.version));
    json_.text("description",
               "Requests carry the members of the operation's request as a JSON object. Longs are strings; flags are one string, "
               "comma-separated.");
    json_.close();
    json_.open_array("servers");
    json_.open();
    json_.text("url", base_url_);
    json_.close();
    json_.close_array();
    json_.raw("security", "[{\"Bearer\":[],\"DeveloperToken\":[]}]");
    paths();
    json_.open("components");
    fixed_components();
    json_.open("schemas");
    for (const auto& t : types())
      if (reached_[schema::id_of(t)]) type(t);
    for (std::size_t i = 0; i < contract.enums.size(); ++i)
      if (reached_enums_[i]) enumeration(contract.enums[i]);
    json_.close();
    json_.close();
    json_.close();
    return json_.take();
  }

 private:
  [[nodiscard]] std::span<const TypeInfo> types() const {
    return contract.types.subspan(service_.first_type, service_.type_count);
  }

  /// Marks what a type leads to: its members, and the whole family.
  void reach(TypeId id) {
    if (reached_[id]) return;
    reached_[id] = true;
    for (const auto& f : schema::fields_of(type_info(id))) reach(f);
    if (type_info(id).has(TypeInfo::polymorphic))
      for (const auto& t : types())
        if (t.base == id && schema::id_of(t) != id) reach(schema::id_of(t));
  }
  void reach(const FieldInfo& f) {
    if (f.kind == Kind::object)
      reach(f.type);
    else if (f.kind == Kind::list && !is_dictionary(f))
      reach(contract.lists[f.type].item);
    else if (f.kind == Kind::enumeration || f.kind == Kind::flags)
      reached_enums_[f.type] = true;
  }

  // --- paths

  void paths() {
    std::map<std::string_view, std::vector<const OperationInfo*>> by_path;
    for (const auto* o : operations_) by_path[name_of(o->rest_path)].push_back(o);
    json_.open("paths");
    for (const auto& [path, operations] : by_path) {
      json_.open(path);
      for (const auto* o : operations) operation(*o);
      json_.close();
    }
    json_.close();
  }

  void operation(const OperationInfo& o) {
    std::string method(name_of(o.rest_method));
    for (auto& c : method) c = static_cast<char>(c | 0x20);
    json_.open(method);
    json_.text("operationId", name_of(o.name));
    json_.text("summary", spoken(name_of(o.name)));
    auto tag = name_of(o.rest_path).substr(std::min(name_of(o.rest_path).size(), std::size_t{service_.rest_base.size} + 1));
    tag = tag.substr(0, tag.find('/'));
    json_.raw("tags", "[" + in_quotes(tag) + "]");
    json_.open_array("parameters");
    if (has_account_header()) json_.raw({}, R"({"$ref":"#/components/parameters/CustomerAccountId"})");
    json_.raw({}, R"({"$ref":"#/components/parameters/CustomerId"})");
    json_.raw({}, R"({"$ref":"#/components/parameters/IdentityProvider"})");
    json_.close_array();
    json_.raw("requestBody", "{\"required\":true,\"content\":{\"application/json\":{\"schema\":" +
                                 schema_ref(name_of(type_info(o.request).name)) + "}}}");
    json_.open("responses");
    json_.raw(
        "200",
        R"({"description":"Done. Items that failed are in PartialErrors or a like member.","headers":{"TrackingId":{"$ref":"#/components/headers/TrackingId"}},)"
        R"("content":{"application/json":{"schema":)" +
            schema_ref(name_of(type_info(o.response).name)) + "}}}");
    for (const auto* status : {"400", "401", "403", "429", "500"})
      json_.raw(status, R"({"$ref":"#/components/responses/Fault)" + std::string(status) + "\"}");
    json_.close();
    json_.close();
  }

  /// The Customer services know none.
  [[nodiscard]] bool has_account_header() const {
    return std::ranges::any_of(contract.headers.subspan(service_.first_header, service_.header_count),
                               [](const auto& h) { return name_of(h.name) == "CustomerAccountId"; });
  }

  /// `GetCampaignsByAccountId` as `Get campaigns by account id`.
  static std::string spoken(std::string_view name) {
    const auto upper = [&](std::size_t i) { return i < name.size() && name[i] >= 'A' && name[i] <= 'Z'; };
    std::string out;
    for (std::size_t i = 0; i < name.size(); ++i) {
      const bool word = i != 0 && upper(i) && (!upper(i - 1) || (i + 1 < name.size() && !upper(i + 1)));
      const bool acronym = upper(i) && (upper(i + 1) || (i != 0 && upper(i - 1) && !word));
      if (word) out += ' ';
      out += word && !acronym ? static_cast<char>(name[i] | 0x20) : name[i];
    }
    return out;
  }

  void fixed_components() {
    json_.raw("securitySchemes", R"({"Bearer":{"type":"http","scheme":"bearer","description":"An OAuth access token."},)"
                                 R"("DeveloperToken":{"type":"apiKey","in":"header","name":"DeveloperToken"}})");
    const std::string_view account =
        R"("CustomerAccountId":{"name":"CustomerAccountId","in":"header","schema":{"type":"string"},"description":"The account the call is about."},)";
    json_.raw(
        "parameters",
        "{" + std::string(has_account_header() ? account : "") +
            R"("CustomerId":{"name":"CustomerId","in":"header","schema":{"type":"string"},"description":"The customer the caller acts for."},)"
            R"("IdentityProvider":{"name":"IdentityProvider","in":"header","schema":{"type":"string","enum":["Google"]},)"
            R"("description":"With tokens that Google issued."}})");
    json_.raw("headers", R"({"TrackingId":{"schema":{"type":"string","format":"uuid"},"description":"Names the call."}})");
    json_.open("responses");
    const auto fault = [&](std::string_view status, std::string_view description) {
      json_.raw(
          "Fault" + std::string(status),
          "{\"description\":" + in_quotes(description) +
              R"(,"headers":{"TrackingId":{"$ref":"#/components/headers/TrackingId"}},"content":{"application/json":{"schema":)" +
              schema_ref("ApplicationFault") + "}}}");
    };
    fault("400", "The request was refused.");
    fault("401", "The credentials are missing, wrong or expired.");
    fault("403", "The caller has no right to do this.");
    fault("429", "Too many calls; try again later.");
    fault("500", "The service failed.");
    json_.close();
  }

  // --- schemas

  static std::string with_null(std::string schema, bool nullable) {
    return nullable ? "{\"anyOf\":[" + std::move(schema) + ",{\"type\":\"null\"}]}" : schema;
  }
  /// A simple type with its further keywords (`,"key":value`).
  static std::string simple(std::string_view type, std::string_view more, bool nullable) {
    return (nullable ? "{\"type\":[\"" + std::string(type) + "\",\"null\"]" : "{\"type\":\"" + std::string(type) + "\"") +
           std::string(more) + "}";
  }

  static std::string schema_of(const FieldInfo& f) {
    const bool nullable = f.has(FieldInfo::nillable);
    switch (f.kind) {
      case Kind::boolean:
        return simple("boolean", "", nullable);
      case Kind::byte:
        return simple("integer", R"(,"minimum":0,"maximum":255)", nullable);
      case Kind::int16:
        return simple("integer", R"(,"minimum":-32768,"maximum":32767)", nullable);
      case Kind::int32:
        return simple("integer", R"(,"format":"int32")", nullable);
      case Kind::int64:
        return simple("string", R"(,"format":"int64","pattern":"^-?[0-9]+$")", nullable);
      case Kind::float64:
      case Kind::decimal:
        return simple("number", R"(,"format":"double")", nullable);
      case Kind::date_time:
        return simple("string", R"(,"format":"date-time")", nullable);
      case Kind::string:
        return simple("string", "", nullable);
      case Kind::base64:
        return simple("string", R"(,"contentEncoding":"base64")", nullable);
      case Kind::enumeration:
      case Kind::flags:
        return with_null(schema_ref(name_of(contract.enums[f.type].name)), nullable);
      case Kind::object:
        return with_null(schema_ref(name_of(type_info(f.type).name)), nullable);
      case Kind::list:
        if (is_dictionary(f)) return simple("object", R"(,"additionalProperties":{"type":["string","null"]})", nullable);
        return simple("array", ",\"items\":" + schema_of(contract.lists[f.type].item), nullable);
    }
    return "{}";
  }

  /// Lists of anonymous pairs are dictionaries: in JSON an object with the keys as members.
  static bool is_dictionary(const FieldInfo& f) {
    const auto& item = contract.lists[f.type].item;
    return item.kind == Kind::object && type_info(item.type).has(TypeInfo::inline_type);
  }

  static bool is_head(const TypeInfo& t) {
    const auto id = schema::id_of(t);
    return t.has(TypeInfo::polymorphic) &&
           (t.has(TypeInfo::abstract) ||
            std::ranges::any_of(contract.types, [&](const TypeInfo& d) { return d.base == id && schema::id_of(d) != id; }));
  }

  /// Name of the schema of exactly this type.
  static std::string own_name(const TypeInfo& t) { return std::string(name_of(t.name)) + (is_head(t) ? ".Only" : ""); }

  void type(const TypeInfo& t) {
    if (is_head(t)) family(t);
    if (t.has(TypeInfo::abstract)) return;
    const bool polymorphic = t.has(TypeInfo::polymorphic);
    json_.open(own_name(t));
    json_.text("type", "object");
    json_.open("properties");
    if (polymorphic) json_.raw("Type", "{\"type\":\"string\",\"const\":" + in_quotes(name_of(t.json_type)) + "}");
    for (const auto& f : schema::fields_of(t)) {
      std::string name(name_of(f.name));
      if (polymorphic && name == "Type") continue;  // the discriminator says it
      // Pairs have lower-case members in XML only.
      if (!f.has(FieldInfo::rest_only) && (name == "key" || name == "value")) name[0] = static_cast<char>(name[0] - 32);
      json_.raw(name, schema_of(f));
    }
    json_.close();
    if (polymorphic) json_.raw("required", "[\"Type\"]");
    json_.close();
  }

  void family(const TypeInfo& head) {
    std::string members, mapping;
    for (const auto& t : types()) {
      if (t.has(TypeInfo::abstract) || !is_a(schema::id_of(t), schema::id_of(head))) continue;
      members += (members.empty() ? "" : ",") + schema_ref(own_name(t));
      mapping +=
          (mapping.empty() ? "" : ",") + in_quotes(name_of(t.json_type)) + ":" + in_quotes("#/components/schemas/" + own_name(t));
    }
    json_.open(name_of(head.name));
    json_.raw("oneOf", "[" + members + "]");
    json_.raw("discriminator", "{\"propertyName\":\"Type\",\"mapping\":{" + mapping + "}}");
    json_.close();
  }

  static bool is_a(TypeId id, TypeId base) {
    for (;;) {
      if (id == base) return true;
      if (type_info(id).base == id) return false;
      id = type_info(id).base;
    }
  }

  void enumeration(const EnumInfo& e) {
    std::string names, alternatives;
    for (const auto& v : schema::values_of(e)) {
      names += (names.empty() ? "" : ",") + in_quotes(name_of(v.name));
      alternatives += (alternatives.empty() ? "" : "|") + std::string(name_of(v.name));
    }
    json_.open(name_of(e.name));
    json_.text("type", "string");
    if (e.flags) {
      json_.text("description", "None, or one or more of these, comma-separated.");
      json_.text("pattern", "^(None|(" + alternatives + ")(, ?(" + alternatives + "))*)$");
      json_.raw("x-flags", "[" + names + "]");
    } else {
      json_.raw("enum", "[" + names + "]");
    }
    json_.close();
  }

  const ServiceInfo& service_;
  std::string_view base_url_;
  std::vector<const OperationInfo*> operations_;
  std::vector<bool> reached_, reached_enums_;
  Json json_;
};

}  // namespace

std::string openapi_document(const ServiceInfo& service, std::string_view base_url) {
  return Writer(service, base_url).document();
}

}  // namespace adsbox::gateway
