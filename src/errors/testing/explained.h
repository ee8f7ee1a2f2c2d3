// For tests: every error that a test provokes must say which rule refused, and where or what would have been accepted. The
// fixtures of services and identity call this for each of their answers, so that a rule added without an explanation fails its
// own tests.
//
// With $ADSBOX_RAISED (a file, written anew by each run), what was refused is also noted there, a line `SYMBOL TAB rule TAB test
// TAB what would have been accepted TAB soap, rest or direct` (how the caller was told): tests/journal/test_every_error.py
// compares the symbols with those that the sources can raise, tests/journal/errors_page.py makes docs/errors.md of it.
#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "errors/failure.h"

namespace adsbox {

/// `SYMBOL`, or `Code1001` for an error that has only a number.
inline std::string name_of(Error error) {
  const auto& row = error_info(error);
  return row.symbol.size != 0 ? std::string(schema::text(row.symbol)) : "Code" + std::to_string(row.code);
}

/// `wire`: how the caller was told, "direct" where the test called what is behind the wires.
inline void expect_explained(const std::vector<ErrorValue>& errors, std::string_view wire = "direct") {
  static std::set<std::string> noted;
  static FILE* const notes = [] {
    const char* path = std::getenv("ADSBOX_RAISED");
    return path == nullptr ? nullptr : std::fopen(path, "we");
  }();
  for (const auto& e : errors) {
    const auto name = name_of(e.error);
    EXPECT_FALSE(e.why.rule.empty()) << name << " does not say which rule refused";
    EXPECT_FALSE(e.why.field.empty() && e.why.expected.empty())
        << name << " (" << e.why.rule << ") says neither where nor what would have been accepted";
    if (notes == nullptr || !noted.insert(name + e.why.rule + std::string(wire)).second) continue;
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    const auto where = test == nullptr ? std::string() : std::string(test->test_suite_name()) + "." + test->name();
    std::fputs((name + "\t" + e.why.rule + "\t" + where + "\t" + e.why.expected + "\t" + std::string(wire) + "\n").c_str(),
               notes);
    std::fflush(notes);
  }
}

}  // namespace adsbox
