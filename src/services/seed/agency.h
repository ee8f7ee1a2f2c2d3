// An agency with its clients: what tests of hierarchies, roles and states of accounts need. Equal worlds get equal ones.
//
// The agency is a customer with 40 clients: customers first_client .. first_client + 39, each with 10 accounts and a Super Admin
// of its own. The agency manages clients 0..29 by Administrative and 30..34 by Standard customer links; of clients 35..39 it has
// the first three accounts by account links. Who signs in to the seeds' first login (identity/seed.h) is Super Admin of the
// agency, too; agency_login() tells the others. All logins have the seeds' password.
//
// Account j of client i is number 10 * i + j:
//   country and currency   by i: US, GB, DE, FR, CA, AU, IN, BR, SG, NZ in turn, with tax ids where they are needed
//   paid by                invoice where i % 8 == 7, prepaid where i % 4 == 0 and j == 9, else by method
//   state                  number % 20 == 3: paused by the user, 7: by billing, 11: by both, 13: Suspended, 17: Inactive; else
//   Active money                  number % 50 == 5: Hold, % 100 == 55: WriteOff (and Inactive); else clear the last one a Draft
//   that waits for its payment
#pragma once

#include <cstdint>
#include <string>

#include "world/world.h"

namespace adsbox::services {

struct AgencyFacts {
  static constexpr std::int64_t customer = 250'000'200, first_client = 250'000'201, first_account = 180'000'201,
                                first_user = 130'000'201;
  static constexpr int clients = 40, accounts_per_client = 10, users = 60;
  static constexpr std::int64_t account(int client, int j) { return first_account + client * accounts_per_client + j; }
};

/// The mail address of the seed's user n, 0..59. 0 and 1: Super Admins of the agency; 2: Aggregator; 3..5: Standard Users; 6, 7:
/// Advertiser Campaign Managers; 8, 9: Viewers; 10..49: the Super Admins of clients 0..39; 50..59: people who work for two
/// clients, Standard User of one and, limited to three accounts, Campaign Manager of the next.
[[nodiscard]] std::string agency_login(int n);

/// Puts the agency into a world that has no customer of its id yet. identity::seed() must have run.
void seed_agency(world::World& world);

}  // namespace adsbox::services
