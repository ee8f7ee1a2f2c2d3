#include "billing/statement.h"

namespace adsbox::billing {

Micros Statement::spend() const {
  Micros sum = 0;
  for (const auto& d : days) sum += d.spend;
  return sum;
}

Micros Statement::credit() const {
  Micros sum = 0;
  for (const auto& d : days) sum += d.credit;
  return sum;
}

Micros Statement::paid_by_coupons() const {
  Micros sum = 0;
  for (const auto& c : coupons) sum += c.amount;
  return sum;
}

std::map<std::chrono::year_month, Statement> statements_of(store::Reader& r, std::int64_t account_id) {
  std::map<std::chrono::year_month, Statement> months;
  const auto days = days_of(r, account_id);
  for (const auto& d : days) {
    auto& s = months[month_of(d.day)];
    s.month = month_of(d.day);
    s.days.push_back(d);
  }
  for (const auto& use : use_up(redeemed_by(r, account_id), days))
    for (const auto& credit : use.credits) {
      auto& coupons = months[month_of(credit.day)].coupons;
      if (coupons.empty() || coupons.back().code != use.code) coupons.push_back({use.code, 0});
      coupons.back().amount += credit.amount;
    }
  return months;
}

}  // namespace adsbox::billing
