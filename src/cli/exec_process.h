// Runs a program in the foreground, as if it had been started without us.
#pragma once

#include <csignal>
#include <string>
#include <vector>

namespace adsbox::cli {

/// Exit codes of env(1), nohup(1) and the shells.
inline constexpr int exit_own_failure = 125;   // before the program was started
inline constexpr int exit_not_runnable = 126;  // the program is there, but cannot be run
inline constexpr int exit_not_found = 127;

/// Holds the signals that are for the program. Made before any thread is: threads inherit the mask.
class HeldSignals {
 public:
  HeldSignals();
  ~HeldSignals();
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

 private:
  friend int run_program(const std::vector<std::string>&, const std::vector<std::string>&, const HeldSignals&);
  sigset_t set_{}, before_{};
  bool pipe_ignored_ = false;
};

/// Runs `command` (looked for in PATH) with `environment` (NAME=VALUE) and waits for its end. Its standard streams, working
/// directory and signal settings are ours as they were. Signals sent to us are passed on; those of a terminal reach it by
/// themselves. Returns its exit code, or 128 and the number of the signal that ended it; 126 or 127 when it could not be run (and
/// says so).
int run_program(const std::vector<std::string>& command, const std::vector<std::string>& environment, const HeldSignals& signals);

}  // namespace adsbox::cli
