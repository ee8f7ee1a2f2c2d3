// Who calls, and what that person may reach. Resolved once a request, before any handler.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "errors/failure.h"
#include "world/world.h"

namespace adsbox::identity {

/// Header elements of a call, as sent (SOAP header or HTTP headers). Empty = absent or nil.
struct Credentials {
  std::string_view authentication_token;  // without `Bearer `
  std::string_view developer_token;
  std::string_view customer_id;
  std::string_view customer_account_id;
  std::string_view user_name;
  std::string_view password;
  std::string_view identity_provider;  // "Google" or empty
};

/// Ids of the documented roles.
enum class Role : std::int32_t {
  advertiser_campaign_manager = 16,
  aggregator = 33,
  super_admin = 41,
  viewer = 100,
  standard_user = 203,
};

/// One right: a role on a customer, optionally only on some of its accounts. Stored ones say what the person was given, those of
/// a Principal also what that leads to: `linked` and the customers that are reached through links.
struct Grant {
  std::int64_t customer_id = 0;
  Role role{};
  std::vector<std::int64_t> account_ids;  // limited to these, and to customer_ids; empty, both = not limited
  /// "Administrative", "Standard" when reached through a customer link, "LinkedEntityOnly" when only customers below are to be
  /// reached; else empty.
  std::string link_permission = {};
  std::int64_t user_id = 0;  // User object of the login in that customer
  std::vector<std::int64_t> customer_ids = {};
  bool limited = false;  // also when both lists are empty
  /// Accounts of other customers that this one holds links to; nullptr = none, or not looked up.
  std::shared_ptr<const std::vector<std::int64_t>> linked = {};
};

struct Principal {
  std::int64_t login_id = 0;  // the person's login
  std::int64_t user_id = 0;   // original User object
  std::string user_name;
  std::vector<Grant> grants;
  std::int64_t expires = 0;  // ticks when the access token ends
  /// Positions in `grants` in ascending customer; empty = not indexed. See index_grants().
  std::vector<std::uint32_t> by_customer = {};
};

/// Checks the credentials against the world: headers present, developer token, access token, scope, identity provider.
/// Results are cached until something of the world's identity changes.
std::expected<std::shared_ptr<const Principal>, Failure> authenticate(world::World& world, const Credentials& credentials);

}  // namespace adsbox::identity
