// The admin API of identity: JSON under /_adsbox/v1/. From this machine, or with the admin token.
//   GET    apps | developer-tokens | users            ?world=sandbox (default) | production | NAME
//   POST   apps | developer-tokens | users            a JSON object, see docs/identity.md
//   DELETE apps/CLIENT-ID | developer-tokens/TOKEN | users/EMAIL (ends its tokens and disables the login)
//   POST   apps/CLIENT-ID/secrets | developer-tokens/TOKEN/upgrade | users/EMAIL/tokens
//   GET, POST identity-settings
#pragma once

#include "identity/web.h"

namespace adsbox::identity {

/// False when the path is none of these.
bool handle_admin(Web& web);

}  // namespace adsbox::identity
