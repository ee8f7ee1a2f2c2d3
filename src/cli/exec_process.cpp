#include "cli/exec_process.h"

#include <spawn.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "cli/terminal.h"

namespace adsbox::cli {
namespace {

constexpr std::array passed_on = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (const auto& t : texts) all.push_back(const_cast<char*>(t.c_str()));
  all.push_back(nullptr);
  return all;
}

}  // namespace

HeldSignals::HeldSignals() {
  struct sigaction now{};
  sigaction(SIGPIPE, nullptr, &now);
  pipe_ignored_ = now.sa_handler == SIG_IGN;  // the server will ignore it for itself
  ::signal(SIGCHLD, SIG_DFL);                 // an inherited SIG_IGN would lose the exit code
  sigemptyset(&set_);
  for (const int s : passed_on) sigaddset(&set_, s);
  sigaddset(&set_, SIGCHLD);
  pthread_sigmask(SIG_BLOCK, &set_, &before_);
}

HeldSignals::~HeldSignals() {
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

int run_program(const std::vector<std::string>& command, const std::vector<std::string>& environment,
                const HeldSignals& signals) {
  posix_spawnattr_t how;
  posix_spawnattr_init(&how);
  sigset_t defaults;
  sigemptyset(&defaults);
  if (!signals.pipe_ignored_) sigaddset(&defaults, SIGPIPE);
  posix_spawnattr_setsigmask(&how, &signals.before_);
  posix_spawnattr_setsigdefault(&how, &defaults);
  posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  pid_t child = 0;
  const int error =
      ::posix_spawnp(&child, command.front().c_str(), nullptr, &how, pointers(command).data(), pointers(environment).data());
  posix_spawnattr_destroy(&how);
  if (error != 0) {
    fail("exec", command.front() + ": " + std::strerror(error));
    return error == ENOENT ? exit_not_found : exit_not_runnable;
  }
  for (;;) {
    siginfo_t info{};
    const int signal = sigwaitinfo(&signals.set_, &info);
    if (signal < 0) continue;
    if (signal != SIGCHLD) {
      // What the kernel sent (Ctrl-C, a closed terminal) went to the whole group of processes: once is enough.
      if (info.si_code <= 0) ::kill(child, signal);
      continue;
    }
    int status = 0;
    if (::waitpid(child, &status, WNOHANG) != child) continue;
    if (WIFEXITED(status)) return WEXITSTATUS(status);
    if (WIFSIGNALED(status)) return 128 + WTERMSIG(status);
  }
}

}  // namespace adsbox::cli
