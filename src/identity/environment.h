// Which world answers a request.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "identity/web.h"

namespace adsbox::identity {

/// What a request tells about its world. Empty texts are unknown.
struct WorldHints {
  std::string_view scope{}, email{}, client_id{}, code{}, refresh_token{}, device_code{}, environment{};
  Generation generation = Generation::v2;
};

/// The environment that alone uses this official host name; nullopt for hosts of both and for any other name. A port does not
/// matter.
std::optional<world::Environment> environment_of_host(std::string_view host);

/// nullptr only when the environment that the host names is not served.
world::World* choose_world(Web& web, const WorldHints& hints);
/// For the pages of people who are (or want to be) signed in: by host, by ?world=, by the cookie of the last sign-in.
world::World* choose_page_world(Web& web);

}  // namespace adsbox::identity
