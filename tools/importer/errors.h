// schema/errors.tsv out of the upstream error table.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace importer {

struct ErrorRow {
  int code = 0;
  std::string symbol, message;
};

/// code, symbol, message with a header line. Empty when the file is missing.
std::vector<ErrorRow> read_errors(const std::filesystem::path& path);
/// Upstream's table: its `meaning` is a fragment, the message a sentence of ours.
std::vector<ErrorRow> read_upstream_errors(const std::filesystem::path& path);
std::string print_errors(const std::vector<ErrorRow>& rows);

/// A sentence for people out of a symbol and a fragment of meaning (either may be empty).
std::string error_sentence(std::string_view symbol, std::string_view meaning);

/// Keeps rows and messages that are there; returns new rows as `+` lines and, as `!` lines that are no
/// change, those that only we have.
std::vector<std::string> merge_errors(std::vector<ErrorRow>& upstream, const std::vector<ErrorRow>& existing);

}  // namespace importer
