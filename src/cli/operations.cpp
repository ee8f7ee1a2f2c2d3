#include "cli/operations.h"

#include <algorithm>
#include <cctype>
#include <vector>

namespace adsbox::cli {
namespace {

std::string folded(std::string_view s) {
  std::string o;
  for (const char c : s)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) o += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return o;
}

/// Single-character edits between two words.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t corner = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const auto above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, corner + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      corner = above;
    }
  }
  return row[b.size()];
}

/// The letters of a word in order: what is left when two words only differ in the order of their parts.
std::string letters(std::string s) {
  std::ranges::sort(s);
  return s;
}

/// The three nearest names, nearest first, as " Did you mean A, B?". Near are names that contain what was typed, that say it in
/// another order, or that differ in a few letters.
std::string suggestion(std::string_view wanted, const std::vector<std::string_view>& names) {
  std::vector<std::pair<std::size_t, std::string_view>> near;
  for (const auto n : names) {
    const auto key = folded(n);
    const auto d =
        key.find(wanted) != key.npos ? 0 : std::min(distance(wanted, key), distance(letters(std::string(wanted)), letters(key)));
    if (d <= std::max<std::size_t>(2, wanted.size() / 3)) near.emplace_back(d, n);
  }
  std::ranges::stable_sort(near, {}, [](const auto& p) { return p.first; });
  if (near.empty()) return "";
  std::string o = " Did you mean ";
  for (std::size_t i = 0; i < near.size() && i < 3; ++i) o.append(i == 0 ? "" : ", ").append(near[i].second);
  return o + "?";
}

}  // namespace

std::expected<const schema::ServiceInfo*, std::string> service_named(std::string_view name) {
  const auto wanted = folded(name);
  std::string all;
  for (const auto& s : schema::contract.services) {
    if (s.internal) continue;
    const auto own = schema::text(s.name);
    if (folded(own) == wanted || folded(schema::text(s.wsdl_name)) == wanted) return &s;
    all.append(all.empty() ? "" : ", ").append(own);
  }
  return std::unexpected("there is no service '" + std::string(name) + "', only " + all);
}

std::expected<const schema::OperationInfo*, std::string> operation_named(const schema::ServiceInfo& service,
                                                                         std::string_view name) {
  const auto wanted = folded(name);
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < service.operation_count; ++i) {
    const auto& o = schema::contract.operations[service.first_operation + i];
    names.push_back(schema::text(o.name));
    if (folded(names.back()) == wanted) return &o;
  }
  return std::unexpected(std::string(schema::text(service.name)) + " has no operation '" + std::string(name) + "'." +
                         suggestion(wanted, names));
}

}  // namespace adsbox::cli
