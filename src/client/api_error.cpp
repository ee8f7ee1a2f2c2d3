#include "adsbox/api_error.h"

namespace adsbox {
namespace {

void append_item(std::string& out, const ErrorItem& e) {
  out += "\n  ";
  if (e.index >= 0) out += "item " + std::to_string(e.index) + ": ";
  out += std::to_string(e.code);
  if (!e.symbol.empty()) out += " " + e.symbol;
  if (!e.message.empty()) out += ": " + e.message;
  if (!e.field_path.empty()) out += " (" + e.field_path + ")";
  if (!e.details.empty()) out += " [" + e.details + "]";
}

}  // namespace

std::string ApiError::describe() const {
  std::string out;
  switch (kind) {
    case Kind::invalid_request:
      out = "not sent: ";
      break;
    case Kind::transport:
      out = "no answer: ";
      break;
    case Kind::http:
      out = "not the API's answer: ";
      break;
    case Kind::fault:
      out = fault_type.empty() ? "fault: " : fault_type + ": ";
      break;
    case Kind::undecodable:
      out = "unreadable answer: ";
      break;
    case Kind::sign_in:
      out = "sign-in refused: ";
      break;
  }
  if (errors.empty() && batch_errors.empty()) {
    if (code != 0) out += std::to_string(code) + " ";
    if (!symbol.empty()) out += symbol + (message.empty() ? "" : ": ");
    out += message;
  } else {
    out +=
        std::to_string(errors.size() + batch_errors.size()) + (errors.size() + batch_errors.size() == 1 ? " error" : " errors");
    for (const auto& e : errors) append_item(out, e);
    for (const auto& e : batch_errors) append_item(out, e);
  }
  if (http_status != 0) out += "\n  HTTP status " + std::to_string(http_status);
  if (!tracking_id.empty()) out += "\n  TrackingId " + tracking_id;
  if (retry_after) out += "\n  retry after " + std::to_string(retry_after->count() / 1000) + " s";
  if (attempts > 1) out += "\n  after " + std::to_string(attempts) + " attempts";
  return out;
}

}  // namespace adsbox
