#include "migrate/recorder.h"

#include <exception>

#include "codec/json_object.h"
#include "journal/secrets.h"
#include "migrate/report.h"
#include "net/blocking.h"

namespace adsbox::migrate {

gateway::BeforeCall Watched::before(const Recorder& recorder) {
  on_ = recorder.on();
  if (!on_) return {};
  return [this](world::World& world) { moment_ = world::Manager::moment(world); };
}

void Watched::check(const Checker& checker, world::World& world, const net::Request& request, const net::Response& response,
                    Exchange& exchange) const {
  if (!on_ || exchange.operation == nullptr) return;
  net::about_to_block();
  // The call is done, whatever becomes of its check.
  try {
    const Subject subject{message_of(request, exchange.protocol), exchange.operation, exchange.tracking_id, exchange.user_name};
    const auto report = checker.check(subject, moment_ ? *moment_ : world::Manager::moment(world), true);
    journal::Blocks blocks;
    const journal::Entry entry(exchange, request, response, 0, blocks);
    const journal::Secrets secrets(entry);
    exchange.migration = MigrationCheck{std::string(name_of(report.verdict)), json_of(report, subject, secrets)};
  } catch (const std::exception& e) {
    exchange.migration = MigrationCheck{
        "impossible",
        codec::JsonObject().add("verdict", "impossible").add("reason", std::string("the check failed: ") + e.what()).str()};
  }
}

}  // namespace adsbox::migrate
