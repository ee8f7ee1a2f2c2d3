// SignupCustomer: an aggregator makes a customer that it pays for; an agency in the pilot makes one by inviting its
// administrator, or by naming the person.
#include <algorithm>

#include "identity/advertiser.h"
#include "identity/invitations.h"
#include "identity/links.h"
#include "identity/roles.h"
#include "identity/row_version.h"
#include "identity/tokens.h"
#include "net/blocking.h"
#include "schema/rules.h"
#include "services/customer_management/accounts_rules.h"
#include "services/customer_management/accounts_setup.h"
#include "services/customer_management/accounts_shared.h"
#include "services/customer_management/customers_shared.h"
#include "services/customer_management/reach.h"
#include "services/entity/fields.h"
#include "services/partial_errors.h"
#include "services/services.h"

namespace adsbox::services {

using namespace customer_management;

namespace {

/// Who a new customer is made by, and for whom.
struct SignUp {
  std::int64_t maker = 0;       // the aggregator, or the agency
  std::int64_t maker_user = 0;  // the caller's User there
  bool aggregator = false;
  std::int64_t admin_login = 0;  // the person who becomes Super Admin at once; 0 = nobody yet
  std::int64_t agency = 0;       // that gets the account
};

/// The customer that signs up: of an aggregator the one that ParentCustomerId names, or its only one.
std::optional<SignUp> maker_of(const Call& call, const SignupCustomerRequest& request) {
  const bool for_somebody = request.user_invitation || request.user || request.user_id;
  SignUp made;
  made.aggregator = !for_somebody;
  if (for_somebody) {
    made.maker = customer_of_caller(call);
  } else {
    const auto named = request.parent_customer_id.value_or(0);
    for (const auto& g : call.principal.grants)
      if (g.role == identity::Role::aggregator && (named <= 0 || g.customer_id == named)) {
        made.maker = g.customer_id;
        break;
      }
  }
  if (made.maker == 0) return std::nullopt;
  made.maker_user = user_in(call, made.maker);
  return made;
}

/// The login behind a token that the new administrator has given away; 0 when it is none, or is over.
std::int64_t login_of_token(Call& call, std::string_view token) {
  std::int64_t login = 0;
  call.world.store().read([&](store::Reader& r) {
    const auto found = identity::find_secret<internal::AccessToken>(r, token);
    if (found && found->value.expires_at.value_or(DateTime()) > call.now) login = found->value.login_id.value_or(0);
  });
  return login;
}

/// The person who is to be Super Admin: an existing User, or one who has signed in.
void decide_person(Call& call, const SignupCustomerRequest& request, SignUp& made, Refusals& item) {
  if (request.user_id) {
    call.world.store().read(
        [&](store::Reader& r) { made.admin_login = identity::login_of_user(r, *request.user_id).value_or(0); });
    if (made.admin_login == 0)
      item.refuse(Error::Code1001, "UserId.exists", "UserId", std::to_string(*request.user_id), "", "the id of a User");
    return;
  }
  if (!request.user) return;
  const auto& user = *request.user;
  const auto need = [&](const text& value, std::string_view field) {
    if (value.empty())
      item.refuse(Error::NullParameter, std::string(field) + ".required", field, "(absent)", "required", "a value");
  };
  static const text absent;
  need(user.contact_info ? user.contact_info->email : absent, "User.ContactInfo.Email");
  need(user.name ? user.name->first_name : absent, "User.Name.FirstName");
  need(user.name ? user.name->last_name : absent, "User.Name.LastName");
  need(user.authentication_token, "User.AuthenticationToken");
  if (!item.good()) return;
  made.admin_login = login_of_token(call, user.authentication_token.view());
  if (made.admin_login == 0)
    item.refuse(Error::InvalidCredentials, "User.AuthenticationToken.valid", "User.AuthenticationToken", "(hidden)", "",
                "a valid access token of the new administrator");
}

/// What only the other operations on accounts take, or only this one.
void decide_kind(const SignupCustomerRequest& request, const SignUp& made, Single& account) {
  const auto& sent = *request.account;
  if (made.aggregator) {
    if (sent.payment_method_id)
      account.refuse(Error::Code1143, "PaymentMethodId.aggregator", "PaymentMethodId", std::to_string(*sent.payment_method_id),
                     "nil", "nothing: the aggregator's invoice pays for the account");
    if (!sent.linked_agencies.empty())
      account.refuse(Error::ApiInputValidationError, "LinkedAgencies.aggregator", "LinkedAgencies", "1 item", "nil",
                     "nothing: the aggregator manages the account");
  } else if (request.user_invitation && !sent.language) {
    account.refuse(Error::NullParameter, "Language.required", "Language", "(absent)", "required",
                   "a language: there is no user yet whose language it could be");
  }
  if (!sent.account_mode.empty() && sent.account_mode != "Expert" && (made.aggregator || sent.account_mode != "UnifiedSmart"))
    account.refuse(Error::ApiInputValidationError, "AccountMode.values", "AccountMode", sent.account_mode.str(),
                   "Expert, UnifiedSmart", "Expert; UnifiedSmart together with UserId or UserInvitation");
}

void check_invited_role(const UserInvitation& sent, Single& item) {
  const auto& allowed = *schema::find_set("signup-roles");
  const auto role = std::to_string(sent.role_id.value_or(0));
  if (item.broken("RoleId") || schema::contains(allowed, role)) return;
  item.refuse(Error::ApiInputValidationError, "RoleId.sign_up", "RoleId", role, "41, 203",
              "the role Super Admin (41) or Standard User (203)");
}

/// All errors of several objects, as one failure.
std::unexpected<Failure> together(std::initializer_list<Refusals*> all) {
  Failure failure;
  for (auto* r : all)
    for (auto& e : r->take()) failure.errors.push_back(std::move(e));
  return std::unexpected(std::move(failure));
}

Result<SignupCustomer> sign_up(Call& call, const SignupCustomerRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  auto made = maker_of(call, request);
  if (!made)
    return refuse_customer({"SignupCustomer.ParentCustomerId.aggregator", "ParentCustomerId",
                            std::to_string(request.parent_customer_id.value_or(0)), "",
                            "a customer on which the caller is Aggregator"});
  Single customer(*request.customer, nullptr, Mode::add, "Customer");
  Single account(*request.account, nullptr, Mode::add, "Account");
  Refusals person("SignupCustomer");
  auto& a = account.result<AdvertiserAccount>();
  decide_customer(customer, nullptr);
  decide_kind(request, *made, account);
  if (!made->aggregator) {
    decide_person(call, request, *made, person);
    made->agency = decide_agency(call, account, 0, a.linked_agencies);
  }
  // The invitation's customer does not exist yet; any id will do for the rules.
  UserInvitation invitation;
  if (request.user_invitation) invitation = *request.user_invitation;
  invitation.customer_id = made->maker;
  std::optional<Single> invited;
  if (request.user_invitation) {
    invited.emplace(invitation, nullptr, Mode::add, "UserInvitation");
    check_invited_role(invitation, *invited);
  }
  a.account_mode = request.account->account_mode;
  const auto billing = made->aggregator ? AccountBilling::invoice : AccountBilling::method;
  net::about_to_block();
  const std::scoped_lock lock(call.world.attached<AccountWrites>().mutex);
  decide_account(call, account, {.billing = billing});
  if (!customer.good() || !account.good() || !person.good() || (invited && !invited->good())) {
    if (invited) return together({&customer, &account, &person, &*invited});
    return together({&customer, &account, &person});
  }

  SignupCustomerResponse response;
  call.world.store().write([&](store::Writer& w) {
    auto& c = customer.result<Customer>();
    const auto customer_id = identity::next_customer_id(w);
    const auto account_id = identity::next_account_id(w);
    store_new_customer(call, w, c, {.id = customer_id, .maker = made->maker, .maker_user = made->maker_user});
    auto primary = made->maker_user;
    if (made->admin_login != 0)
      primary = identity::add_user(call.world, w, made->admin_login, {customer_id, identity::Role::super_admin});
    using enum AccountLifeCycleStatus;
    store_new_account(call, w, a,
                      {.id = account_id,
                       .customer_id = customer_id,
                       .bill_to_customer_id = made->aggregator ? made->maker : customer_id,
                       .primary_user_id = primary,
                       .status = made->aggregator ? Active : Draft,
                       .billing = billing});
    if (made->aggregator) {
      identity::add_aggregatee(w, made->maker, account_id, made->maker_user, call.now);
    } else {
      // Who was invited accepts the terms first; a person who is there has.
      const bool there = made->admin_login != 0;
      if (there)
        begin_setup(call.world, w, customer_id, account_id, a.payment_method_id || pays_nothing(call.world));
      else
        await_user(call.world, w, customer_id, account_id);
      if (made->agency != 0) link_agency(call, w, made->agency, account_id, true);
      if (invited) {
        auto& i = invited->result<UserInvitation>();
        i.customer_id = customer_id;
        identity::send_invitation(call.world, w, i, call.now);
      }
    }
    response.customer_id = customer_id;
    response.customer_number = c.number;
    response.account_id = account_id;
    response.account_number = a.number;
    response.create_time = call.now;
    return true;
  });
  return response;
}

}  // namespace

void register_signup(Registry& registry) {
  registry.add<SignupCustomer>(sign_up);
}

}  // namespace adsbox::services
