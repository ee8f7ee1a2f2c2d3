// Files of comma-separated values, as RFC 4180 has them.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace adsbox::services {

/// A row: cells with a comma, a quotation mark or a line break in quotation marks.
inline void append_csv_row(std::string& out, std::initializer_list<std::string_view> cells) {
  bool first = true;
  for (const auto cell : cells) {
    if (!first) out += ',';
    first = false;
    if (cell.find_first_of(",\"\r\n") == std::string_view::npos) {
      out += cell;
      continue;
    }
    out += '"';
    for (const char c : cell) {
      if (c == '"') out += '"';
      out += c;
    }
    out += '"';
  }
  out += "\r\n";
}

}  // namespace adsbox::services
