// The one way from a request for access to a person's yes: sign-in, tenant, second proof, the organisation's service, consent.
// The authorize endpoints and the device page differ in who asks and in what a yes and a no lead to, not in what is checked.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "identity/apps.h"
#include "identity/pages/sign_in.h"
#include "identity/scopes.h"
#include "identity/web.h"

namespace adsbox::identity {

class SignInFlow {
 public:
  SignInFlow(const SignInFlow&) = delete;
  SignInFlow& operator=(const SignInFlow&) = delete;

 protected:
  SignInFlow(Web& web, Generation g) : web_(web), g_(g), step_(web.form.get("adsbox_step")) {}
  ~SignInFlow() = default;

  /// Address of the request, which every form of the flow posts to.
  [[nodiscard]] virtual std::string address() const = 0;
  /// The person is shown who asks, whatever was allowed before.
  [[nodiscard]] virtual bool always_asks() const = 0;
  /// Nothing stands in the way any more. `accepted`: the person has just said yes to all scopes.
  virtual void grant(const Login& login, bool mfa_passed, bool accepted) = 0;
  virtual void deny(OAuthError e, std::string_view detail = {}) = 0;
  /// What the sign-in page fills in.
  [[nodiscard]] virtual std::string_view hint() const { return {}; }
  /// A sentence on top of the consent page.
  [[nodiscard]] virtual std::string lead() const { return {}; }

  /// Takes the form of the flow that was posted; world_, client_, scopes_ and tenant_ are known by then.
  void take_step();
  /// Goes on with session_.
  void after_sign_in();
  void show_sign_in(pages::Notice notice);

  struct Barrier {
    OAuthError error;
    std::string detail;
  };
  /// The first thing that keeps the login from access, in the order of the pages; nullopt: nothing. A consent that is missing
  /// comes last.
  [[nodiscard]] std::optional<Barrier> barrier(const Login& login, bool mfa_passed) const;
  [[nodiscard]] std::vector<std::string> wanted() const { return scopes_.names(); }
  /// The login's provider belongs to these endpoints.
  [[nodiscard]] bool suits(const Login& login) const;

  Web& web_;
  Generation g_;
  std::string step_;  // of our own forms; empty: a request from elsewhere
  world::World* world_ = nullptr;
  Client client_;
  Scopes scopes_;
  std::string tenant_;  // normal; empty but on v2
  std::optional<Session> session_;

 private:
  void sign_in();
  void second_proof(const pages::Notice& notice);
};

/// A tenant of an address: `common`, `organizations`, `consumers`, or a directory's id. Domains become ids. Any GUID is taken
/// for a directory; nullopt for a name that nobody here belongs to.
std::optional<std::string> normal_tenant(store::Reader& r, std::string_view tenant);
/// May this login sign in under that (normal) tenant?
bool tenant_admits(store::Reader& r, std::string_view tenant, const internal::Login& login);
/// May the client be used under that (normal) tenant? `common` and `organizations` are for multi-tenant registrations.
bool audience_admits(const Client& client, std::string_view tenant);

}  // namespace adsbox::identity
