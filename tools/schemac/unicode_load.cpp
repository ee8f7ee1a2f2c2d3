// Reads schema/rules/unicode.tsv, which tools/unicode/ranges.py writes.
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "rules.h"

namespace schemac {

Unicode load_unicode(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot read " + path);
  Unicode out;
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.empty() || line[0] == '#') continue;
    std::istringstream words(line);
    std::string kind;
    long first = 0, second = 0, step = 0, delta = 0;
    words >> kind >> std::hex >> first >> second;
    const auto row = [&](long last_number) { return "{" + std::to_string(first) + ", " + std::to_string(last_number); };
    if (words && kind == "fold" && words >> step >> delta)
      out.folds.push_back(row(second) + ", " + std::to_string(step) + ", " + std::to_string(delta) + "}");
    else if (words && kind == "accent")
      out.accents.push_back(row(second) + "}");
    else if (words && kind == "mark")
      out.marks.push_back(row(second) + "}");
    else if (words && kind == "punctuation")
      out.punctuation.push_back(row(second) + "}");
    else if (words && kind == "wide")
      out.wide.push_back(row(second) + "}");
    else
      throw std::runtime_error(path + ":" + std::to_string(number) +
                               ": expected fold, accent, mark, punctuation or wide with its numbers");
  }
  return out;
}

}  // namespace schemac
