// The library of src/redirect, carried inside the program: there is one file to install, and it always has the right table of
// hosts.
#include "cli/exec_files.h"

asm(".section .rodata\n"
    ".balign 16\n"
    "adsbox_redirect_library_begin:\n"
    ".incbin \"" ADSBOX_REDIRECT_LIBRARY
    "\"\n"
    "adsbox_redirect_library_end:\n"
    ".globl adsbox_redirect_library_begin\n"
    ".globl adsbox_redirect_library_end\n"
    ".previous\n");

extern "C" {
extern const char adsbox_redirect_library_begin[];
extern const char adsbox_redirect_library_end[];
}

namespace adsbox::cli {

std::string_view redirect_library() {
  return {adsbox_redirect_library_begin, static_cast<std::size_t>(adsbox_redirect_library_end - adsbox_redirect_library_begin)};
}

}  // namespace adsbox::cli
