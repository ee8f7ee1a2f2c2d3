// Client links: what Add, Update and Search share.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adsbox/customer_management.h"
#include "identity/links.h"
#include "services/call.h"
#include "services/entity/item_errors.h"
#include "services/entity/validate.h"

namespace adsbox::services {

/// An account or a customer at one end of a link.
struct LinkEnd {
  std::int64_t id = 0, customer_id = 0;  // of a customer both are its id
  std::string name, number;
};
std::optional<LinkEnd> link_account(store::Reader& r, std::int64_t id);
std::optional<LinkEnd> link_customer(store::Reader& r, std::int64_t id);
/// By id, or where there is none by number.
std::optional<LinkEnd> find_account_end(store::Reader& r, const opt<std::int64_t>& id, const text& number);
std::optional<LinkEnd> find_customer_end(store::Reader& r, const opt<std::int64_t>& id, const text& number);

inline bool is_customer_link(const customer_management::ClientLink& link) {
  return link.type.view() == "CustomerLink";
}

/// The link as Search tells it.
box<customer_management::ClientLink> shown_link(store::Reader& r, const identity::Link& link);

/// The errors of one item of ClientLinks. `name` goes to Details: the names ClientLinkFieldInvalid and LinkPairMismatch are
/// documented, their numbers are not, so that they are sent with 3083.
class LinkErrors {
 public:
  LinkErrors(std::vector<ErrorValue>& out, std::size_t index)
      : errors_(out, static_cast<int>(index)), path_{nullptr, "ClientLinks", static_cast<int>(index)} {}
  void refuse(Error error, std::string_view rule, std::string_view field, std::string value, std::string bound,
              std::string expected, std::string_view name = {}) {
    auto& e = errors_.add(error, "ClientLink." + std::string(rule), Path{&path_, field}.text(), std::move(value),
                          std::move(bound), std::move(expected));
    e.details = name;
  }
  [[nodiscard]] bool any() const { return errors_.any(); }
  [[nodiscard]] bool broken(std::string_view field) const { return errors_.broken(Path{&path_, field}.text()); }
  [[nodiscard]] ItemErrors& items() { return errors_; }
  [[nodiscard]] const Path& path() const { return path_; }

 private:
  ItemErrors errors_;
  Path path_;
};

inline constexpr std::string_view field_invalid = "ClientLinkFieldInvalid", pair_mismatch = "LinkPairMismatch";

/// Another agency that works for the account, or is about to; 0 = none.
std::int64_t other_agency(store::Reader& r, std::int64_t account_id, std::int64_t managing_customer_id);

/// PartialErrors as these operations send them: an entry for each link, nil where nothing is wrong.
list<list<box<customer_management::OperationError>>> link_errors(Call& call, std::vector<ErrorValue> errors, std::size_t links);

/// AddClientLinks and UpdateClientLinks: `work(w, link, errors)` for each link that is there, in one transaction.
template <class Op, class Work>
Result<Op> for_each_link(Call& call, const typename Op::Request& request, Work work) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  std::vector<ErrorValue> errors;
  call.world.store().write([&](store::Writer& w) {
    errors.clear();
    for (std::size_t i = 0; i < request.client_links.size(); ++i) {
      LinkErrors of_item(errors, i);
      if (!request.client_links[i])
        of_item.refuse(Error::Code3087, "nil", "", "(nil)", "no nil items", "a client link");
      else if (!call.inject(static_cast<int>(i), errors))
        work(w, *request.client_links[i], of_item);
    }
    return true;
  });
  typename Op::Response response;
  response.operation_errors.set_nil();
  response.partial_errors = link_errors(call, std::move(errors), request.client_links.size());
  return response;
}

}  // namespace adsbox::services
