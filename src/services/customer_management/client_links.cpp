#include "services/customer_management/client_links.h"

#include "services/partial_errors.h"
#include "world/entities.h"

namespace adsbox::services {

using namespace customer_management;

namespace {

template <class T>
std::int64_t id_of_number(store::Reader& r, std::string_view number) {
  std::int64_t id = 0;
  if (!number.empty())
    r.scan_key_anywhere(world::kind_of<T>(), number, [&](const store::RowView& row) {
      id = row.id;
      return false;
    });
  return id;
}

void set(text& to, const std::string& value) {
  if (value.empty())
    to.set_nil();
  else
    to = value;
}

}  // namespace

std::optional<LinkEnd> link_account(store::Reader& r, std::int64_t id) {
  const auto a = world::load<AdvertiserAccount>(r, id);
  if (!a) return std::nullopt;
  return LinkEnd{id, (*a)->parent_customer_id.value_or(a->parent), (*a)->name.str(), (*a)->number.str()};
}

std::optional<LinkEnd> link_customer(store::Reader& r, std::int64_t id) {
  const auto c = world::load<Customer>(r, id);
  if (!c) return std::nullopt;
  return LinkEnd{id, id, (*c)->name.str(), (*c)->number.str()};
}

std::optional<LinkEnd> find_account_end(store::Reader& r, const opt<std::int64_t>& id, const text& number) {
  return link_account(r, id ? *id : id_of_number<AdvertiserAccount>(r, number));
}

std::optional<LinkEnd> find_customer_end(store::Reader& r, const opt<std::int64_t>& id, const text& number) {
  return link_customer(r, id ? *id : id_of_number<Customer>(r, number));
}

box<ClientLink> shown_link(store::Reader& r, const identity::Link& link) {
  const auto& v = link.value;
  const bool customer = identity::is_customer_link(link);
  auto out = make<ClientLink>();
  out->type = customer ? "CustomerLink" : "AccountLink";
  out->client_entity_id = link.account;
  if (const auto client = customer ? link_customer(r, link.account) : link_account(r, link.account)) {
    out->client_entity_name = client->name;
    out->client_entity_number = client->number;
    if (!customer)
      if (const auto owner = link_customer(r, client->customer_id)) out->client_entity_customer_number = owner->number;
  }
  out->managing_customer_id = link.parent;
  if (const auto managing = link_customer(r, link.parent)) {
    out->managing_customer_name = managing->name;
    out->managing_customer_number = managing->number;
  }
  set(out->note, v.note.str());
  out->name = v.name;
  set(out->inviter_email, v.inviter_email.str());
  set(out->inviter_name, v.inviter_name.str());
  set(out->inviter_phone, v.inviter_phone.str());
  out->is_bill_to_client = customer ? opt<bool>(nil) : v.is_bill_to_client;
  out->start_date = v.start_date;
  out->status = identity::status_of(link);
  out->suppress_notification = v.suppress_notification.value_or(false);
  out->last_modified_date_time = DateTime(identity::modified_at(link), true);
  out->last_modified_by_user_id = v.modified_by_user_id.value_or(0);
  out->timestamp = v.time_stamp;
  out->forward_compatibility_map.set_nil();
  set(out->customer_link_permission, customer ? v.permission.str() : std::string());
  return out;
}

std::int64_t other_agency(store::Reader& r, std::int64_t account_id, std::int64_t managing_customer_id) {
  for (const auto& l : identity::all_links_of_account(r, account_id)) {
    const auto status = identity::status_of(l);
    const bool works = identity::in_force(status) || status == ClientLinkStatus::LinkInProgress;
    if (works && l.parent != managing_customer_id) return l.parent;
  }
  return 0;
}

list<list<box<OperationError>>> link_errors(Call& call, std::vector<ErrorValue> errors, std::size_t links) {
  auto out = errors_by_item<OperationError>(call, std::move(errors), links);
  while (out.size() < links) out.push_back(list<box<OperationError>>(nil));
  return out;
}

}  // namespace adsbox::services
