// AddClientLinks.
#include "identity/hierarchy.h"
#include "identity/notifications.h"
#include "identity/roles.h"
#include "services/customer_management/accounts_shared.h"
#include "services/customer_management/client_links.h"
#include "services/entity/limits.h"
#include "services/entity/validate.h"
#include "services/partial_errors.h"
#include "services/services.h"
#include "world/entities.h"

namespace adsbox::services {

using namespace customer_management;
using identity::Link;

namespace {

std::string text_of(const opt<std::int64_t>& id, const text& number) {
  return id ? std::to_string(*id) : number.str();
}

/// One end of a link is named by its id or by its number.
void one_of_two(LinkErrors& errors, const std::string& end, const opt<std::int64_t>& id, const text& number) {
  const bool both = id.has_value() && number.has_value();
  if (id.has_value() != number.has_value()) return;
  errors.refuse(Error::Code3083, end + "Id.or_number", end + "Id", both ? std::to_string(*id) + " and " + number.str() : "",
                "one of the two", end + "Id or " + end + "Number" + (both ? ", not both" : ""), field_invalid);
}

/// What stands beside the client's id must be of the same client.
void matches(LinkErrors& errors, std::string_view field, const text& sent, std::string_view own) {
  if (sent.has_value() && sent.view() != own)
    errors.refuse(Error::Code3083, std::string(field) + ".pair", field, sent.str(), std::string(own),
                  "the number that belongs to ClientEntityId", pair_mismatch);
}

void needed(LinkErrors& errors, std::string_view field, bool there) {
  if (!there) errors.refuse(Error::Code3083, std::string(field) + ".required", field, "", "required", "a value", field_invalid);
}

class Adding {
 public:
  Adding(Call& call, store::Writer& w, const ClientLink& sent, LinkErrors& errors)
      : call_(call), w_(w), sent_(sent), errors_(errors), customer_link_(is_customer_link(sent)) {}

  void run() {
    validate(sent_, nullptr, {.mode = Mode::add}, errors_.path(), errors_.items());
    if (errors_.broken("Type")) return;  // what the rest means hangs on it
    find_ends();
    check_kind();
    if (client_ && managing_ && !errors_.any()) check_pair();
    if (errors_.any()) return;
    auto link = made();
    identity::save_link(w_, link, call_.now.ticks());
    identity::notify_of_link(w_, link, call_.now.ticks());
  }

 private:
  void find_ends() {
    const auto& s = sent_;
    if (limit_of(call_.world, schema::find_limit("client-link-dual-ids")) != 0) {
      needed(errors_, "ClientEntityId", s.client_entity_id.has_value());
      if (customer_link_)
        needed(errors_, "ClientEntityNumber", s.client_entity_number.has_value());
      else
        needed(errors_, "ClientEntityCustomerNumber", s.client_entity_customer_number.has_value());
    } else {
      one_of_two(errors_, "ClientEntity", s.client_entity_id, s.client_entity_number);
    }
    one_of_two(errors_, "ManagingCustomer", s.managing_customer_id, s.managing_customer_number);
    if (errors_.any()) return;
    client_ = customer_link_ ? find_customer_end(w_, s.client_entity_id, s.client_entity_number)
                             : find_account_end(w_, s.client_entity_id, s.client_entity_number);
    managing_ = find_customer_end(w_, s.managing_customer_id, s.managing_customer_number);
    if (!client_)
      errors_.refuse(customer_link_ ? Error::Code1001 : Error::Code2108, "ClientEntityId.exists",
                     s.client_entity_id ? "ClientEntityId" : "ClientEntityNumber",
                     text_of(s.client_entity_id, s.client_entity_number), "",
                     customer_link_ ? "a customer that there is" : "an account that there is");
    if (!managing_)
      errors_.refuse(Error::Code1001, "ManagingCustomerId.exists",
                     s.managing_customer_id ? "ManagingCustomerId" : "ManagingCustomerNumber",
                     text_of(s.managing_customer_id, s.managing_customer_number), "", "a customer that the caller reaches");
    if (!client_) return;
    matches(errors_, "ClientEntityNumber", s.client_entity_number, client_->number);
    if (customer_link_) return;
    const auto owner = link_customer(w_, client_->customer_id);
    matches(errors_, "ClientEntityCustomerNumber", s.client_entity_customer_number, owner ? owner->number : std::string());
  }

