// The migration check's part of the admin API: /migrate-check and /migrate-check/recording.
#pragma once

#include <vector>

#include "control/route.h"
#include "journal/journal.h"
#include "migrate/recorder.h"

namespace adsbox::migrate {

/// All of them must outlive the routes.
[[nodiscard]] std::vector<control::Route> routes(const Checker& checker, Recorder& recorder, const journal::Journal& journal,
                                                 const world::Manager& worlds);

}  // namespace adsbox::migrate
