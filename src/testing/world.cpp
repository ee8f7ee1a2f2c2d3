#include "adsbox/testing.h"
#include "testing/names.h"
#include "testing/read.h"

namespace adsbox {

using namespace test_support;

TestWorld::TestWorld(std::shared_ptr<const AdminClient> admin, std::string name, Credentials credentials, bool owned)
    : admin_(std::move(admin)), name_(std::move(name)), credentials_(std::move(credentials)), owned_(owned) {}

TestWorld::TestWorld(TestWorld&& other) noexcept
    : admin_(std::move(other.admin_)),
      name_(std::move(other.name_)),
      credentials_(std::move(other.credentials_)),
      owned_(std::exchange(other.owned_, false)),
      snapshots_(std::exchange(other.snapshots_, {})) {}

TestWorld& TestWorld::operator=(TestWorld&& other) noexcept {
  if (this == &other) return *this;
  drop();
  admin_ = std::move(other.admin_);
  name_ = std::move(other.name_);
  credentials_ = std::move(other.credentials_);
  owned_ = std::exchange(other.owned_, false);
  snapshots_ = std::exchange(other.snapshots_, {});
  return *this;
}

TestWorld::~TestWorld() {
  drop();
}

/// What cannot be dropped (the server has ended) is gone as well.
void TestWorld::drop() noexcept {
  if (owned_) (void)admin_->drop_world(name_);
  for (const auto& s : snapshots_) (void)admin_->drop_snapshot(s);
  owned_ = false;
  snapshots_.clear();
}

std::expected<std::shared_ptr<Session>, ApiError> TestWorld::sign_in() const {
  OAuthClient oauth(environment(), {.client_id = credentials_.client_id}, admin_->transport());
  auto tokens = oauth.sign_in_headless(credentials_.user);
  if (!tokens) return std::unexpected(std::move(tokens.error()));
  return Session::create(std::move(oauth), std::move(*tokens));
}

ClientOptions TestWorld::client_options(TokenSource token) const {
  return {.environment = environment(),
          .developer_token = credentials_.developer_token,
          .token = std::move(token),
          .customer_id = credentials_.customer_id,
          .customer_account_id = credentials_.account_id,
          .transport = admin_->transport()};
}

std::expected<ServiceClient, ApiError> TestWorld::client() const {
  auto session = sign_in();
  if (!session) return std::unexpected(std::move(session.error()));
  return ServiceClient(client_options((*session)->source()));
}

AdminResult<void> TestWorld::reset(const WorldStart& start) {
  return done(admin_->reset_world(name_, start));
}

AdminResult<std::string> TestWorld::take_snapshot(std::string_view name) {
  std::string chosen = name.empty() ? new_name("snapshot") : std::string(name);
  if (auto taken = admin_->take_snapshot(name_, chosen); !taken) return std::unexpected(std::move(taken.error()));
  if (name.empty()) snapshots_.push_back(chosen);
  return chosen;
}

AdminResult<void> TestWorld::restore(std::string_view snapshot) {
  return done(admin_->restore_snapshot(name_, snapshot));
}

AdminResult<std::string> TestWorld::now() const {
  const auto world = object_of(admin_->clock(name_));
  if (!world) return std::unexpected(world.error());
  return (*world)["now"].text();
}

AdminResult<void> TestWorld::set_clock(std::string_view moment) {
  return done(admin_->change_clock(name_, {.set = std::string(moment)}));
}

AdminResult<void> TestWorld::advance(std::chrono::duration<double> span) {
  return done(admin_->change_clock(name_, {.advance_seconds = span.count()}));
}

AdminResult<void> TestWorld::freeze() {
  return run(0);
}

AdminResult<void> TestWorld::run(double factor) {
  return done(admin_->change_clock(name_, {.factor = factor}));
}

AdminResult<void> TestWorld::end_soap(std::string_view when) {
  return done(admin_->end_soap(name_, when));
}

AdminResult<void> TestWorld::set_contract(std::string_view version) {
  return done(admin_->set_contract(name_, version));
}

AdminResult<void> TestWorld::set_limit(std::string_view name, std::int64_t value) {
  return done(admin_->set_limits(name_, {{std::string(name), value}}));
}

AdminResult<void> TestWorld::reset_limits() {
  return done(admin_->reset_limits(name_));
}

AdminResult<std::vector<std::string>> TestWorld::add_fault(const FaultRule& rule) {
  const auto added = object_of(admin_->add_faults(name_, rule.json()));
  if (!added) return std::unexpected(added.error());
  return texts_of((*added)["ids"]);
}

AdminResult<std::vector<FaultReport>> TestWorld::faults() const {
  const auto answer = object_of(admin_->faults(name_));
  if (!answer) return std::unexpected(answer.error());
  std::vector<FaultReport> all;
  for (const auto& rule : (*answer)["faults"].items()) all.push_back(report_of(rule));
  return all;
}

AdminResult<void> TestWorld::remove_faults() {
  return done(admin_->remove_faults(name_));
}

AdminResult<void> TestWorld::assert_fired(std::optional<std::uint64_t> times, const std::vector<std::string>& ids) const {
  const auto answer = object_of(admin_->check_faults(name_, ids, times));
  if (!answer) return std::unexpected(answer.error());
  if ((*answer)["ok"].source() == "true") return {};
  std::string message;
  for (const auto& rule : (*answer)["faults"].items()) {
    message.append(message.empty() ? "" : "; ").append("the fault rule ").append(rule["id"].text());
    message.append(" fired on ").append(rule["fired"].source()).append(" of ").append(rule["matched"].source());
    message.append(" requests that fitted, expected: ").append(rule["expected"].text());
  }
  return std::unexpected(AdminError{200, std::move(message)});
}

AdminResult<std::vector<JournalEntry>> TestWorld::requests(JournalFilter filter) const {
  filter.world = name_;
  filter.details = true;
  const auto answer = object_of(admin_->requests(filter));
  if (!answer) return std::unexpected(answer.error());
  std::vector<JournalEntry> all;
  for (const auto& entry : (*answer)["requests"].items()) all.push_back(entry_of(entry));
  return all;
}

AdminResult<Explanation> TestWorld::explain(std::string_view tracking_id) const {
  const auto answer = object_of(admin_->explain(tracking_id));
  if (!answer) return std::unexpected(answer.error());
  auto text = admin_->explain(tracking_id, true);
  if (!text) return std::unexpected(std::move(text.error()));
  auto explanation = explanation_of(answer->root());
  explanation.text = std::move(*text);
  return explanation;
}

}  // namespace adsbox
