// What the readers of schema/rules share: the lines of a file, and what of the contract they name.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "rules.h"

namespace schemac {

using Tokens = std::vector<std::string>;

std::vector<std::string> split(const std::string& s, char by);

/// One text file, line by line; a line that starts with white space belongs to the declaration above it.
class Lines {
 public:
  explicit Lines(const std::filesystem::path& path) : path_(path), in_(path) {
    if (!in_) throw std::runtime_error("cannot read " + path.string());
  }
  bool next() {
    for (std::string line; std::getline(in_, line);) {
      ++number_;
      std::istringstream words(line);
      tokens.clear();
      for (std::string w; words >> w;) {
        if (w.starts_with('#')) break;
        tokens.push_back(w);
      }
      if (tokens.empty()) continue;
      indented = line[0] == ' ' || line[0] == '\t';
      return true;
    }
    return false;
  }
  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error(path_.filename().string() + ":" + std::to_string(number_) + ": " + what);
  }
  Tokens tokens;
  bool indented = false;

 private:
  std::filesystem::path path_;
  std::ifstream in_;
  int number_ = 0;
};

/// A service with the global numbers that its parts have in the emitted tables.
struct Place {
  const Service* service = nullptr;
  int first_type = 0, first_enum = 0, first_operation = 0;
};

/// Finds services, types of any of them, and errors; fails, as the functions below, where there is none of the name.
class Names {
 public:
  explicit Names(const Schema& schema);

  [[nodiscard]] const std::vector<Place>& places() const { return places_; }
  [[nodiscard]] const Place& place(const Lines& l, const std::string& name) const;
  [[nodiscard]] int error(const Lines& l, const std::string& symbol) const;
  /// `Type` of the service, or `service:Type` of another one.
  [[nodiscard]] int type_of_any(const Lines& l, const Place& p, const std::string& name) const;

 private:
  const Schema& schema_;
  std::vector<Place> places_;
};

const Type& type(const Lines& l, const Place& p, const std::string& name);
int type_id(const Place& p, const Type& t);
std::pair<int, const Field*> field(const Lines& l, const Place& p, const Type& t, const std::string& name);
/// nullptr where the type is no enum.
const Enum* enum_of(const Place& p, const std::string& type);
std::uint64_t enum_value(const Lines& l, const Enum& e, const std::string& name);

/// permissions.rules: who may call what. Nothing may be missing.
void read_permissions(const std::filesystem::path& path, const Names& names, Rules& rules);
void read_currencies(const std::filesystem::path& path, Rules& rules);
void read_time_zones(const std::filesystem::path& path, Rules& rules);
void read_geography(const std::filesystem::path& countries, const std::filesystem::path& regions, Rules& rules);

}  // namespace schemac
