// Rows of a table: cells between tabs, `-` for an empty one, a heading, `#` before comments.
#include "catalog.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace schemac {
namespace {

using Row = std::vector<std::string>;

class Table {
 public:
  Table(const std::filesystem::path& path, std::size_t columns) : name_(path.filename().string()) {
    std::ifstream in(path);
    if (!in) throw std::runtime_error("cannot read " + path.string());
    bool heading = true;
    for (std::string line; std::getline(in, line);) {
      if (line.empty() || line[0] == '#') continue;
      Row row;
      std::istringstream cells(line);
      for (std::string cell; std::getline(cells, cell, '\t');) row.push_back(cell == "-" ? std::string() : cell);
      if (row.size() != columns) fail(row, "expected " + std::to_string(columns) + " columns");
      if (!heading) rows.push_back(std::move(row));
      heading = false;
    }
  }
  [[noreturn]] void fail(const Row& row, const std::string& what) const {
    throw std::runtime_error(name_ + ": " + (row.empty() ? "" : row[0] + ": ") + what);
  }
  [[nodiscard]] long number(const Row& row, std::size_t column) const {
    if (row[column].empty()) return 0;
    if (row[column].find_first_not_of("0123456789") != std::string::npos) fail(row, "not a number: " + row[column]);
    return std::stol(row[column]);
  }
  /// The word, which is one of those that the enumeration has.
  [[nodiscard]] const std::string& word(const Row& row, std::size_t column, const std::vector<std::string>& allowed) const {
    if (std::ranges::find(allowed, row[column]) == allowed.end()) fail(row, "unknown word " + row[column]);
    return row[column];
  }
  std::vector<Row> rows;

 private:
  std::string name_;
};

class Strings {
 public:
  std::string text(const std::string& s) {
    const auto [it, fresh] = index_.try_emplace(s, size_);
    if (fresh) {
      literal_ += "  \"";
      for (const char c : s) {
        if (c == '"' || c == '\\') literal_ += '\\';
        literal_ += c;
      }
      literal_ += "\\0\"\n";
      size_ += s.size() + 1;
    }
    return "{" + std::to_string(it->second) + ", " + std::to_string(s.size()) + "}";
  }
  [[nodiscard]] const std::string& literal() const { return literal_; }

 private:
  std::map<std::string, std::size_t> index_;
  std::string literal_;
  std::size_t size_ = 0;
};

std::string locations(Table table, Strings& strings, std::set<long>& ids) {
  static const std::vector<std::string> types = {"Country", "State", "County", "MetroArea", "City", "PostalCode", "Neighborhood"};
  static const std::vector<std::string> states = {"Active", "PendingDeprecation", "Deprecated"};
  for (const auto& row : table.rows)
    if (!ids.insert(table.number(row, 0)).second) table.fail(row, "an id that is there already");
  std::ranges::sort(table.rows, {}, [&](const Row& row) { return table.number(row, 0); });
  std::ostringstream o;
  for (const auto& row : table.rows) {
    const long parent = table.number(row, 1);
    if (parent == 0 ? row[2] != "Country" : !ids.contains(parent)) table.fail(row, "lies in nothing");
    o << "  {" << row[0] << ", " << parent << ", " << table.number(row, 4) << ", LocationType::" << table.word(row, 2, types)
      << ", LocationStatus::" << table.word(row, 3, states) << ", " << strings.text(row[6]) << ", " << strings.text(row[5])
      << "},\n";
  }
  return o.str();
}

std::string profiles(Table table, Strings& strings, std::set<long>& ids) {
  static const std::vector<std::string> kinds = {"CompanyName", "JobFunction", "Industry", "JobSeniority", "JobTitle"};
  const auto key = [&](const Row& row) {
    return std::pair(std::ranges::find(kinds, row[0]) - kinds.begin(), table.number(row, 1));
  };
  std::ranges::sort(table.rows, {}, key);
  std::ostringstream o;
  for (const auto& row : table.rows) {
    if (!ids.insert(table.number(row, 1)).second) table.fail(row, "an id that is there already: " + row[1]);
    o << "  {" << row[1] << ", ProfileKind::" << table.word(row, 0, kinds) << ", "
      << (table.word(row, 2, {"Active", "Inactive"}) == "Active") << ", " << strings.text(row[4]) << ", " << strings.text(row[3])
      << "},\n";
  }
  return o.str();
}

std::string names(Table table, Strings& strings, const std::set<long>& ids) {
  std::ranges::sort(table.rows, {}, [&](const Row& row) { return table.number(row, 0); });
  std::ostringstream o;
  for (const auto& row : table.rows) {
    if (!ids.contains(table.number(row, 0))) table.fail(row, "names of nothing");
    o << "  {" << row[0] << ", {";
    for (std::size_t i = 1; i < row.size(); ++i) o << (i == 1 ? "" : ", ") << strings.text(row[i]);
    o << "}},\n";
  }
  return o.str();
}

/// `2026-11-29T00:00:00` as ticks: tenths of microseconds since 1970.
long long ticks(const Table& table, const Row& row) {
  std::tm at{};
  std::istringstream in(row[1]);
  in >> std::get_time(&at, "%Y-%m-%dT%H:%M:%S");
  if (!in) table.fail(row, "not a time: " + row[1]);
  const auto day = std::chrono::year(at.tm_year + 1900) / (at.tm_mon + 1) / at.tm_mday;
  const long long seconds =
      std::chrono::sys_days(day).time_since_epoch().count() * 86'400LL + at.tm_hour * 3'600LL + at.tm_min * 60LL + at.tm_sec;
  return seconds * 10'000'000LL;
}

}  // namespace

void compile_catalog(const std::string& folder, const Output& output) {
  const auto root = std::filesystem::path(folder) / "catalog";
  if (!std::filesystem::exists(root)) return;
  Strings strings;
  std::set<long> places, people;
  std::map<std::string, long long> modified;
  const Table times(root / "modified.tsv", 2);
  for (const auto& row : times.rows) modified[row[0]] = ticks(times, row);
  std::ostringstream o;
  o << "// Generated by schemac from schema/catalog. Do not edit.\n#include \"catalog/tables.h\"\n\n"
    << "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\nnamespace adsbox::catalog {\nnamespace {\n\n"
    << "constexpr Location locations[] = {\n"
    << locations(Table(root / "locations.tsv", 7), strings, places) << "};\n\n"
    << "constexpr Names location_names[] = {\n"
    << names(Table(root / "location_names.tsv", 8), strings, places) << "};\n\n"
    << "constexpr Profile profiles[] = {\n"
    << profiles(Table(root / "profiles.tsv", 5), strings, people) << "};\n\n"
    << "constexpr Names profile_names[] = {\n"
    << names(Table(root / "profile_names.tsv", 8), strings, people) << "};\n\n"
    << "constexpr char strings[] =\n"
    << strings.literal() << ";\n\n}  // namespace\n\n"
    << "constinit const Tables tables = {strings, locations, location_names, profiles, profile_names, "
    << modified.at("locations") << ", " << modified.at("profiles") << "};\n\n}  // namespace adsbox::catalog\n";
  output.write("catalog.cpp", o.str());
}

}  // namespace schemac
