// What a service handler sees: a typed request, the caller, the world. Never XML, JSON, HTTP or SQL.
#pragma once

#include <concepts>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codec/filter.h"
#include "errors/failure.h"
#include "files/files.h"
#include "identity/principal.h"
#include "schema/tables.h"
#include "world/part.h"
#include "world/world.h"

namespace adsbox::services {

struct Call {
  world::World& world;
  const schema::OperationInfo& operation;
  const identity::Principal& principal;
  std::int64_t customer_id = 0;          // CustomerId header; 0 = absent
  std::int64_t customer_account_id = 0;  // CustomerAccountId header; 0 = absent
  std::string_view tracking_id;
  std::string base_url;  // of this server as the client sees it
  DateTime now;
  /// Members that the answer leaves out (elements newer than the client's contract that it did not ask for).
  codec::FieldFilter filter;
  /// Every partial error of the answer, for explanations.
  std::vector<ErrorValue> partial_errors;
  /// What the answer borrows from (box::borrow): lives until the answer is written.
  std::vector<std::shared_ptr<const void>> kept_alive;
  /// Which items are to fail by an injected fault; empty: none. An item that gets an error from here has no effect.
  std::function<std::optional<ErrorValue>(int index)> injected;
  /// Adds the injected error of that item, if it has one.
  bool inject(int index, std::vector<ErrorValue>& errors) const {
    auto error = injected ? injected(index) : std::nullopt;
    if (error) errors.push_back(std::move(*error));
    return error.has_value();
  }
};

template <class Op>
using Result = std::expected<typename Op::Response, Failure>;

/// Operation -> handler. A handler is registered once, by its generated operation tag:
///   registry.add<campaign_management::AddCampaigns>(add_campaigns);
class Registry {
 public:
  using Erased = std::expected<box<object>, Failure> (*)(Call&, const object&, void (*)());

  template <class Op>
  void add(Result<Op> (*handler)(Call&, const typename Op::Request&)) {
    put(Op::id, {reinterpret_cast<void (*)()>(handler),
                 [](Call& call, const object& request, void (*raw)()) -> std::expected<box<object>, Failure> {
                   auto typed = reinterpret_cast<Result<Op> (*)(Call&, const typename Op::Request&)>(raw);
                   auto result = typed(call, static_cast<const typename Op::Request&>(request));
                   if (!result) return std::unexpected(std::move(result.error()));
                   return box<object>(make<typename Op::Response>(std::move(*result)));
                 }});
  }
  /// Declares what a service keeps in worlds; see world/part.h.
  void own(world::Part part) { parts_.push_back(std::move(part)); }
  /// Of worlds, identity and the registered services.
  [[nodiscard]] const std::vector<world::Part>& parts() const { return parts_; }
  /// Declares what lies behind temporary addresses of a folder; see files/files.h.
  void serve(files::Folder folder) { folders_.push_back(folder); }
  [[nodiscard]] const std::vector<files::Folder>& folders() const { return folders_; }
  [[nodiscard]] bool implemented(schema::OperationId id) const;
  std::expected<box<object>, Failure> invoke(Call& call, const object& request) const;

 private:
  struct Entry {
    void (*raw)() = nullptr;
    Erased call = nullptr;
  };
  void put(schema::OperationId id, Entry entry);
  std::vector<Entry> entries_;
  std::vector<world::Part> parts_;
  std::vector<files::Folder> folders_;
};

}  // namespace adsbox::services
