// Random contract objects, for property tests: every member of every type in every state the wire can tell apart.
#pragma once

#include <random>

#include "schema/tables.h"

namespace adsbox::codec::testing {

class RandomObjects {
 public:
  explicit RandomObjects(std::uint64_t seed) : random_(seed) {}
  /// A random object of exactly this type. `soap`: only members that the SOAP contract has.
  box<object> make(TypeId type, bool soap, int depth = 0);

 private:
  void fill(const schema::FieldInfo& field, void* at, bool soap, int depth, bool in_list);
  void value(const schema::FieldInfo& field, void* at, bool soap, int depth);
  std::string random_text();
  std::uint64_t below(std::uint64_t n) { return random_() % n; }

  std::mt19937_64 random_;
};

}  // namespace adsbox::codec::testing
