#include "services/customer_management/search_texts.h"

#include <string>

#include "services/customer_management/reach.h"
#include "services/entity/fields.h"
#include "services/entity/limits.h"

namespace adsbox::services {

std::expected<void, Failure> check_search_text(Call& call, const search::Condition& c) {
  const auto& limit = schema::find_limit("search-text-length");
  const auto least = limit_of(call.world, limit);
  for (const auto& t : c.texts) {
    const auto length = static_cast<std::int64_t>(code_points(t));
    if (length >= least) continue;
    return refuse_request(static_cast<Error>(limit.error),
                          {std::string(schema::text(call.operation.name)) + ".Predicates.length",
                           "Predicates[" + std::to_string(c.position) + "].Value", t, std::to_string(least) + "..",
                           "a text of at least " + std::to_string(least) + " characters"});
  }
  return {};
}

TextTest text_test(const search::Condition& c) {
  return {c.op == search::Operator::contains ? TextTest::How::contains : TextTest::How::equals, c.folded};
}

}  // namespace adsbox::services
