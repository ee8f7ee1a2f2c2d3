// `adsbox serve` as a child of the test program.
#pragma once

#include <sys/types.h>

#include <string>

#include "adsbox/testing.h"

namespace adsbox {

class TestServer::Process {
 public:
  static AdminResult<std::unique_ptr<Process>> start(const ServerOptions& options);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  /// SIGTERM, and waits for the end.
  ~Process();
  /// Base address that it printed.
  [[nodiscard]] const std::string& url() const { return url_; }

 private:
  Process() = default;
  AdminResult<void> await_ready(std::chrono::seconds patience);
  pid_t pid_ = 0;
  int output_ = -1;  // read end of its standard output
  int input_ = -1;   // write end of its standard input: the server ends when it closes, however we end
  std::string url_;
};

}  // namespace adsbox
