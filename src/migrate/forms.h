// How the members of a message are written over SOAP and over REST, where that is not the same.
#pragma once

#include <string>
#include <vector>

#include "adsbox/values.h"

namespace adsbox::migrate {

struct Form {
  std::string member;      // "Campaigns[].Id": once for all items
  std::string what;        // "a long", "a list", ...
  std::string soap, rest;  // an example of each out of the message; `soap` is empty where SOAP has no form
};

/// Of the members that the message has, in their order.
[[nodiscard]] std::vector<Form> forms_of(const object& message);

}  // namespace adsbox::migrate
