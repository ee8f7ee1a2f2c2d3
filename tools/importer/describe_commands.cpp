#include <algorithm>
#include <iostream>
#include <map>

#include "canonical/canonical.h"
#include "commands.h"
#include "schema.h"

namespace importer {
namespace {

/// The items of a WSDL file, or nothing after telling why.
std::vector<Item> items_of(const std::filesystem::path& path) {
  auto items = canonical_items(read_file(path));
  if (!items) {
    std::cerr << path.string() << ": " << items.error() << '\n';
    return {};
  }
  return std::move(*items);
}

std::string service_of(const std::vector<Item>& items) {
  const auto it = std::ranges::find(items, "service", &Item::kind);
  return it == items.end() ? std::string() : it->name.substr(it->name.find('}') + 1);
}

}  // namespace

int run_compare(const std::filesystem::path& facts, const std::vector<std::filesystem::path>& served, std::ostream& out) {
  std::map<std::string, std::vector<Item>> official;
  for (const auto& entry : std::filesystem::directory_iterator(facts / "wsdl"))
    if (auto items = items_of(entry.path()); !items.empty()) official[service_of(items)] = std::move(items);
  std::size_t count = 0;
  for (const auto& path : served) {
    const auto items = items_of(path);
    if (items.empty()) return 1;
    const auto it = official.find(service_of(items));
    if (it == official.end()) {
      std::cerr << path.string() << ": no official document of " << service_of(items) << '\n';
      return 1;
    }
    const auto lines = differences(it->second, items);
    const auto found = std::ranges::count_if(lines, [](const std::string& l) { return l[0] != ' '; });
    out << it->first << ": " << it->second.size() << " declarations, " << found << " differences\n";
    for (const auto& l : lines) out << l << '\n';
    count += static_cast<std::size_t>(found);
  }
  return count == 0 ? 0 : 2;
}

int run_fingerprint(const std::vector<std::filesystem::path>& wsdls, std::ostream& out) {
  std::map<std::string, std::vector<Item>> all;
  for (const auto& path : wsdls) {
    auto items = items_of(path);
    if (items.empty()) return 1;
    auto service = service_of(items);
    all[std::move(service)] = std::move(items);
  }
  out << "service\tkind\tname\thash\n";
  for (const auto& [service, items] : all)
    for (const auto& i : items) out << service << '\t' << i.kind << '\t' << i.name << '\t' << fingerprint(i) << '\n';
  return 0;
}

}  // namespace importer
