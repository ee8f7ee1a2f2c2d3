#include "identity/sign_in_flow.h"

#include "identity/tokens.h"

namespace adsbox::identity {

using internal::LoginKind;
using internal::LoginStatus;
using internal::MfaState;

void SignInFlow::take_step() {
  if (!web_.csrf_ok())
    return show_sign_in({.problem = "The form was too old, or your browser refuses cookies. Please try again."});
  if (step_ == "cancel") return deny(OAuthError::user_declined);
  if (step_ == "signin") return sign_in();
  session_ = web_.session(*world_);
  if (!session_ || !suits(session_->login) || session_->login.key != lower(web_.form.get("email"))) return show_sign_in({});
  if (step_ == "proof") {
    if (const auto good = prove(*world_, session_->row, web_.form.get("proof")); !good)
      return second_proof({.problem = describe(good.error(), g_)});
    session_->mfa_passed = true;
    return after_sign_in();
  }
  if (step_ != "consent" || web_.form.get("decision") != "accept") return deny(OAuthError::user_declined);
  // All earlier checks again: a posted "accept" alone proves nothing.
  if (const auto b = barrier(session_->login, session_->mfa_passed); b && b->error != OAuthError::consent_required)
    return after_sign_in();
  grant(session_->login, session_->mfa_passed, true);
}

void SignInFlow::sign_in() {
  const auto email = web_.form.get("email");
  auto login = check_password(*world_, email, web_.form.get("password"), g_);
  if (!login) return show_sign_in({.problem = describe(login.error(), g_, email), .email = std::string(email)});
  const bool admitted =
      g_ != Generation::v2 || reading(world_->store(), [&](store::Reader& r) { return tenant_admits(r, tenant_, login->value); });
  if (!admitted)
    return show_sign_in({.problem = describe(OAuthError::account_of_other_tenant, g_, email), .email = std::string(email)});
  web_.sign_in(*world_, *login);
  session_ = Session{std::move(*login), false, 0};
  after_sign_in();
}

void SignInFlow::after_sign_in() {
  const auto& login = session_->login;
  const auto b = barrier(login, session_->mfa_passed);
  if (!b || b->error == OAuthError::consent_required) {
    if (!b && !always_asks()) return grant(login, session_->mfa_passed, false);
    auto missing = reading(world_->store(), [&](store::Reader& r) { return missing_consent(r, login, client_.id, wanted()); });
    return pages::consent(web_, *world_, address(), login, client_.name, missing.empty() ? wanted() : missing, lead());
  }
  if (b->error == OAuthError::mfa_required) return second_proof({});
  if (b->error == OAuthError::account_of_other_tenant || b->error == OAuthError::login_required)
    return show_sign_in({.problem = describe(b->error, g_, b->detail)});
  web_.error_page(info(b->error).status, b->error, b->detail, g_, world_);
}

std::optional<SignInFlow::Barrier> SignInFlow::barrier(const Login& login, bool mfa_passed) const {
  const auto& l = login.value;
  if (!suits(login) || l.status.value_or(LoginStatus::Active) == LoginStatus::Disabled)
    return Barrier{OAuthError::login_required, {}};
  return reading(world_->store(), [&](store::Reader& r) -> std::optional<Barrier> {
    if (g_ == Generation::v2 && !tenant_admits(r, tenant_, l)) return Barrier{OAuthError::account_of_other_tenant, l.email.str()};
    const auto mfa = l.mfa.value_or(MfaState::Off);
    if (mfa == MfaState::EnrollmentRequired) return Barrier{OAuthError::mfa_enrollment_required, {}};
    if (mfa == MfaState::Enrolled && !mfa_passed) return Barrier{OAuthError::mfa_required, {}};
    // The directory of a work account has the Advertising service unless an administrator said no.
    if (l.kind.value_or(LoginKind::Personal) == LoginKind::Work && strongest_ads_scope(scopes_.resource) != AdsScope::none)
      if (const auto t = find_tenant(r, domain_of(l.email)); t && t->value.advertising_disabled.value_or(false))
        return Barrier{OAuthError::service_not_enabled, std::string(domain_of(l.email))};
    if (const auto missing = missing_consent(r, login, client_.id, wanted()); !missing.empty())
      return Barrier{OAuthError::consent_required, join_scopes(missing)};
    return std::nullopt;
  });
}

bool SignInFlow::suits(const Login& login) const {
  const auto kind = login.value.kind.value_or(LoginKind::Personal);
  return g_ == Generation::google ? kind == LoginKind::Google
         : g_ == Generation::live ? kind == LoginKind::Personal
                                  : kind != LoginKind::Google;
}

void SignInFlow::second_proof(const pages::Notice& notice) {
  pages::second_proof(web_, *world_, address(), session_->login, notice);
}

void SignInFlow::show_sign_in(pages::Notice notice) {
  if (notice.email.empty()) notice.email = hint();
  pages::sign_in(web_, *world_, address(), g_, notice, client_.name);
}

std::optional<std::string> normal_tenant(store::Reader& r, std::string_view tenant) {
  auto t = lower(tenant);
  if (t == "common" || t == "organizations" || t == "consumers") return t;
  if (is_guid(t)) return t == consumers_tenant ? "consumers" : t;
  const auto known = find_tenant(r, t);
  if (!known) return std::nullopt;
  return known->value.tenant_id.str();
}

bool tenant_admits(store::Reader& r, std::string_view tenant, const internal::Login& login) {
  const bool work = login.kind.value_or(LoginKind::Personal) == LoginKind::Work;
  if (tenant == "common") return true;
  if (tenant == "organizations") return work;
  if (tenant == "consumers") return !work;
  // A directory that nobody here belongs to admits everyone: programs carry the id of their own directory.
  return !find_tenant(r, tenant) || tenant_of(r, login) == tenant;
}

bool audience_admits(const Client& client, std::string_view tenant) {
  const bool everybody = client.audience == "AzureADandPersonalMicrosoftAccount";
  if (tenant == "common") return everybody;
  return tenant != "organizations" || everybody || client.audience == "AzureADMultipleOrgs";
}

}  // namespace adsbox::identity
