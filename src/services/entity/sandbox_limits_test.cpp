// The caps of Microsoft's sandbox: schema/rules/sandbox.rules names what exists, and a world holds them only when asked to.
#include <gtest/gtest.h>

#include <algorithm>

#include "schema/tables.h"
#include "services/entity/limits.h"

namespace adsbox::services {
namespace {

const schema::LimitInfo& limit(std::string_view name) {
  return schema::find_limit(name);
}

TEST(SandboxLimits, HoldOnlyInWorldsThatImitateIt) {
  const auto world = *world::open_world("w", world::Environment::sandbox, "", 1);
  EXPECT_EQ(limit_of(*world, limit("bulk-upload-rows")), 4'000'000);
  EXPECT_EQ(sandbox_list(*world, "sandbox-insight-keywords"), nullptr);
  world->set_real_limits(true);
  EXPECT_EQ(limit_of(*world, limit("bulk-upload-rows")), 20'000);
  EXPECT_EQ(limit_of(*world, limit("concurrent-calls")), 1);
  EXPECT_EQ(limit_of(*world, limit("campaigns-per-account")), 10'000) << "nothing else is documented";
  const auto* keywords = sandbox_list(*world, "sandbox-insight-keywords");
  ASSERT_NE(keywords, nullptr);
  EXPECT_EQ(schema::values_of(*keywords).size(), 15u);
  EXPECT_TRUE(schema::contains(*keywords, "deal of the day"));
  set_limit(*world, "bulk-upload-rows", 5);
  EXPECT_EQ(limit_of(*world, limit("bulk-upload-rows")), 5);
}

TEST(SandboxLimits, ListsNameOperationsAndReportsThatExist) {
  const auto each = [](std::string_view name, const auto& check) {
    const auto* list = schema::find_set(name);
    ASSERT_NE(list, nullptr) << name;
    for (const auto value : schema::values_of(*list))
      EXPECT_TRUE(check(schema::rule_book.text(value))) << name << ": " << schema::rule_book.text(value);
  };
  const auto operation_of = [](std::string_view name) {
    return std::ranges::any_of(schema::contract.operations, [&](const auto& op) { return schema::text(op.name) == name; });
  };
  for (const auto* name :
       {"sandbox-insight-keyword-operations", "sandbox-insight-computers-only-operations",
        "sandbox-insight-aggregate-only-operations", "sandbox-insight-last-month-only-operations", "sandbox-empty-operations"})
    each(name, operation_of);
  const auto& reporting = *schema::find_service("Reporting");
  each("sandbox-report-types", [&](std::string_view type) { return schema::find_type(reporting, type) != nullptr; });
  EXPECT_EQ(schema::values_of(*schema::find_set("sandbox-report-types")).size(), 9u);
}

}  // namespace
}  // namespace adsbox::services
