#include "migrate/difference.h"

#include <algorithm>
#include <set>

#include "codec/codec.h"
#include "codec/json_object.h"
#include "codec/scalars.h"
#include "store/store.h"

namespace adsbox::migrate {
namespace {

using schema::FieldInfo;
using schema::Kind;

constexpr std::string_view none = "(none)";
constexpr store::Kind deleted = 0x8000;

std::string shown(const FieldInfo& f, const void* at) {
  if (codec::state_of(f, at) != presence::value) return std::string(none);
  std::string out;
  switch (f.kind) {
    case Kind::string:
      codec::append_json_string(out, static_cast<const text*>(at)->view());
      return out;
    case Kind::base64:
      codec::base64_append(out, static_cast<const text*>(at)->view());
      return out;
    case Kind::object:
      codec::write_json(out, **static_cast<const box<object>*>(at), {});
      return out;
    case Kind::list:
      return "a list of " + std::to_string(static_cast<const list_base*>(at)->size_);
    case Kind::enumeration: {
      const auto number = static_cast<std::uint64_t>(**static_cast<const opt<std::int32_t>*>(at));
      const auto* value = codec::enum_value(schema::contract.enums[f.type], number);
      return value == nullptr ? std::to_string(number) : std::string(schema::text(value->name));
    }
    case Kind::flags:
      codec::append_flags(out, schema::contract.enums[f.type], **static_cast<const opt<std::uint64_t>*>(at), ", ");
      return out.empty() ? "None" : out;
    default: {
      char buffer[codec::longest_scalar];
      return {buffer, codec::write_scalar(f.kind, at, buffer)};
    }
  }
}

class Comparer {
 public:
  Comparer(bool over_soap, Comparison& into) : over_soap_(over_soap), into_(into) {}

  void objects(const object& a, const object& b, const std::string& path) {
    const auto& type = schema::type_info(a.contract_type);
    if (a.contract_type != b.contract_type)
      return into_.add(path.empty() ? "(type)" : path + ".(type)", std::string(schema::text(type.name)),
                       std::string(schema::text(schema::type_info(b.contract_type).name)));
    for (const auto& f : schema::fields_of(type))
      member(f, reinterpret_cast<const char*>(&a) + f.offset, reinterpret_cast<const char*>(&b) + f.offset,
             path.empty() ? std::string(schema::text(f.name)) : path + "." + std::string(schema::text(f.name)));
  }

 private:
  void member(const FieldInfo& f, const void* a, const void* b, const std::string& path) {
    const bool has_a = codec::state_of(f, a) == presence::value, has_b = codec::state_of(f, b) == presence::value;
    if (!has_a && !has_b) return;
    if (over_soap_ && f.has(FieldInfo::rest_only)) return into_.rest_only.push_back(path);
    if (has_a != has_b) return into_.add(path, shown(f, a), shown(f, b));
    if (f.kind == Kind::object) return objects(**static_cast<const box<object>*>(a), **static_cast<const box<object>*>(b), path);
    if (f.kind == Kind::list) return lists(f, a, b, path);
    if (auto x = shown(f, a), y = shown(f, b); x != y) into_.add(path, std::move(x), std::move(y));
  }

  void lists(const FieldInfo& f, const void* a, const void* b, const std::string& path) {
    const auto& x = *static_cast<const list_base*>(a);
    const auto& y = *static_cast<const list_base*>(b);
    const auto& info = schema::contract.lists[f.type];
    if (x.size_ != y.size_) into_.add(path, shown(f, a), shown(f, b));
    for (std::uint32_t i = 0; i < std::min(x.size_, y.size_); ++i)
      member(info.item, static_cast<const char*>(x.data_) + std::size_t{i} * info.element_size,
             static_cast<const char*>(y.data_) + std::size_t{i} * info.element_size, path + "[" + std::to_string(i) + "]");
  }

  bool over_soap_;
  Comparison& into_;
};

std::string name_of(store::Kind kind) {
  const auto* type = schema::find_stored_type(static_cast<std::uint16_t>(kind & ~deleted));
  auto name = type == nullptr ? "kind " + std::to_string(kind & ~deleted) : std::string(schema::text(type->name));
  return (kind & deleted) != 0 ? name + " (deleted)" : name;
}

class States {
 public:
  States(store::Reader& a, store::Reader& b, StateComparison& into) : a_(a), b_(b), into_(into) {}

