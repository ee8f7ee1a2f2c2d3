// The way of a test's call to its handler: bytes over a socket, as a client's.
//
// One server on a loopback port answers for the whole test program, with the gateway behind it and the world of the fixture that
// calls. A call is encoded and its answer decoded by the client SDK; SOAP and REST take turns for each operation, and where an
// operation has one form only, or a request can be written in one only (JSON has no NaN, XML no control characters), it takes
// that one. What the test gets of a refusal (rules, bounds) is what the gateway noted, and each error of it must have been told
// in the answer's bytes.
//
// A call goes by the wire if the gateway, shown a token of the caller's login, sees the very caller that the test means. Where a
// test says otherwise (roles that nothing stored leads to), no client can make this call: its handler is called directly. So are
// those that a test looks at below the wire: what the encoder is told to hide, objects that answers borrow.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "errors/failure.h"
#include "identity/principal.h"
#include "schema/tables.h"
#include "services/call.h"
#include "world/world.h"

namespace adsbox::services {

/// Every operation, for all fixtures.
const Registry& all_operations();

/// Sets all flags of the request's ReturnAdditionalFields: what is newer than the first contract comes only when it is asked for.
void ask_for_everything(object& request);

enum class Route : std::uint8_t { soap, rest, direct };
std::string_view name_of(Route route);

class Wire {
 public:
  struct Headers {
    std::int64_t customer_id = 0, account_id = 0;  // 0 = not sent
  };
  struct Outcome {
    Route route{};
    std::expected<box<object>, Failure> answer;
    std::vector<ErrorValue> partial_errors;
    codec::FieldFilter filter;  // of a direct call
  };
  /// The answer of an operation, by the wire if the call can go there.
  Outcome call(world::World& world, const schema::OperationInfo& operation, const object& request,
               const identity::Principal& caller, const Headers& headers);
  /// The answer to a caller with these credentials, by that wire.
  Outcome show(world::World& world, const schema::OperationInfo& operation, const object& request,
               const identity::Credentials& credentials, Route route);
  /// What the answer borrows stays as long as this.
  Outcome call_directly(world::World& world, const schema::OperationInfo& operation, const object& request,
                        const identity::Principal& caller, const Headers& headers);

 private:
  struct Token {
    std::string text;
    std::int64_t expires = 0;
  };
  /// Those of a world that a test begins anew are not known there.
  void enter(world::World& world);
  const std::string& token_of(world::World& world, std::int64_t login_id);
  bool is_seen_as(world::World& world, const identity::Principal& caller);
  Outcome send(world::World& world, const schema::OperationInfo& operation, const object& request, std::int64_t login_id,
               const Headers& headers);

  std::unique_ptr<world::Worlds> worlds_;              // the one that was called last
  std::map<std::int64_t, Token> tokens_;               // in it
  std::map<schema::OperationId, unsigned> calls_;      // so far: the two wires take turns for each operation
  std::vector<std::shared_ptr<const void>> borrowed_;  // what answers of direct calls refer to
};

}  // namespace adsbox::services
