// A world in memory with the seeded account, and calls as clients make them (wire.h).
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
#include "services/testing/wire.h"
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

  /// The answer of an operation.
  template <class Op>
  Result<Op> invoke(const typename Op::Request& request, std::int64_t header_account = account_id) {
    auto answer = call(schema::contract.operations[Op::id], request, header_account);
    if (!answer) return std::unexpected(std::move(answer.error()));
    return std::move(static_cast<typename Op::Response&>(**answer));
  }
  /// What a caller with these credentials is told by a wire.
  template <class Op>
  Result<Op> invoke_as(const identity::Credentials& credentials, Route route, const typename Op::Request& request) {
    auto done = wire_.show(*world_, schema::contract.operations[Op::id], request, credentials, route);
    if (done.answer) return std::move(static_cast<typename Op::Response&>(**done.answer));
    expect_explained(done.answer.error().errors, name_of(route));
    return std::unexpected(std::move(done.answer.error()));
  }
  struct LastCall {
    std::vector<ErrorValue> partial_errors;  // with their explanations
    codec::FieldFilter filter;               // of a call below the wire
  };
  [[nodiscard]] const LastCall& last_call() const { return last_call_; }
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
  const Registry& registry_ = all_operations();
  identity::Principal principal_;
  bool below_the_wire_ = false;  // for what no answer tells: see wire.h

 private:
  std::expected<box<object>, Failure> call(const schema::OperationInfo& operation, const object& request,
                                           std::int64_t header_account) {
    const Wire::Headers headers{customer_id, header_account};
    auto done = below_the_wire_ ? wire_.call_directly(*world_, operation, request, principal_, headers)
                                : wire_.call(*world_, operation, request, principal_, headers);
    expect_explained(done.answer ? done.partial_errors : done.answer.error().errors, name_of(done.route));
    last_call_ = {std::move(done.partial_errors), std::move(done.filter)};
    return std::move(done.answer);
  }

  Wire wire_;
  LastCall last_call_;
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
