// The files behind the environment of exec_environment.h, and a directory for them.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "cli/exec_environment.h"

namespace adsbox::cli {

/// Writes all of them below files.directory (made when needed, readable by its owner only). `ca` is the PEM text of adsbox's
/// authority. With `with_system` the bundle holds the system's authorities, too. Error: the file and the reason.
std::expected<void, std::string> write_program_files(const ProgramFiles& files, const std::string& ca, bool with_system);

/// The bundle of authorities that this system's programs trust: $SSL_CERT_FILE, else the usual places. Empty when there is none.
std::string system_bundle();

/// A directory of its own below $TMPDIR that goes with the object.
class ScratchDirectory {
 public:
  ScratchDirectory();
  ~ScratchDirectory();
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  /// Empty when it could not be made.
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// The module that Node loads before a program.
extern const std::string_view node_module;
/// The library of src/redirect.
std::string_view redirect_library();

}  // namespace adsbox::cli
