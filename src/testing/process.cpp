#include "testing/process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

extern char** environ;

namespace adsbox {
namespace {

std::unexpected<AdminError> failure(std::string message) {
  return std::unexpected(AdminError{0, std::move(message)});
}

std::string program_of(const ServerOptions& options) {
  if (!options.program.empty()) return options.program;
  const char* chosen = std::getenv("ADSBOX");
  return chosen != nullptr && *chosen != '\0' ? chosen : "adsbox";
}

}  // namespace

AdminResult<std::unique_ptr<TestServer::Process>> TestServer::Process::start(const ServerOptions& options) {
  const auto program = program_of(options);
  std::vector<std::string> command = {
      program, "serve", "--port", "0", "--no-tls", "--memory", "--seed", options.seed, "--until-input-ends"};
  command.insert(command.end(), options.arguments.begin(), options.arguments.end());
  std::vector<char*> argv;
  for (auto& word : command) argv.push_back(word.data());
  argv.push_back(nullptr);

  std::array<int, 2> out{}, in{};
  if (::pipe2(out.data(), O_CLOEXEC) != 0) return failure(std::string("no pipe: ") + std::strerror(errno));
  if (::pipe2(in.data(), O_CLOEXEC) != 0) {
    const auto why = std::string("no pipe: ") + std::strerror(errno);
    for (const int fd : out) ::close(fd);
    return failure(why);
  }
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, in[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, out[1], STDOUT_FILENO);
  // Signals as in a fresh process, whatever the test program has blocked.
  posix_spawnattr_t how;
  posix_spawnattr_init(&how);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&how, &none);
  posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK);
  std::unique_ptr<Process> made(new Process);
  const int error = ::posix_spawnp(&made->pid_, program.c_str(), &files, &how, argv.data(), environ);
  posix_spawnattr_destroy(&how);
  posix_spawn_file_actions_destroy(&files);
  ::close(out[1]);
  ::close(in[0]);
  made->output_ = out[0];
  made->input_ = in[1];
  if (error != 0) {
    made->pid_ = 0;
    return failure(program + " cannot be run: " + std::strerror(error) + ". $ADSBOX or ServerOptions::program says where it is");
  }
  if (auto ready = made->await_ready(options.patience); !ready) return std::unexpected(std::move(ready.error()));
  return made;
}

AdminResult<void> TestServer::Process::await_ready(std::chrono::seconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  std::string text;
  for (;;) {
    for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n')) {
      const auto line = text.substr(0, end);
      text.erase(0, end + 1);
      if (line.starts_with("http ")) url_ = line.substr(5);
      if (line == "ready") return {};
    }
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
    pollfd wait{output_, POLLIN, 0};
    if (left <= 0 || ::poll(&wait, 1, static_cast<int>(left)) == 0)
      return failure("the server was not ready within " + std::to_string(patience.count()) + " s");
    std::array<char, 4096> bytes{};
    const auto n = ::read(output_, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return failure("the server ended before it was ready; it said why on standard error");
    text.append(bytes.data(), static_cast<std::size_t>(n));
  }
}

TestServer::Process::~Process() {
  if (pid_ != 0) {
    ::kill(pid_, SIGTERM);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  if (output_ >= 0) ::close(output_);
  if (input_ >= 0) ::close(input_);
}

}  // namespace adsbox
