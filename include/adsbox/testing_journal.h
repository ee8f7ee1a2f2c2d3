// What the journal and explanations say, with types. See docs/journal.md and docs/explain.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace adsbox {

/// One request that the server answered. Secrets are hidden in all of it.
struct JournalEntry {
  std::uint64_t sequence = 0;  // grows with every request of the server
  std::string tracking_id;
  std::string time;  // ISO 8601, UTC, of the system's clock
  std::string world, protocol, service;
  std::string operation;  // or an endpoint: token, authorize, page, file
  std::string user, method, target;
  int status = 0;                           // of HTTP
  std::string outcome;                      // ok, partial, refused, ...
  std::chrono::microseconds duration{0};    // that the server took
  std::vector<std::string> errors;          // symbols, or numbers where there is none
  std::vector<std::string> fired;           // ids of the fault rules that did something to it
  std::string request_body, response_body;  // as JSON, whatever the protocol was; a quoted text where it is none
  std::string json;                         // all that the server told
};

/// One rule that refused a call or an item of it. Texts are empty where they do not apply.
struct Reason {
  int index = -1;  // the item, from 0; -1 = the whole call
  std::int32_t code = 0;
  std::string symbol, message;
  std::string rule;      // stable: Campaign.Name.length, auth.token.expired, fault.ID
  std::string field;     // path in the request: Campaigns[1].Name
  std::string value;     // what was sent, shortened
  std::string bound;     // the documented bound
  std::string expected;  // what would have been accepted
};

struct Explanation {
  std::string summary;  // one sentence
  std::vector<Reason> reasons;
  std::vector<std::string> credentials;  // what is to say of token, developer token and roles
  std::vector<std::string> fired;        // fault rules
  std::string text;                      // all of it for people, as `adsbox explain` prints it
};

/// What a fault rule has done so far.
struct FaultReport {
  std::string id;
  std::uint64_t matched = 0;              // requests that fitted
  std::uint64_t fired = 0;                // on so many it did something
  std::vector<std::string> tracking_ids;  // the last 1,000 of these
};

}  // namespace adsbox
