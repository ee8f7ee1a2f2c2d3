// UpdateClientLinks: the steps of a link that people take. Those that the service takes by itself are in identity/links.cpp.
#include "adsbox/customer_management.h"
#include "identity/decisions.h"
#include "identity/notifications.h"
#include "identity/roles.h"
#include "schema/rules.h"
#include "services/customer_management/client_links.h"
#include "services/entity/fields.h"
#include "services/entity/validate.h"
#include "services/partial_errors.h"
#include "services/services.h"

namespace adsbox::services {

using namespace customer_management;
using identity::Link;

namespace {

std::string name_of(ClientLinkStatus status) {
  const opt value(status);
  return describe(field_of(ClientLink::type_id, "Status"), &value);
}

enum class Side : std::uint8_t { none, agency, client };

/// Who may take a link from one state to the other; the steps that there are, for explanations, in `steps`.
Side side_of(ClientLinkStatus from, ClientLinkStatus to, std::string& steps) {
  const auto* set = schema::find_set("client-link-steps." + name_of(from));
  if (set == nullptr) return Side::none;
  auto found = Side::none;
  for (const auto n : schema::values_of(*set)) {
    const auto step = schema::rule_book.text(n);
    const auto colon = step.find(':');
    const auto side = step.substr(colon + 1) == "agency" ? Side::agency : Side::client;
    (steps.empty() ? steps : steps += ", ").append(step.substr(0, colon)).append(" by the ").append(step.substr(colon + 1));
    if (step.substr(0, colon) == name_of(to)) found = side;
  }
  return found;
}

class Updating {
 public:
  Updating(Call& call, store::Writer& w, const ClientLink& sent, LinkErrors& errors)
      : call_(call), w_(w), sent_(sent), errors_(errors) {}

  void run() {
    validate(sent_, nullptr, {.mode = Mode::update}, errors_.path(), errors_.items());
    if (errors_.broken("Type")) return;
    auto link = find();
    if (!link) {
      errors_.refuse(Error::Code1001, "exists", "ClientEntityId", describe_id(), "", "a link that the caller's customer has");
      return;
    }
    const auto shown = shown_link(w_, *link);
    check_fixed(*shown);
    if (!(sent_.timestamp == shown->timestamp))
      errors_.refuse(Error::TimestampNotMatch, "Timestamp.current", "Timestamp", "", "current",
                     "the Timestamp of the link in the latest SearchClientLinks");
    if (sent_.status) take(*link, *sent_.status);
    if (errors_.any()) return;
    link->value.modified_by_user_id = acting_user(*link);
    if (sent_.note) link->value.note = sent_.note;
    identity::save_link(w_, *link, call_.now.ticks());
    if (moved_) identity::notify_of_link(w_, *link, call_.now.ticks());
  }

 private:
  [[nodiscard]] std::string describe_id() const {
    return sent_.client_entity_id ? std::to_string(*sent_.client_entity_id) : sent_.client_entity_number.str();
  }

  std::optional<Link> find() {
    const bool customer_link = is_customer_link(sent_);
    const auto client = customer_link ? find_customer_end(w_, sent_.client_entity_id, sent_.client_entity_number)
                                      : find_account_end(w_, sent_.client_entity_id, sent_.client_entity_number);
    const auto managing = find_customer_end(w_, sent_.managing_customer_id, sent_.managing_customer_number);
    if (!client || !managing) return std::nullopt;
    return identity::find_link(w_, managing->id, client->id, customer_link);
  }

  /// Only Status and Note can change. What is left out is no change.
  void check_fixed(const ClientLink& stored) {
    for (const auto& f : schema::fields_of(schema::type_info(ClientLink::type_id))) {
      const auto name = schema::text(f.name);
      if (name == "Status" || name == "Note" || name == "Timestamp" || name == "ForwardCompatibilityMap" ||
          name.starts_with("LastModified"))
        continue;
      const void* at = member(sent_, f);
      if (state_of(f.kind, at) != presence::value || equal_members(f, at, member(stored, f))) continue;
      // "" is as good as nothing.
      if (f.kind == schema::Kind::string && static_cast<const text*>(at)->empty()) continue;
      if (state_of(f.kind, member(stored, f)) != presence::value && f.kind == schema::Kind::boolean &&
          !**static_cast<const opt<bool>*>(at))
        continue;
      errors_.refuse(Error::Code3083, std::string(name) + ".fixed", name, describe(f, at), describe(f, member(stored, f)),
                     "the value that SearchClientLinks tells: only Status and Note can change");
    }
  }

  void take(Link& link, ClientLinkStatus to) {
    const auto from = identity::status_of(link);
    if (from == to) return;  // a change of the note
    std::string steps;
    const auto side = side_of(from, to, steps);
    if (side == Side::none) {
      const auto can = steps.empty() ? "no other status: from " + name_of(from) + " people take a link nowhere" : steps;
      errors_.refuse(Error::Code3083, "Status.step", "Status", name_of(to), can, can);
      return;
    }
    const bool customer_link = identity::is_customer_link(link);
    const bool may = side == Side::agency ? identity::may_manage_links(call_.principal, link.parent, customer_link)
                                          : identity::may_answer_for(call_.world, call_.principal, link.account, customer_link);
    if (!may) {
      errors_.refuse(Error::Code1001, "Status.side", "Status", name_of(to), steps,
                     std::string("a status that the caller's side can set: ") + steps);
      return;
    }
    if (to == ClientLinkStatus::LinkAccepted && !customer_link && other_agency(w_, link.account, link.parent) != 0) {
      errors_.refuse(Error::Code1424, "ClientEntityId.agency", "ClientEntityId", std::to_string(link.account), "no other agency",
                     "an account that no other agency manages");
      return;
    }
    side_ = side;
    moved_ = true;
    // Accepting and asking for an end are only written: the service takes it from there.
    const auto next = to == ClientLinkStatus::LinkAccepted      ? ClientLinkStatus::LinkInProgress
                      : to == ClientLinkStatus::UnlinkRequested ? ClientLinkStatus::UnlinkPending
                                                                : to;
    link.value.status = static_cast<std::int32_t>(next);
    link.value.changed_at = call_.now;
  }

  [[nodiscard]] std::int64_t acting_user(const Link& link) const {
    if (side_ != Side::client) return identity::user_on(call_.principal, link.parent);
    const auto client = identity::is_customer_link(link) ? link_customer(w_, link.account) : link_account(w_, link.account);
    return identity::user_on(call_.principal, client ? client->customer_id : 0);
  }

  Call& call_;
  store::Writer& w_;
  const ClientLink& sent_;
  LinkErrors& errors_;
  Side side_ = Side::none;
  bool moved_ = false;
};

Result<UpdateClientLinks> update_client_links(Call& call, const UpdateClientLinksRequest& request) {
  // may_answer_for() reads outside of the transaction; what it reads (who owns an account) does not change in it.
  return for_each_link<UpdateClientLinks>(call, request, [&](store::Writer& w, const ClientLink& link, LinkErrors& errors) {
    Updating(call, w, link, errors).run();
  });
}

}  // namespace

void register_client_links_update(Registry& registry) {
  registry.add<UpdateClientLinks>(update_client_links);
}

}  // namespace adsbox::services
