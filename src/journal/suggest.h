// "Did you mean ...?": the names of the contract that are nearest to one that it does not know.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "schema/tables.h"

namespace adsbox::journal {

/// Those candidates that `wrong` is likely to be a slip of, the nearest first, at most three.
[[nodiscard]] std::vector<std::string> nearest(std::string_view wrong, const std::vector<std::string_view>& candidates);

/// For the path of a decode error ("AddCampaignsRequest.Campaigns[0]") in a request of `operation`: names near to `wrong` among
/// the members that may stand there. A path that ends in `wrong` itself (JSON) means the same.
[[nodiscard]] std::vector<std::string> members_near(const schema::OperationInfo& operation, std::string_view path,
                                                    std::string_view wrong);
/// The same for values of the enum member at `path`, and for the derived types that may stand there.
[[nodiscard]] std::vector<std::string> values_near(const schema::OperationInfo& operation, std::string_view path,
                                                   std::string_view wrong);
[[nodiscard]] std::vector<std::string> types_near(const schema::OperationInfo& operation, std::string_view path,
                                                  std::string_view wrong);
/// Operations of the service near to a body element's name or a REST `METHOD /path`. `rest`: as method and path.
[[nodiscard]] std::vector<std::string> operations_near(const schema::ServiceInfo& service, std::string_view wrong, bool rest);

}  // namespace adsbox::journal
