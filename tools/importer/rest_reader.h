// The REST half of a service's contract: routes, discriminators and what REST has beyond the WSDL.
#pragma once

#include <expected>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "schema.h"

namespace importer {

struct RestOperation {
  std::string name, method, path;
};

struct RestField {
  std::string name, type;  // type as the facts write it: `string?`, `List[Optional[Keyword]]?`
};

struct RestModel {
  std::string name, base;
  bool is_enum = false, flags = false;
  std::vector<RestField> fields;  // with those of the bases; without a discriminator that is no member
  std::vector<std::string> values;
  std::vector<std::pair<std::string, std::string>> variants;  // `Type` value -> model, in order
};

struct RestFacts {
  std::vector<RestOperation> operations;
  std::vector<RestModel> models;  // in order of the file
  [[nodiscard]] const RestModel* model(std::string_view name) const { return find_by_name(models, name); }
};

std::expected<RestFacts, std::string> read_rest(const std::filesystem::path& path);

/// Lines `SERVICE NS:TYPE ATTRIBUTE...` (family, abstract, concrete, json=NAME) and `SERVICE NS:ENUM ignore VALUE...` of
/// schema/import-exceptions.txt: what no upstream file states, or states only in its own terms.
struct Exceptions {
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> rows;
  [[nodiscard]] const std::vector<std::string>& of(const std::string& service, const std::string& id) const;
};
Exceptions read_exceptions(const std::filesystem::path& path);

/// Adds to a service read from its WSDL: routes, families, abstract bases, `Type` values, and as `rest-only` the types, members
/// and enum values that only REST has. Returns notes about what needs a person.
std::vector<std::string> apply_rest(Service& service, const RestFacts& facts, const Exceptions& exceptions);

}  // namespace importer
