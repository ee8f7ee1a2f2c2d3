// Reads schema/rules/editorial_policy.tsv: see docs/editorial.md.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <initializer_list>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "rules.h"

namespace schemac {
namespace {

bool one_of(const std::string& s, std::initializer_list<const char*> allowed) {
  return std::any_of(allowed.begin(), allowed.end(), [&](const char* a) { return s == a; });
}

}  // namespace

std::vector<Editorial> load_editorial(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot read " + path);
  std::vector<Editorial> out;
  int number = 0;
  bool heading = true;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.empty() || line[0] == '#' || std::exchange(heading, false)) continue;
    std::istringstream cells(line);
    Editorial e;
    std::string where;
    for (std::string* cell : {&e.kind, &e.term, &e.reason, &e.stage, &where, &e.countries, &e.appeal})
      std::getline(cells, *cell, '\t');
    if (e.countries == "all") e.countries.clear();
    e.where = (where.find("Ad") != std::string::npos ? 1 : 0) | (where.find("Keyword") != std::string::npos ? 2 : 0);
    if (!one_of(e.kind, {"word", "trademark", "capitals", "repeated", "phone"}) || !one_of(e.stage, {"initial", "review"}) ||
        !one_of(e.appeal, {"granted", "upheld", "never"}) || e.where == 0 || e.term.empty() || std::atoi(e.reason.c_str()) <= 0)
      throw std::runtime_error(path + ":" + std::to_string(number) + ": not a row of the editorial policy");
    out.push_back(std::move(e));
  }
  return out;
}

}  // namespace schemac
