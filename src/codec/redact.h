// Finds secrets in any text by the names they stand behind: JSON members, XML elements and attributes, form fields, query strings
// (also percent-encoded ones) and header lines. Works on malformed and cut texts: what is not closed reaches to the end.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace adsbox::codec {

/// Where a secret stands in a text.
struct SecretSpan {
  std::size_t begin, end;
  bool bare;  // a JSON value that is no string: what replaces it needs quotes
};

/// Spans in ascending order, none empty, none overlapping.
[[nodiscard]] std::vector<SecretSpan> find_secrets(std::string_view text);

/// A header, member, element or form field of this name holds a secret.
[[nodiscard]] bool is_secret_name(std::string_view name);

/// `text` with every secret replaced by what `mask` makes of it.
[[nodiscard]] std::string redact(std::string_view text, const std::function<std::string(std::string_view secret)>& mask);

}  // namespace adsbox::codec
