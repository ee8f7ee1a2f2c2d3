#include "journal/suggest.h"

#include <algorithm>
#include <cctype>
#include <numeric>

#include "net/http.h"

namespace adsbox::journal {
namespace {

using schema::FieldInfo;
using schema::Kind;

/// Insertions, deletions, replacements and swaps of neighbours; letters' case does not count.
std::size_t distance(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]))
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

bool begins_with(std::string_view name, std::string_view start) {
  return name.size() > start.size() && net::iequals(name.substr(0, start.size()), start);
}

/// Types that may stand for `declared`: itself and what derives from it.
std::vector<const schema::TypeInfo*> family(TypeId declared) {
  std::vector<const schema::TypeInfo*> all;
  const auto& service = schema::contract.services[schema::type_info(declared).service];
  for (const auto& t : schema::contract.types.subspan(service.first_type, service.type_count))
    if (is_a(schema::id_of(t), declared)) all.push_back(&t);
  return all;
}

const FieldInfo* find_in(const std::vector<const schema::TypeInfo*>& types, std::string_view name) {
  for (const auto* t : types)
    if (const auto* f = schema::find_field(*t, name)) return f;
  return nullptr;
}

/// Where a path leads: the member that it ends in (nullptr: the request itself, or a name that the contract does not know), and
/// the types that may stand there, or of which the unknown name should have been a member.
struct Place {
  const FieldInfo* field = nullptr;
  std::vector<const schema::TypeInfo*> types;
  TypeId declared = 0;
};

Place follow(const schema::OperationInfo& operation, std::string_view path) {
  Place at{nullptr, family(operation.request), operation.request};
  for (bool root = true; !path.empty();) {
    const auto dot = path.find('.');
    auto name = path.substr(0, dot);
    path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
    name = name.substr(0, name.find('['));
    // SOAP's paths begin with the request's element.
    if (std::exchange(root, false) && name == schema::text(schema::type_info(operation.request).name)) continue;
    if (find_in(at.types, name) == nullptr) {
      // An item of a list stands below its list by the item's own name; else nothing is known from here on.
      if (at.field != nullptr && at.field->kind == Kind::list &&
          name == schema::text(schema::contract.lists[at.field->type].item.name))
        continue;
      at.field = nullptr;
      return at;
    }
    at.field = find_in(at.types, name);
    const auto* inner = at.field;
    while (inner->kind == Kind::list) inner = &schema::contract.lists[inner->type].item;
    at.types.clear();
    if (inner->kind == Kind::object) {
      at.types = family(inner->type);
      at.declared = inner->type;
    }
  }
  return at;
}

const FieldInfo* element_of(const FieldInfo* f) {
  while (f != nullptr && f->kind == Kind::list) f = &schema::contract.lists[f->type].item;
  return f;
}

}  // namespace

std::vector<std::string> nearest(std::string_view wrong, const std::vector<std::string_view>& candidates) {
  constexpr std::size_t longest = 100, most = 3;
  if (wrong.empty() || wrong.size() > longest) return {};
  std::vector<std::pair<std::size_t, std::string_view>> found;
  for (const auto c : candidates) {
    const auto allowed = std::max<std::size_t>(1, std::max(wrong.size(), c.size()) / 3);
    const auto difference = wrong.size() > c.size() ? wrong.size() - c.size() : c.size() - wrong.size();
    if (difference > allowed) continue;
    if (const auto d = distance(wrong, c); d <= allowed) found.emplace_back(d, c);
  }
  std::ranges::sort(found);
  // TargetRoas rather is TargetRoasBiddingScheme than a slip of TargetCpa.
  constexpr std::size_t telling = 4;
  if (wrong.size() >= telling && (found.empty() || found.front().first > 1)) {
    for (const auto c : candidates)
      if (begins_with(c, wrong)) found.emplace_back(1, c);
    std::ranges::sort(found);
  }
  found.erase(std::unique(found.begin(), found.end()), found.end());
  std::vector<std::string> names;
  // What is much farther off than the best is noise.
  for (const auto& [d, name] : found)
    if (names.size() < most && d <= found.front().first + 1) names.emplace_back(name);
  return names;
}

std::vector<std::string> members_near(const schema::OperationInfo& operation, std::string_view path, std::string_view wrong) {
  std::vector<std::string_view> names;
  for (const auto* t : follow(operation, path).types)
    for (const auto& f : schema::fields_of(*t)) names.push_back(schema::text(f.name));
  return nearest(wrong, names);
}

std::vector<std::string> values_near(const schema::OperationInfo& operation, std::string_view path, std::string_view wrong) {
  const auto* f = element_of(follow(operation, path).field);
  if (f == nullptr || (f->kind != Kind::enumeration && f->kind != Kind::flags)) return {};
  std::vector<std::string_view> names;
  for (const auto& v : schema::values_of(schema::contract.enums[f->type])) names.push_back(schema::text(v.name));
  return nearest(wrong, names);
}

std::vector<std::string> types_near(const schema::OperationInfo& operation, std::string_view path, std::string_view wrong) {
  if (const auto colon = wrong.rfind(':'); colon != std::string_view::npos) wrong.remove_prefix(colon + 1);
  std::vector<std::string_view> names;
  for (const auto* t : follow(operation, path).types) {
    if (t->has(schema::TypeInfo::abstract)) continue;
    names.push_back(schema::text(t->name));
    names.push_back(schema::text(t->json_type));
  }
  return nearest(wrong, names);
}

std::vector<std::string> operations_near(const schema::ServiceInfo& service, std::string_view wrong, bool rest) {
  std::vector<std::string> names;
  for (const auto& op : schema::contract.operations.subspan(service.first_operation, service.operation_count)) {
    if (rest && op.rest_path.size != 0)
      names.push_back(std::string(schema::text(op.rest_method)) + " " + std::string(schema::text(op.rest_path)));
    if (!rest && !op.has(schema::OperationInfo::rest_only)) names.emplace_back(schema::text(op.name));
  }
  return nearest(wrong, {names.begin(), names.end()});
}

}  // namespace adsbox::journal
