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

/// One right: a role on a customer, optionally only on some of its accounts.
struct Grant {
  std::int64_t customer_id = 0;
  Role role{};
  std::vector<std::int64_t> account_ids;  // empty = all accounts of the customer
  std::string link_permission;            // "Administrative", "Standard" when reached through a customer link; else empty
  std::int64_t user_id = 0;               // User object of the login in that customer
};

struct Principal {
  std::int64_t login_id = 0;  // the person's login
  std::int64_t user_id = 0;   // original User object
  std::string user_name;
  std::vector<Grant> grants;
  std::int64_t expires = 0;  // ticks when the access token ends
};

/// Checks the credentials against the world: headers present, developer token, access token, scope, identity provider.
/// Results are cached until something of the world's identity changes.
std::expected<std::shared_ptr<const Principal>, Failure> authenticate(world::World& world, const Credentials& credentials);

}  // namespace adsbox::identity
