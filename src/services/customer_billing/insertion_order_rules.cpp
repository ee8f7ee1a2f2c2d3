#include "services/customer_billing/insertion_order_rules.h"

#include <algorithm>

#include "codec/codec.h"
#include "schema/rules.h"
#include "services/entity/fields.h"
#include "services/entity/merge.h"

namespace adsbox::services {

using namespace customer_billing;
using billing::day_of;
using billing::moment;

namespace {

constexpr std::string_view root = "InsertionOrder", pending_root = "InsertionOrder.PendingChanges";

std::string name_of(const opt<InsertionOrderPendingChangesStatus>& status) {
  return describe(field_of(InsertionOrderPendingChanges::type_id, "ChangeStatus"), &status);
}

std::string day_text(billing::Day day) {
  std::string out;
  codec::append_date_time(out, moment(day));
  return out.substr(0, 10);
}

std::string day_text(const opt<DateTime>& t) {
  return t ? day_text(day_of(*t)) : std::string();
}

std::string values_of(const schema::RuleSet* set) {
  std::string out;
  if (set == nullptr) return out;
  for (const auto n : schema::values_of(*set)) (out.empty() ? out : out += ", ") += schema::rule_book.text(n);
  return out;
}

bool in_set(std::string_view set, std::string_view value) {
  const auto* found = schema::find_set(set);
  return found != nullptr && schema::contains(*found, value);
}

void cut(opt<DateTime>& t) {
  if (t) t = moment(day_of(*t));
}

/// Whether the service alone writes a member.
bool is_readonly(TypeId type, std::size_t index) {
  const auto* rules = schema::find_rules(type);
  return rules != nullptr && std::ranges::any_of(schema::rules_of(*rules), [&](const schema::FieldRule& r) {
           return r.field == index && r.update == schema::Need::readonly;
         });
}

/// Takes the members away that the service alone writes, those called in `apart`, and those that say what `before` says already.
/// True when any are left.
bool keep_changes(object& sent, const object* before, std::initializer_list<std::string_view> apart) {
  const auto fields = schema::fields_of(schema::type_info(sent.contract_type));
  bool any = false;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto& f = fields[i];
    if (std::ranges::find(apart, schema::text(f.name)) != apart.end()) continue;
    void* at = member(sent, f);
    const bool same = before != nullptr && equal_members(f, at, member(*before, f));
    if (state_of(f.kind, at) != presence::value || is_readonly(sent.contract_type, i) || same)
      reset_member(f, at);
    else
      any = true;
  }
  return any;
}

/// Members that unlimited and endless orders do not have.
void drop_bounds(InsertionOrder& o) {
  if (o.is_unlimited.value_or(false)) o.spend_cap_amount = nil;
  if (o.is_endless.value_or(false)) o.end_date = nil;
}

}  // namespace

std::string name_of(const opt<InsertionOrderStatus>& status) {
  return describe(field_of(InsertionOrder::type_id, "Status"), &status);
}

void keep_days_only(InsertionOrder& o) {
  cut(o.start_date);
  cut(o.end_date);
  if (o.pending_changes) keep_days_only(*o.pending_changes);
}

void keep_days_only(InsertionOrderPendingChanges& c) {
  cut(c.start_date);
  cut(c.end_date);
}

bool takes_status(InsertionOrderStatus state, InsertionOrderStatus wanted) {
  return in_set("insertion-order-status." + name_of(opt(state)), name_of(opt(wanted)));
}

