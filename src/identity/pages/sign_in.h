// The pages that a person meets on the way to an application's code.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "identity/web.h"

namespace adsbox::identity::pages {

/// What a page says on top, and what it fills in.
struct Notice {
  std::string problem{}, good{}, email{};
};

/// Every form posts to `address`, which carries the authorize request.
void sign_in(Web& web, world::World& world, const std::string& address, Generation g, const Notice& notice,
             std::string_view application);
/// `consent`: `lead` is a sentence on top, empty for none.
void second_proof(Web& web, world::World& world, const std::string& address, const Login& login, const Notice& notice);
void consent(Web& web, world::World& world, const std::string& address, const Login& login, std::string_view application,
             const std::vector<std::string>& scopes, std::string_view lead);
/// response_mode=form_post: a form with one button that carries the answer to the application.
void form_post(Web& web, world::World& world, const std::string& address,
               const std::vector<std::pair<std::string, std::string>>& answer);

/// The notice as markup.
html::Raw banner(const Notice& notice);

}  // namespace adsbox::identity::pages
