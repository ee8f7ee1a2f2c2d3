// What commands print. Plain stdio: iostreams would cost the server's start more than its listeners do.
#pragma once

#include <string>
#include <string_view>

namespace adsbox::cli {

void out(std::string_view text);
void err(std::string_view text);
/// Prints `text` and a newline on stderr after `adsbox COMMAND: `; returns 1, the exit code of a failure.
int fail(std::string_view command, std::string_view text);
/// One line of standard input without its end; empty at the end of input.
std::string read_line();
/// JSON laid out over lines, two blanks a level. Text that is not JSON comes back as it is.
std::string pretty_json(std::string_view json);
/// `text` cut to `width` characters, with an ellipsis.
std::string shorten(std::string_view text, std::size_t width);

}  // namespace adsbox::cli
