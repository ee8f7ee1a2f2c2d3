// From the admin API's JSON to the types of the public headers.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adsbox/testing_admin.h"
#include "adsbox/testing_journal.h"
#include "codec/json_tree.h"

namespace adsbox::test_support {

/// A JSON object with the text that it was read from, which its numbers and flags lie in.
class Document {
 public:
  Document(std::unique_ptr<const std::string> text, codec::JsonValue value) : text_(std::move(text)), value_(std::move(value)) {}
  const codec::JsonValue& operator[](std::string_view member) const { return value_[member]; }
  [[nodiscard]] const codec::JsonValue& root() const { return value_; }

 private:
  std::unique_ptr<const std::string> text_;
  codec::JsonValue value_;
};

/// The answer as a JSON object; an error when it is none.
[[nodiscard]] AdminResult<Document> object_of(AdminClient::Answer answer);
[[nodiscard]] std::vector<std::string> texts_of(const codec::JsonValue& list);
[[nodiscard]] JournalEntry entry_of(const codec::JsonValue& v);
[[nodiscard]] Explanation explanation_of(const codec::JsonValue& v);
[[nodiscard]] FaultReport report_of(const codec::JsonValue& v);
/// Nothing, or the error of the answer.
[[nodiscard]] AdminResult<void> done(const AdminClient::Answer& answer);

}  // namespace adsbox::test_support
