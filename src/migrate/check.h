// The migration check: one call over both protocols, each on a copy of a world, and what differs in the answers and in the states
// that they leave.
//
//   const Checker checker(registry, options);
//   const auto report = checker.check({.message = ..., .operation = op, .tracking_id = id}, world::Manager::moment(world));
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/gateway.h"
#include "migrate/difference.h"
#include "migrate/forms.h"
#include "migrate/message.h"
#include "world/manager.h"

namespace adsbox::migrate {

enum class Verdict : std::uint8_t {
  same,
  different,
  impossible,  // there is nothing to compare: no such form, or a request that cannot be read
};

/// How a call was answered over one protocol.
struct Side {
  int status = 0;
  std::string outcome;  // "done", "done, 2 items refused", "refused: 105 InvalidCredentials"
};

struct Report {
  Verdict verdict = Verdict::impossible;
  std::string reason;  // when impossible
  const schema::OperationInfo* operation = nullptr;
  Channel from = Channel::soap;
  std::string world;
  bool before_call = false;            // the copies are from before the call, else the world's present state
  std::string run_as;                  // whose fresh token was used, when that of the call is not good any more
  Message counterpart;                 // in the other protocol, with the credentials of the call
  std::vector<Form> forms;             // of the request's members
  std::vector<std::string> not_known;  // "AddCampaignsRequest.Campaigns[0]: Colour"
  Side soap, rest;
  Comparison result;
  bool writes = false;    // states were compared
  StateComparison state;  // a = SOAP, b = REST, as in `result`
};

struct Subject {
  Message message;
  const schema::OperationInfo* operation = nullptr;
  std::string tracking_id;
  std::string user;  // mail address of who called, or who is to call; empty: only the message's own token is good
};

class Checker {
 public:
  /// `options` of the server; what of it belongs to worlds is left aside.
  Checker(const services::Registry& registry, gateway::Options options);
  [[nodiscard]] Report check(const Subject& subject, const world::Moment& moment, bool before_call = false) const;

 private:
  gateway::Gateway gateway_;
};

}  // namespace adsbox::migrate
