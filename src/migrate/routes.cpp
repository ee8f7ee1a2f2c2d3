#include "migrate/routes.h"

#include "identity/logins.h"
#include "journal/explain.h"
#include "journal/routes.h"
#include "journal/secrets.h"
#include "migrate/report.h"
#include "net/blocking.h"

namespace adsbox::migrate {
namespace {

using control::In;
using control::refuse;
using control::Type;

struct Server {
  const Checker& checker;
  const journal::Journal& journal;
  const world::Manager& worlds;
};

std::shared_ptr<world::Worlds> world_named(const Server& server, const std::string& name) {
  return name.empty() ? server.worlds.defaults() : server.worlds.find(name);
}

/// Whoever the world has first: a message from elsewhere brings a token that nobody knows here.
std::string somebody(world::World& world) {
  std::string found;
  world.store().read([&](store::Reader& r) {
    for (const auto& login : identity::all_of_kind<internal::Login>(r))
      if (found.empty()) found = login.value.email.str();
  });
  return found;
}

control::Result reported(const Server& server, world::World& world, const Subject& subject, const journal::Entry& entry) {
  net::about_to_block();
  const auto report = server.checker.check(subject, world::Manager::moment(world));
  return control::Reply{json_of(report, subject, journal::Secrets(entry))};
}

control::Result check_recorded(const Server& server, const control::Call& call) {
  const auto id = call.text("id");
  const auto entry = journal::find_entry(server.journal, id);
  if (entry == nullptr) return refuse(404, journal::unknown_id(server.journal, id));
  const auto& x = entry->exchange;
  if (x.operation == nullptr) return refuse(400, "the request " + id + " called no operation of a service");
  const bool as_it_was = !call.flag("now") && call.text("as").empty() && call.text("world").empty();
  if (x.migration && as_it_was) return control::Reply{x.migration->report};
  if (entry->request_cut()) return refuse(400, "the journal kept only the beginning of the request " + id);
  auto name = call.text("world");
  if (name.empty()) name = x.world;
  const auto worlds = world_named(server, name);
  if (worlds == nullptr) return refuse(404, "there is no world '" + name + "' (any more)");
  auto user = call.text("as");
  if (user.empty()) user = x.user_name;
  return reported(server, worlds->first(), {message_of(*entry), x.operation, x.tracking_id, user}, *entry);
}

control::Result check_message(const Server& server, const control::Call& call) {
  auto read = read_message(call.text("message"));
  if (!read) return refuse(400, read.error());
  const auto name = call.text("world");
  const auto worlds = world_named(server, name);
  if (worlds == nullptr) return refuse(404, "there is no world '" + name + "'");
  world::World& world = worlds->first();
  auto user = call.text("as");
  if (user.empty()) user = somebody(world);
  Exchange exchange;
  exchange.protocol = read->message.wire;
  exchange.operation = read->operation;
  const Subject subject{std::move(read->message), read->operation, "00000000-0000-4000-8000-000000000000", user};
  journal::Blocks blocks;
  const journal::Entry entry(std::move(exchange), subject.message.request(), {}, 0, blocks);
  return reported(server, world, subject, entry);
}

control::Result recording(const Recorder& recorder) {
  return control::reply(codec::JsonObject().add("on", recorder.on()));
}

}  // namespace

std::vector<control::Route> routes(const Checker& checker, Recorder& recorder, const journal::Journal& journal,
                                   const world::Manager& worlds) {
  const Server server{checker, journal, worlds};
  return {
      {"POST",
       "/migrate-check",
       "Makes a call over SOAP and over REST, each on a copy of its world, and says what differs.",
       {{"id", In::body, Type::string, "TrackingId of a recorded call (or the request's sequence)"},
        {"message", In::body, Type::string, "instead: a SOAP envelope, or an HTTP request with its first line and headers"},
        {"world", In::body, Type::string,
         "whose state the copies have; default: the world of the call, or the first default one"},
        {"as", In::body, Type::string, "mail address of who calls when the message's own token is not good"},
        {"now", In::body, Type::boolean,
         "true: on copies of the present state, though a result was kept when the call was made"}},
       [server](const control::Call& call) -> control::Result {
         const bool recorded = !call.text("id").empty(), sent = !call.text("message").empty();
         if (recorded == sent) return refuse(400, "either id or message is required");
         return recorded ? check_recorded(server, call) : check_message(server, call);
       }},
      {"GET",
       "/migrate-check/recording",
       "Whether every call is checked, and the result kept in the journal.",
       {},
       [&recorder](const control::Call&) { return recording(recorder); }},
      {"POST",
       "/migrate-check/recording",
       "Has every call checked from now on, or not.",
       {{"on", In::body, Type::boolean, "whether calls are checked", true}},
       [&recorder](const control::Call& call) {
         recorder.set(call.flag("on"));
         return recording(recorder);
       }},
  };
}

}  // namespace adsbox::migrate
