// What a request leaves behind: a new object out of an add, or a stored object with the present members of an update put in.
#pragma once

#include "adsbox/values.h"

namespace adsbox::services {

/// Makes an object that an add sent fit to be stored, by the rule tables: drops members that are the service's own, gives
/// defaults, and fills the `Type` member of families with the discriminator.
void complete_new(object& o);

/// Puts `sent` into `stored`, an object of the same type or of the one that its type is stored as: absent and nil members keep
/// what is there (or clear it, where the rule row says so), members that are the service's own are kept, objects and lists follow
/// Merge.
void merge_update(object& stored, const object& sent);

}  // namespace adsbox::services
