// Links: a customer that manages an account of another customer, or another customer as a whole. Invitations are rows of
// internal::ClientLinkRecord; the latest of a pair (managing customer, client) is the pair's ClientLink. What the service does by
// itself (expiry, the beginning and the end of a link) follows the world's clock: settle_links() does what is due, and whoever
// looks at links through hierarchy() sees it done.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adsbox/customer_management.h"
#include "identity/records.h"
#include "world/world.h"

namespace adsbox::identity {

using Link = Stored<internal::ClientLinkRecord>;
using LinkStatus = customer_management::ClientLinkStatus;

[[nodiscard]] LinkStatus status_of(const Link& link);
[[nodiscard]] inline bool is_customer_link(const Link& link) {
  return link.value.customer_link.value_or(false);
}
/// Keeps others from inviting: pending, in force, or on the way to or from it (the set client-link-open).
[[nodiscard]] bool is_open(LinkStatus status);
/// The managing customer works with the client: from Active to the end of the unlinking.
[[nodiscard]] bool in_force(LinkStatus status);
/// When a person or the service changed it last.
[[nodiscard]] std::int64_t modified_at(const Link& link);
/// When the service changes the link by itself; the largest number when it does not.
[[nodiscard]] std::int64_t due_of(const Link& link);
/// From when to due_of() the account is busy with the change of its link; empty when it is not.
[[nodiscard]] std::optional<std::int64_t> busy_from(const Link& link);

/// The latest link of each pair, in ascending id of the row.
[[nodiscard]] std::vector<Link> links_of_manager(store::Reader& r, std::int64_t customer_id);
[[nodiscard]] std::vector<Link> links_of_client(store::Reader& r, std::int64_t client_id, bool customer_link);
/// All rows of the account, aggregatees' included.
[[nodiscard]] std::vector<Link> all_links_of_account(store::Reader& r, std::int64_t account_id);
[[nodiscard]] std::optional<Link> find_link(store::Reader& r, std::int64_t managing_customer_id, std::int64_t client_id,
                                            bool customer_link);

/// Stores a link with a new Timestamp; a new one (id 0) gets its id.
void save_link(store::Writer& w, Link& link, std::int64_t now);
/// A new invitation in the state LinkPending.
[[nodiscard]] Link new_link(std::int64_t managing_customer_id, std::int64_t client_id, bool customer_link, std::int64_t user_id,
                            DateTime now);
/// Gives the aggregator the account that it has made by SignupCustomer: for good, and not to be seen as a ClientLink.
void add_aggregatee(store::Writer& w, std::int64_t aggregator_id, std::int64_t account_id, std::int64_t user_id, DateTime now);

/// Does what is due by the world's clock. Must not be called inside of a transaction. Waits for a commit when something was.
void settle_links(world::World& world);

}  // namespace adsbox::identity
