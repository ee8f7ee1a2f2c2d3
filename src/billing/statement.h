// Months of an account: what it spent, what was credited, what coupons paid. Billing documents and monthly spend are read off
// here.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "billing/coupons.h"
#include "billing/ledger.h"

namespace adsbox::billing {

struct Statement {
  std::chrono::year_month month;
  std::vector<SpendDay> days;
  struct CouponCredit {
    std::string code;
    Micros amount = 0;
  };
  std::vector<CouponCredit> coupons;

  [[nodiscard]] Micros spend() const;
  [[nodiscard]] Micros credit() const;
  [[nodiscard]] Micros paid_by_coupons() const;
  /// What is to be paid; negative when credits exceed the spend.
  [[nodiscard]] Micros net() const { return spend() - credit() - paid_by_coupons(); }
};

/// The months in which something was recorded, in their order.
[[nodiscard]] std::map<std::chrono::year_month, Statement> statements_of(store::Reader& r, std::int64_t account_id);

}  // namespace adsbox::billing
