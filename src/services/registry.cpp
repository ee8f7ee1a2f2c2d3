#include "services/call.h"
#include "services/customer_management/accounts_setup.h"
#include "services/entity/account_state.h"

namespace adsbox::services {

void Registry::put(schema::OperationId id, Entry entry) {
  if (entries_.size() < schema::contract.operations.size()) entries_.resize(schema::contract.operations.size());
  entries_[id] = entry;
}

bool Registry::implemented(schema::OperationId id) const {
  return id < entries_.size() && entries_[id].call != nullptr;
}

std::expected<box<object>, Failure> Registry::invoke(Call& call, const object& request) const {
  const auto id = schema::id_of(call.operation);
  if (implemented(id)) {
    settle_accounts(call.world);
    if (auto open = check_account_state(call); !open) return std::unexpected(std::move(open.error()));
    return entries_[id].call(call, request, entries_[id].raw);
  }
  const std::string name(schema::text(call.operation.name));
  return fail(FaultKind::ad_api, Error::OperationNotSupported,
              {"operation.not_implemented", name, "", "", "an operation that docs/coverage.md lists as implemented"},
              "adsbox does not implement " + name + " yet.");
}

}  // namespace adsbox::services