  void kind(store::Kind kind) {
    std::size_t in_a = 0, missing = 0, in_b = 0;
    a_.scan_kind(kind, 0, [&](const store::RowView& row) {
      ++in_a;
      if (const auto other = b_.get(kind, row.id)) {
        rows(kind, row, other->view());
      } else {
        ++missing;
        add(kind, row.id, {"(row)", body_text(kind, row), std::string(none)});
      }
      return true;
    });
    into_.rows += in_a;
    b_.scan_kind(kind, 0, [&](const store::RowView&) { return ++in_b, true; });
    if (in_b == in_a - missing) return;
    b_.scan_kind(kind, 0, [&](const store::RowView& row) {
      if (!a_.get(kind, row.id)) add(kind, row.id, {"(row)", std::string(none), body_text(kind, row)});
      return true;
    });
  }

 private:
  void add(store::Kind kind, std::int64_t id, Difference what) {
    if (++into_.count <= Comparison::most_kept) into_.differences.push_back({name_of(kind), std::to_string(id), std::move(what)});
  }

  static box<object> body_of(store::Kind kind, const store::RowView& row) {
    const auto* type = schema::find_stored_type(static_cast<std::uint16_t>(kind & ~deleted));
    return type == nullptr ? box<object>() : codec::read_binary(row.body, schema::id_of(*type));
  }

  static std::string body_text(store::Kind kind, const store::RowView& row) {
    std::string out;
    if (const auto body = body_of(kind, row)) codec::write_json(out, *body, {});
    return out.empty() ? std::to_string(row.body.size()) + " bytes" : out;
  }

  void rows(store::Kind kind, const store::RowView& a, const store::RowView& b) {
    const auto number = [&](const char* path, std::int64_t x, std::int64_t y) {
      if (x != y) add(kind, a.id, {path, std::to_string(x), std::to_string(y)});
    };
    number("(account)", a.account, b.account);
    number("(parent)", a.parent, b.parent);
    number("(status)", a.status, b.status);
    number("(modified)", a.modified, b.modified);
    if (a.key != b.key) add(kind, a.id, {"(key)", std::string(a.key), std::string(b.key)});
    if (a.body == b.body) return;
    const auto x = body_of(kind, a), y = body_of(kind, b);
    Comparison found;
    if (x && y) compare(*x, *y, false, found);
    for (auto& d : found.differences) add(kind, a.id, std::move(d));
    into_.count += found.count - found.differences.size();
    // Stored bytes tell absent from nil, which answers do not.
    if (found.count == 0) add(kind, a.id, {"(body)", body_text(kind, a), body_text(kind, b)});
  }

  store::Reader& a_;
  store::Reader& b_;
  StateComparison& into_;
};

std::int64_t next_of(world::World& world, const std::string& sequence) {
  std::int64_t next = 0;
  world.store().write([&](store::Writer& w) {
    next = w.next_id(sequence, 1);
    return true;
  });
  return next;
}

}  // namespace

void Comparison::add(std::string path, std::string a, std::string b) {
  if (++count <= most_kept) differences.push_back({std::move(path), std::move(a), std::move(b)});
}

void compare(const object& a, const object& b, bool over_soap, Comparison& into, const std::string& path) {
  Comparer(over_soap, into).objects(a, b, path);
}

StateComparison compare_states(world::World& a, world::World& b) {
  StateComparison result;
  std::set<store::Kind> kinds;
  std::set<std::string> sequences;
  for (auto* world : {&a, &b}) {
    for (const auto kind : world->store().kinds()) kinds.insert(kind);
    for (auto& name : world->store().sequences()) sequences.insert(std::move(name));
  }
  a.store().read([&](store::Reader& ra) {
    b.store().read([&](store::Reader& rb) {
      States states(ra, rb, result);
      for (const auto kind : kinds) states.kind(kind);
    });
  });
  for (const auto& name : sequences) {
    const auto x = next_of(a, name), y = next_of(b, name);
    if (x == y || ++result.count > Comparison::most_kept) continue;
    result.differences.push_back({"sequence", name, {"(next id)", std::to_string(x), std::to_string(y)}});
  }
  return result;
}

}  // namespace adsbox::migrate
