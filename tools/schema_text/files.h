#pragma once

#include <filesystem>
#include <string>

namespace schema_text {

/// Whole file, or an empty string when it cannot be read.
std::string read_file(const std::filesystem::path& path);
/// Writes only when the text differs. False when it cannot be written.
bool write_file(const std::filesystem::path& path, const std::string& text);

}  // namespace schema_text