box<InsertionOrder> new_order(const InsertionOrder& sent, billing::Day today, ItemErrors& errors) {
  auto order = make<InsertionOrder>(sent);
  keep_days_only(*order);
  complete_new(*order);
  auto& o = *order;
  drop_bounds(o);
  const auto field = [](std::string_view name) { return std::string(root) + "." + std::string(name); };
  if (o.start_date && day_of(*o.start_date) < today)
    errors.add(Error::Code532, "InsertionOrder.StartDate.past", field("StartDate"), day_text(o.start_date),
               ">= " + day_text(today), "today or a later day");
  if (!o.is_endless.value_or(false)) {
    if (!o.end_date)
      errors.add(Error::Code532, "InsertionOrder.EndDate.required", field("EndDate"), "", "required",
                 "a day, or IsEndless for an order without an end");
    else if (o.start_date && *o.end_date <= *o.start_date)
      errors.add(Error::Code532, "InsertionOrder.EndDate.order", field("EndDate"), day_text(o.end_date),
                 "> " + day_text(o.start_date), "a day after StartDate");
  }
  if (!o.is_unlimited.value_or(false) && o.spend_cap_amount.value_or(0) <= 0)
    errors.add(Error::Code478, "InsertionOrder.SpendCapAmount.above", field("SpendCapAmount"),
               describe(field_of(InsertionOrder::type_id, "SpendCapAmount"), &sent.spend_cap_amount), "> 0",
               "an amount greater than 0, or IsUnlimited for an order without a cap");
  o.pending_changes = nil;
  o.is_in_series = false;
  o.is_unlimited = o.is_unlimited.value_or(false);
  o.is_endless = o.is_endless.value_or(false);
  o.status = InsertionOrderStatus::Active;
  return order;
}

OrderUpdate::OrderUpdate(const InsertionOrder& sent, InsertionOrder& order, billing::Day today, ItemErrors& errors)
    : sent_(sent), order_(order), today_(today), errors_(errors), state_(name_of(opt(billing::state_of(order, today)))) {
  keep_days_only(sent_);
}

void OrderUpdate::refuse(Error error, std::string_view rule, std::string_view field, std::string value, std::string bound,
                         std::string expected) {
  errors_.add(error, "InsertionOrder." + std::string(rule), std::string(field), std::move(value), std::move(bound),
              std::move(expected));
}

/// What the request wants. Clients may send back the whole object that they found: what says nothing new asks for nothing.
void OrderUpdate::find_out() {
  fields_ = keep_changes(sent_, &order_, {"Id", "Status", "PendingChanges"});
  if (auto* changes = sent_.pending_changes.get()) {
    const auto* waiting = order_.pending_changes.get();
    pending_ = keep_changes(*changes, waiting, {"ChangeStatus"});
    answers_ = changes->change_status.has_value() &&
               (waiting == nullptr || pending_ || changes->change_status != waiting->change_status);
  }
  const bool others = fields_ || pending_ || answers_;
  sets_status_ = sent_.status.has_value() && (name_of(sent_.status) != state_ || !others);
}

void OrderUpdate::set_status() {
  if (fields_ || pending_ || answers_)
    return refuse(Error::Code479, "Status.alone", "InsertionOrder.Status", name_of(sent_.status), "alone",
                  "Status without other members that change");
  const auto* allowed = schema::find_set("insertion-order-status." + state_);
  if (allowed == nullptr || !schema::contains(*allowed, name_of(sent_.status))) {
    const auto names = values_of(allowed);
    return refuse(
        Error::Code480, "Status.transition", "InsertionOrder.Status", name_of(sent_.status), names.empty() ? "none" : names,
        names.empty() ? "no Status: an order that is " + state_ + " keeps it" : "a status that follows " + state_ + ": " + names);
  }
  new_status_ = *sent_.status;
  order_.status = *sent_.status;
  if (*sent_.status == InsertionOrderStatus::Canceled) order_.pending_changes = nil;  // the system cancels them, too
}

