// The journal's part of the admin API: /requests, /requests.har, /requests/{id}, /explain/{tracking_id}.
#pragma once

#include <string>
#include <vector>

#include "control/route.h"
#include "journal/journal.h"

namespace adsbox::journal {

/// The journal must outlive the routes. `version`: of adsbox, for HAR.
[[nodiscard]] std::vector<control::Route> routes(Journal& journal, std::string version);

/// The request of that sequence or TrackingId; nullptr when it is not there (any more).
[[nodiscard]] EntryPtr find_entry(const Journal& journal, const std::string& id);

}  // namespace adsbox::journal
