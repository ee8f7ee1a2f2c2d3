// The authorize endpoints: sign-in, second proof, consent, and the answer to the application.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "identity/apps.h"
#include "identity/scopes.h"
#include "identity/web.h"

namespace adsbox::identity {

/// `tenant` is the first path segment of the v2 address (lower case), empty elsewhere.
void handle_authorize(Web& web, Generation g, std::string_view tenant);

/// A tenant of an address: `common`, `organizations`, `consumers`, or a directory's id. Domains become ids. Any GUID is taken
/// for a directory; nullopt for a name that nobody here belongs to.
std::optional<std::string> normal_tenant(store::Reader& r, std::string_view tenant);
/// May this login sign in under that (normal) tenant?
bool tenant_admits(store::Reader& r, std::string_view tenant, const internal::Login& login);

}  // namespace adsbox::identity
