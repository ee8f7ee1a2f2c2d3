// Reads currencies.tsv, time_zones.tsv, countries.tsv and regions.tsv. See docs/schema-format.md.
#include <algorithm>

#include "rules_names.h"

namespace schemac {
namespace {

/// The rows of a table whose cells hold spaces: N columns between tabs; `-` is an empty cell.
template <std::size_t N>
std::vector<std::array<std::string, N>> tab_separated(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::vector<std::array<std::string, N>> rows;
  bool heading = true;
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.empty() || line[0] == '#' || std::exchange(heading, false)) continue;
    const auto cells = split(line, '\t');
    if (cells.size() != N)
      throw std::runtime_error(path.filename().string() + ":" + std::to_string(number) + ": expected " + std::to_string(N) +
                               " columns");
    std::transform(cells.begin(), cells.end(), rows.emplace_back().begin(),
                   [](const std::string& cell) { return cell == "-" ? std::string() : cell; });
  }
  return rows;
}

}  // namespace

void read_currencies(const std::filesystem::path& path, Rules& rules) {
  Lines l(path);
  l.next();  // heading
  while (l.next()) {
    Currency c;
    c.code = l.tokens[0];
    for (std::size_t i = 0; i < 5; ++i) c.bounds[i] = std::stod(l.tokens.at(i + 1));
    rules.currencies.push_back(c);
  }
}

void read_time_zones(const std::filesystem::path& path, Rules& rules) {
  rules.time_zones = tab_separated<3>(path);
}

void read_geography(const std::filesystem::path& countries, const std::filesystem::path& regions, Rules& rules) {
  rules.countries = tab_separated<6>(countries);
  rules.regions = tab_separated<5>(regions);
  std::sort(rules.countries.begin(), rules.countries.end());
  for (const auto& c : rules.countries)
    if (c[5] != "" && c[5] != "required" && c[5] != "known" && c[5] != "none")
      throw std::runtime_error("countries.tsv: " + c[0] + ": regions are required, known, none or -");
  for (const auto& r : rules.regions)
    if (std::none_of(rules.countries.begin(), rules.countries.end(), [&](const auto& c) { return c[0] == r[0]; }))
      throw std::runtime_error("regions.tsv: no country " + r[0]);
}

}  // namespace schemac
