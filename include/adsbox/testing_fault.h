// A fault rule: which requests it is about, and what goes wrong with them. docs/faults.md tells all of it.
//
//   world.add_fault(FaultRule("AddCampaigns").error("CallRateExceeded").times(2));         // twice 117, then fine
//   world.add_fault(FaultRule("AddCampaigns").nth(3).drop().after_commit());               // done, but the client never learns
//   world.add_fault(FaultRule("Get*").probability(0.1, 7).latency(std::chrono::seconds(2)));
//   world.add_fault(FaultRule::preset("access-token-expired-midrun"));
//
// Conditions and effects are judged by the server when the rule is added: an operation, error or preset that does not exist is
// refused with the nearest name that does.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adsbox/client.h"

namespace adsbox {

class FaultRule {
 public:
  using Milliseconds = std::chrono::duration<double, std::milli>;

  /// `operations`: AddCampaigns; Get*; *; or an endpoint (token, authorize, devicecode, keys, page, file); several with commas.
  /// Empty: every call of every service.
  explicit FaultRule(std::string_view operations = {});
  /// The rules of a preset (`adsbox fault presets` lists them); conditions given here replace theirs, effects are its own.
  static FaultRule preset(std::string_view name);

  /// Its name: at most 64 letters, digits, '-', '_', '.', new in its world. Without it the server makes one.
  FaultRule& id(std::string_view id);

  // Which requests. All that is given must hold.
  FaultRule& operation(std::string_view operations);
  FaultRule& service(std::string_view name);      // CampaignManagement
  FaultRule& protocol(Protocol protocol);         // of either when not given
  FaultRule& protocol(std::string_view name);     // soap, rest
  FaultRule& entity_kind(std::string_view kind);  // what the operation is about: Campaign
  // Of the requests that fit so far, counted from 1:
  FaultRule& nth(std::uint64_t n);    // only that one
  FaultRule& every(std::uint64_t n);  // every n-th
  FaultRule& from(std::uint64_t n);   // from that one on
  FaultRule& to(std::uint64_t n);     // up to that one
  FaultRule& times(std::uint64_t n);  // fires at most so often
  /// 0 to 1. Whether the n-th request fires depends on seed and n alone: equal seeds, equal runs.
  FaultRule& probability(double p);
  FaultRule& probability(double p, std::uint64_t seed);
  FaultRule& seed(std::uint64_t seed);  // of probability and latency; 1 when not given

  // What goes wrong.
  /// A documented error, as the fault of the whole call or (with of_items) as an error of items.
  FaultRule& error(std::string_view symbol);             // CallRateExceeded
  FaultRule& error(int code);                            // 117
  FaultRule& fault(std::string_view kind);               // ad_api, operation or batch, where the error's usual one will not do
  FaultRule& details(std::string_view text);             // Details of the error
  FaultRule& of_items(const std::vector<int>& indexes);  // from 0; these get the error and have no effect, the others are done
  FaultRule& of_every_item(std::uint64_t n);             // every n-th
  /// HTTP 200 to 599 instead of the service's answer. With error(): the REST status of the fault.
  FaultRule& status(int status);
  FaultRule& body(std::string_view text, std::string_view content_type = {});  // of status()
  FaultRule& retry_after(std::chrono::seconds wait);                           // of status(); up to a day
  FaultRule& drop();                                                           // the connection is reset, no answer comes
  FaultRule& after_commit();  // error, status or drop come after the work was done
  /// The answer is held back, up to ten minutes; the clock of the world does not matter.
  FaultRule& latency(Milliseconds fixed);
  FaultRule& latency_uniform(Milliseconds least, Milliseconds most);
  FaultRule& latency_normal(Milliseconds mean, Milliseconds deviation);
  FaultRule& latency_exponential(Milliseconds mean);
  FaultRule& latency_percentiles(const std::vector<std::pair<double, Milliseconds>>& points);  // percent (0 to 100), growing
  FaultRule& bytes_per_second(std::uint64_t n);                                                // how fast the body comes
  FaultRule& cut_at(double fraction);         // 0 to 1 of the body come, then the connection ends
  FaultRule& cut_after(std::uint64_t bytes);  // so many bytes of it
  /// A named change of the answer (token.revoke_refresh, report.no_url, ...). Stands alone.
  FaultRule& answer_change(std::string_view name);

  /// For AdminClient::add_faults().
  [[nodiscard]] std::string json() const;

 private:
  using Members = std::vector<std::pair<std::string, std::string>>;  // name and JSON text
  FaultRule& put(Members& to, std::string_view name, std::string json);
  Members own_, match_, effect_;
};

}  // namespace adsbox
