// Upstream's contract into the schema that is there: numbers and everything that upstream does not state stay.
#pragma once

#include <string>
#include <vector>

#include "schema.h"

namespace importer {

/// Hands out type numbers over all files. Numbers below 1000 belong to schema/adsbox.schema.
class TypeNumbers {
 public:
  void reserve(const Service& service);
  int next() { return next_++; }

 private:
  int next_ = 1000;
};

struct MergeResult {
  Service service;
  /// `+ type m:X`, `- m:X.Y`, `~ m:X.Y: old -> new`: what changed against the file.
  std::vector<std::string> changes;
};

/// `upstream` has no numbers. `existing` is empty (no name) when there is no file yet.
MergeResult merge(Service upstream, const Service& existing, TypeNumbers& numbers);

}  // namespace importer
