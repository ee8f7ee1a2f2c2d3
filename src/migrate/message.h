// A call as the message of one protocol, and made into the message of the other by way of its decoded request.
#pragma once

#include <expected>
#include <string>
#include <utility>
#include <vector>

#include "codec/codec.h"
#include "exchange/exchange.h"
#include "journal/entry.h"
#include "net/http.h"

namespace adsbox::migrate {

struct Message {
  Channel wire = Channel::http;
  std::string method, target, host, body;
  std::vector<std::pair<std::string, std::string>> headers;
  bool tls = false;

  [[nodiscard]] std::string url() const { return (tls ? "https://" : "http://") + host + target; }
  /// Views of this message, which must outlive them.
  [[nodiscard]] net::Request request() const;
};

[[nodiscard]] Message message_of(const net::Request& request, Channel wire);
[[nodiscard]] Message message_of(const journal::Entry& entry);

/// What a message says, whatever its protocol.
struct TypedCall {
  const schema::OperationInfo* operation = nullptr;
  box<object> request;
  codec::SoapHeaders headers;             // credentials and ids; `Bearer ` is taken off
  std::vector<codec::Warning> not_known;  // parts that the contract does not have: neither protocol's
};

/// A message of a person's: a SOAP envelope, or an HTTP request ("POST /CampaignManagement/v13/Campaigns", headers, an empty
/// line, the body). The error is for people.
struct Read {
  Message message;
  const schema::OperationInfo* operation = nullptr;
};
[[nodiscard]] std::expected<Read, std::string> read_message(std::string_view text);

/// The error is for people.
[[nodiscard]] std::expected<TypedCall, std::string> decode(const Message& message, const schema::OperationInfo& operation);
/// The same call over `wire`, to the same server as `like`. The error says why that protocol has no form for it.
[[nodiscard]] std::expected<Message, std::string> encode(const TypedCall& call, Channel wire, const Message& like);

/// Puts another value in the place of a credential that the message carries; nothing happens when it does not carry `from`.
void replace_credential(Message& message, std::string_view name, std::string_view from, std::string_view to);

}  // namespace adsbox::migrate
