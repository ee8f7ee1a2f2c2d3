// The budgets that campaigns of an account share.
#pragma once

#include "adsbox/campaign_management.h"
#include "services/entity/engine.h"

namespace adsbox::services {

/// The engine for Budget; one for all worlds.
const EntityEngine& budget_engine();

/// A bound that an amount breaks.
enum class AmountFit : std::uint8_t { good, below, above };
/// Whether an amount a day, spent on each of `days` days, is within a currency's bounds. Not a number is below them.
[[nodiscard]] AmountFit fit_of_amount(double amount, unsigned days, const schema::CurrencyInfo& money);
/// These bounds, for people: of a day, when each of `days` days has the amount.
[[nodiscard]] std::string bounds_of_amount(unsigned days, const schema::CurrencyInfo& money);

}  // namespace adsbox::services
