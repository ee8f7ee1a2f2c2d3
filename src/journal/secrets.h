// What an entry shows instead of its secrets: `[secret, 43 characters, 1a2b3c4d]`. The last part is the beginning of the secret's
// SHA-256, so that it can be seen where the same one was sent again (and checked: `printf %s "$TOKEN" | sha256sum`).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "journal/entry.h"

namespace adsbox::journal {

[[nodiscard]] std::string mask(std::string_view secret);

/// Gathers the secrets of an entry by the names they stand behind, then hides them wherever else they stand.
class Secrets {
 public:
  /// Without `bodies`, secrets that only bodies name are not known: enough for headers and addresses, and much faster.
  explicit Secrets(const Entry& entry, bool bodies = true);

  /// For bodies, URLs and whatever may have names in it: hides what stands behind a secret's name, and the known secrets.
  [[nodiscard]] std::string in_text(std::string_view text) const;
  /// For the server's own sentences: hides the known secrets.
  [[nodiscard]] std::string in_sentence(std::string_view text) const;
  /// For what an error quotes from the request: hides it whole when it is a part of a secret.
  [[nodiscard]] std::string in_value(std::string_view value) const;
  [[nodiscard]] std::string in_header(std::string_view name, std::string_view value) const;
  /// The value of a form field or query parameter, decoded.
  [[nodiscard]] std::string in_parameter(std::string_view name, std::string_view value) const;

 private:
  void learn(std::string_view secret);
  void learn_from(std::string_view text);
  [[nodiscard]] bool part_of_secret(std::string_view value) const;

  std::string_view request_body_;
  std::vector<std::pair<std::string, std::string>> known_;  // as it may be written; what is shown. The longest first.
};

}  // namespace adsbox::journal