void OrderUpdate::answer_changes() {
  const auto answer = sent_.pending_changes->change_status;
  if (pending_ || fields_)
    return refuse(Error::Code479, "PendingChanges.ChangeStatus.alone", "InsertionOrder.PendingChanges.ChangeStatus",
                  name_of(answer), "alone", "ChangeStatus without other members that change");
  if (!in_set("insertion-order-answers", name_of(answer)))
    return refuse(Error::Code480, "PendingChanges.ChangeStatus.values", "InsertionOrder.PendingChanges.ChangeStatus",
                  name_of(answer), values_of(schema::find_set("insertion-order-answers")), "ApproveChanges or DeclineChanges");
  if (!order_.pending_changes)
    return refuse(Error::Code480, "PendingChanges.ChangeStatus.pending", "InsertionOrder.PendingChanges.ChangeStatus",
                  name_of(answer), "PendingUserReview", "changes of this order that wait for review; there are none");
  const auto waiting = std::move(order_.pending_changes);
  order_.pending_changes = nil;
  if (*answer == InsertionOrderPendingChangesStatus::ApproveChanges) change(*waiting, pending_root);
}

void OrderUpdate::change(const object& values, std::string_view from) {
  const InsertionOrder before = order_;
  merge_update(order_, values);
  drop_bounds(order_);
  check_dates(before, from);
  const auto field = std::string(from) + ".SpendCapAmount";
  if (!order_.is_unlimited.value_or(false) && order_.spend_cap_amount.value_or(0) <= 0)
    refuse(Error::Code478, "SpendCapAmount.above", field,
           describe(field_of(InsertionOrder::type_id, "SpendCapAmount"), &order_.spend_cap_amount), "> 0",
           "an amount greater than 0");
}

void OrderUpdate::check_dates(const InsertionOrder& before, std::string_view from) {
  const bool start = order_.start_date != before.start_date, end = order_.end_date != before.end_date && order_.end_date;
  const auto start_field = std::string(from) + ".StartDate", end_field = std::string(from) + ".EndDate";
  if ((start || end) && order_.is_in_series.value_or(false))
    return refuse(Error::Code532, "series.dates", start ? start_field : end_field,
                  day_text(start ? order_.start_date : order_.end_date), "fixed in a series",
                  "no dates: those of an order in a recurring series cannot be changed");
  if (start && state_ != "NotStarted" && state_ != "PendingUserReview")
    return refuse(Error::Code532, "StartDate.passed", start_field, day_text(order_.start_date), day_text(before.start_date),
                  "no StartDate: the order is " + state_);
  if (start && day_of(*order_.start_date) < today_)
    refuse(Error::Code532, "StartDate.past", start_field, day_text(order_.start_date), ">= " + day_text(today_),
           "today or a later day");
  if (end && day_of(*order_.end_date) < today_)
    refuse(Error::Code532, "EndDate.past", end_field, day_text(order_.end_date), ">= " + day_text(today_),
           "today or a later day");
  if ((start || end) && order_.end_date && *order_.end_date <= order_.start_date.value_or({}))
    refuse(Error::Code532, "EndDate.order", end ? end_field : start_field, day_text(end ? order_.end_date : order_.start_date),
           (end ? "> " + day_text(order_.start_date) : "< " + day_text(order_.end_date)), "an EndDate after StartDate");
  if (!order_.end_date && !order_.is_endless.value_or(false))
    refuse(Error::Code532, "EndDate.required", end_field, "", "required", "a day, or IsEndless for an order without an end");
}

void OrderUpdate::apply() {
  find_out();
  if (sets_status_) return set_status();
  if (fields_ && !in_set("insertion-order-direct-changes", state_))
    return refuse(Error::Code479, "state.fields", root, "an order that is " + state_,
                  values_of(schema::find_set("insertion-order-direct-changes")),
                  "only Status, or PendingChanges once the order is approved");
  if ((pending_ || answers_) && !in_set("insertion-order-pending-changes", state_))
    return refuse(Error::Code479, "state.pending_changes", pending_root, "an order that is " + state_,
                  values_of(schema::find_set("insertion-order-pending-changes")), "PendingChanges of an approved order");
  if (answers_) return answer_changes();
  if (pending_) {
    // A user's own changes need no review; those that waited for one are replaced by them.
    order_.pending_changes = nil;
    change(*sent_.pending_changes, pending_root);
  }
  if (fields_) change(sent_, root);
}

}  // namespace adsbox::services