  /// What goes with links of accounts, and with links of customers.
  void check_kind() {
    if (customer_link_) return;
    if (!sent_.is_bill_to_client)
      errors_.refuse(Error::Code3083, "IsBillToClient.required", "IsBillToClient", "", "true, false",
                     "who pays for the account: true for the client, false for the managing customer", field_invalid);
    if (sent_.customer_link_permission && !sent_.customer_link_permission.empty())
      errors_.refuse(Error::Code3083, "CustomerLinkPermission.customer_link", "CustomerLinkPermission",
                     sent_.customer_link_permission.str(), "absent", "no value: it belongs to links of the type CustomerLink",
                     field_invalid);
  }

  void check_pair() {
    const auto client = std::to_string(client_->id);
    if (const auto known = identity::find_link(w_, managing_->id, client_->id, customer_link_);
        known && identity::is_open(identity::status_of(*known)))
      errors_.refuse(Error::Code1410, "ClientEntityId.open", "ClientEntityId", client, "no open link",
                     "a client that the managing customer has no link to, and no invitation pending for");
    if (customer_link_) {
      if (!identity::Hierarchy(w_).room_for(managing_->id, client_->id))
        errors_.refuse(Error::Code3083, "ClientEntityId.levels", "ClientEntityId", client,
                       std::to_string(schema::find_limit("customer-levels").value) + " levels",
                       "a customer that is not above the managing one, and with which there are no more levels than that",
                       field_invalid);
      return;
    }
    if (client_->customer_id == managing_->id)
      errors_.refuse(Error::Code3083, "ClientEntityId.own", "ClientEntityId", client, "",
                     "an account of another customer than the managing one", field_invalid);
    const auto account = world::load<AdvertiserAccount>(w_, client_->id);
    if (account && is_prepaid(**account))
      errors_.refuse(Error::Code1471, "ClientEntityId.prepaid", "ClientEntityId", client, "not prepaid",
                     "an account that is paid for afterwards: agencies cannot manage prepaid ones");
    if (account && (*account)->account_life_cycle_status == opt(AccountLifeCycleStatus::Inactive))
      errors_.refuse(Error::Code2192, "ClientEntityId.active", "ClientEntityId", client, "not Inactive",
                     "an account that was not deleted");
    if (other_agency(w_, client_->id, managing_->id) != 0)
      errors_.refuse(Error::Code1424, "ClientEntityId.agency", "ClientEntityId", client, "no other agency",
                     "an account that no other agency manages");
  }

  [[nodiscard]] Link made() {
    const auto user_id = identity::user_on(call_.principal, managing_->id);
    auto link = identity::new_link(managing_->id, client_->id, customer_link_, user_id, call_.now);
    auto& v = link.value;
    const auto inviter = world::load<User>(w_, user_id);
    const auto* contact = inviter ? (*inviter)->contact_info.get() : nullptr;
    const auto given = [](const text& sent, std::string_view otherwise) {
      return sent && !sent.empty() ? sent : text(otherwise);
    };
    v.name = given(sent_.name, (managing_->name + " - " + client_->name).substr(0, 40));
    v.note = sent_.note;
    v.inviter_email = given(sent_.inviter_email, contact != nullptr ? contact->email.view() : std::string_view{});
    v.inviter_phone = given(sent_.inviter_phone, contact != nullptr ? contact->phone1.view() : std::string_view{});
    const auto parent = inviter ? link_customer(w_, inviter->parent) : managing_;
    v.inviter_name = given(sent_.inviter_name, parent ? parent->name : managing_->name);
    if (sent_.start_date) v.start_date = sent_.start_date;
    v.suppress_notification = sent_.suppress_notification.value_or(false);
    if (customer_link_)
      v.permission = given(sent_.customer_link_permission, "Standard");
    else
      v.is_bill_to_client = sent_.is_bill_to_client;
    return link;
  }

  Call& call_;
  store::Writer& w_;
  const ClientLink& sent_;
  LinkErrors& errors_;
  bool customer_link_;
  std::optional<LinkEnd> client_, managing_;
};

Result<AddClientLinks> add_client_links(Call& call, const AddClientLinksRequest& request) {
  return for_each_link<AddClientLinks>(
      call, request, [&](store::Writer& w, const ClientLink& link, LinkErrors& errors) { Adding(call, w, link, errors).run(); });
}

}  // namespace

void register_client_links_add(Registry& registry) {
  registry.add<AddClientLinks>(add_client_links);
}

}  // namespace adsbox::services
