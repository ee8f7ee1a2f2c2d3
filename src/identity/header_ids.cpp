#include "identity/header_ids.h"

#include <charconv>
#include <string>

#include "identity/errors.h"
#include "identity/permissions.h"

namespace adsbox::identity {
namespace {

std::expected<std::int64_t, Failure> parse(std::string_view text, const char* name, int wrong) {
  const auto first = text.find_first_not_of(" \t\r\n");
  text = first == std::string_view::npos ? std::string_view{} : text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
  if (text.empty() || text == "0" || text == "None") return 0;
  std::int64_t id = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (status == std::errc{} && end == text.data() + text.size() && id > 0) return id;
  return fail(FaultKind::operation, error_by_code(wrong),
              {"header.id.form", name, std::string(text.substr(0, 60)), "", "a positive whole number"});
}

std::unexpected<Failure> missing(schema::ErrorRow error, const char* name) {
  return fail(FaultKind::operation, static_cast<Error>(error),
              {"header.id.missing", name, "", "", std::string("the header element ") + name});
}

}  // namespace

std::expected<HeaderIds, Failure> check_header_ids(const schema::OperationInfo& operation, const Credentials& credentials) {
  using schema::PermissionInfo;
  const auto& p = permission_of(operation);
  HeaderIds ids;
  if (p.has(PermissionInfo::ignores_headers)) return ids;
  const auto customer = parse(credentials.customer_id, "CustomerId", 1490);
  if (!customer) return std::unexpected(customer.error());
  const auto account = parse(credentials.customer_account_id, "CustomerAccountId", 4410);
  if (!account) return std::unexpected(account.error());
  ids = {*customer, *account};
  if (ids.customer_id == 0 && p.has(PermissionInfo::needs_customer_header)) return missing(p.customer_missing, "CustomerId");
  if (ids.account_id == 0 && p.has(PermissionInfo::needs_account_header)) return missing(p.account_missing, "CustomerAccountId");
  return ids;
}

}  // namespace adsbox::identity
