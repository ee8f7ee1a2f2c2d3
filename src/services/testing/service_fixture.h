// A world in memory with the seeded account, and calls through the Registry as the gateway makes them.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "adsbox/campaign_management.h"
#include "adsbox/customer_management.h"
#include "errors/testing/explained.h"
#include "identity/permissions.h"
#include "identity/seed.h"
#include "services/entity/engine.h"
#include "services/services.h"
#include "world/entities.h"

namespace adsbox::services {

class ServiceFixture : public testing::Test {
 protected:
  static constexpr std::int64_t customer_id = 250'000'001, account_id = 180'000'001, user_id = 130'000'001;
  // 2026-03-02T12:00:00Z
  static constexpr std::int64_t now_ticks = 1'772'452'800LL * DateTime::ticks_per_second;
  static constexpr std::int64_t day = 86'400 * DateTime::ticks_per_second;

  ServiceFixture() : world_(*world::open_world("test", world::Environment::sandbox, "", 7)) {
    world_->clock().freeze();  // first: else a tick passes between the two
    world_->clock().set(now_ticks);
    identity::seed(*world_);
    register_operations(registry_);
    principal_.user_id = user_id;
    principal_.login_id = 1;
    principal_.grants.push_back({customer_id, identity::Role::super_admin, {}, {}, user_id});
  }

  /// Whatever a test made the services keep belongs to a part that has declared it.
  void TearDown() override {
    auto found = world::possessions(*world_);
    const auto ours = with_deleted(stored_by_test_);
    std::erase_if(found.records, [&](store::Kind k) { return std::ranges::find(ours, k) != ours.end(); });
    for (const auto& problem : world::without_single_owner(registry_.parts(), found)) ADD_FAILURE() << problem;
  }

  /// The answer of an operation; `call` stays for what it borrows.
  template <class Op>
  Result<Op> invoke(const typename Op::Request& request, std::int64_t header_account = account_id) {
    calls_.push_back(std::make_unique<Call>(Call{*world_,
                                                 schema::contract.operations[Op::id],
                                                 principal_,
                                                 customer_id,
                                                 header_account,
                                                 "tracking",
                                                 "",
                                                 world_->clock().now(),
                                                 {},
                                                 {},
                                                 {}}));
    auto answer = registry_.invoke(*calls_.back(), request);
    expect_explained(answer ? calls_.back()->partial_errors : answer.error().errors);
    if (!answer) return std::unexpected(std::move(answer.error()));
    return std::move(static_cast<typename Op::Response&>(**answer));
  }
  Call& last_call() { return *calls_.back(); }
  world::World& world() { return *world_; }
  [[nodiscard]] DateTime at(std::int64_t days) const { return {now_ticks + days * day, true}; }

  /// Stores an object as if an operation had made it.
  template <class T>
  void store_row(std::int64_t id, std::int64_t parent, std::int64_t account, const T& value, std::int32_t status = 0) {
    stored_by_test_.push_back(world::kind_of<T>());
    world_->store().write([&](store::Writer& w) {
      world::save(w, store::RowView{id, account, parent, status, now_ticks, {}, {}}, value);
      return true;
    });
  }

  std::unique_ptr<world::World> world_;
  Registry registry_;
  identity::Principal principal_;
  std::vector<std::unique_ptr<Call>> calls_;

 private:
  std::vector<store::Kind> stored_by_test_;
};

/// The symbol of an error, for messages of failed tests.
inline std::string symbol(Error e) {
  const auto& row = error_info(e);
  return row.symbol.size != 0 ? std::string(schema::text(row.symbol)) : std::to_string(row.code);
}

template <class R>
std::string failure_of(const R& result) {
  return result ? "no failure" : symbol(result.error().errors.at(0).error);
}

}  // namespace adsbox::services
