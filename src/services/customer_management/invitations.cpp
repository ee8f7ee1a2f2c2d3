// SendUserInvitation, SearchUserInvitations.
#include "identity/invitations.h"

#include "identity/accounts.h"
#include "identity/logins.h"
#include "services/customer_management/reach.h"
#include "services/entity/single.h"
#include "services/partial_errors.h"
#include "services/search/search.h"
#include "services/services.h"

namespace adsbox::services {

using namespace customer_management;

namespace {

bool is_invited_role(std::int32_t id) {
  using enum identity::Role;
  const auto role = static_cast<identity::Role>(id);
  return role == advertiser_campaign_manager || role == super_admin || role == viewer || role == standard_user;
}

void decide_invitation(Call& call, Single& item) {
  const auto& i = item.heard<UserInvitation>();
  if (i.email && !identity::is_email(i.email))
    item.refuse(Error::ApiInputValidationError, "Email.form", "Email", i.email.str(), "", "a mail address");
  if (i.role_id && !is_invited_role(*i.role_id))
    item.refuse(Error::ApiInputValidationError, "RoleId.role", "RoleId", std::to_string(*i.role_id), "16, 41, 100, 203",
                "the id of a role that people can be invited to");
  if (!i.customer_id) return;
  bool there = false;
  call.world.store().read([&](store::Reader& r) { there = r.get(world::kind_of<Customer>(), *i.customer_id).has_value(); });
  if (!there)
    item.refuse(Error::Code1001, "CustomerId.exists", "CustomerId", std::to_string(*i.customer_id), "",
                "a customer that the caller reaches");
  for (std::size_t n = 0; there && n < i.account_ids.size(); ++n) {
    const auto id = i.account_ids[n].value_or(0);
    const auto facts = identity::find_account(call.world, id);
    if (facts == nullptr || facts->customer_id != *i.customer_id)
      item.refuse(Error::Code2108, "AccountIds.owner", "AccountIds[" + std::to_string(n) + "]", std::to_string(id), "",
                  "an account directly under customer " + std::to_string(*i.customer_id));
  }
}

Result<SendUserInvitation> send_user_invitation(Call& call, const SendUserInvitationRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  Single item(*request.user_invitation, nullptr, Mode::add, "UserInvitation");
  decide_invitation(call, item);
  if (!item.good()) return item.failure();
  SendUserInvitationResponse response;
  call.world.store().write([&](store::Writer& w) {
    response.user_invitation_id = identity::send_invitation(call.world, w, item.result<UserInvitation>(), call.now);
    return true;
  });
  return response;
}

Result<SearchUserInvitations> search_user_invitations(Call& call, const SearchUserInvitationsRequest& request) {
  static constexpr search::Field fields[] = {{"CustomerId", search::Kind::id}};
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  const auto query = search::read(call, request, {"search-user-invitations", fields, {}, {}});
  if (!query) return std::unexpected(query.error());
  SearchUserInvitationsResponse response;
  response.user_invitations.set_empty();
  call.world.store().read([&](store::Reader& r) {
    for (const auto customer : query->conditions.front().numbers)
      for (auto& i : identity::pending_invitations(r, customer)) response.user_invitations.push_back(std::move(i.value));
  });
  return response;
}

}  // namespace

void register_invitations(Registry& registry) {
  registry.add<SendUserInvitation>(send_user_invitation);
  registry.add<SearchUserInvitations>(search_user_invitations);
}

}  // namespace adsbox::services
