// Our server with a handler that answers constants: what adsbox_net costs by itself.
//   server_const PORT LARGE_BYTES SMALL_BYTES [REACTORS]     any path with "large" gets the large body
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "net/server.h"

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: server_const PORT LARGE_BYTES SMALL_BYTES [REACTORS]\n");
    return 2;
  }
  const std::string large(std::strtoul(argv[2], nullptr, 10), 'x');
  const std::string small(std::strtoul(argv[3], nullptr, 10), 'x');
  adsbox::net::Options options;
  options.port = static_cast<std::uint16_t>(std::atoi(argv[1]));
  options.reactors = argc > 4 ? static_cast<unsigned>(std::atoi(argv[4])) : 0;
  adsbox::net::Server server(options, [&](const adsbox::net::Request& request, adsbox::net::Response& response) {
    response.content_type = "text/xml; charset=utf-8";
    response.body = request.path.find("large") != std::string_view::npos ? large : small;
  });
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  if (auto ok = server.start(); !ok) {
    std::fprintf(stderr, "%s\n", ok.error().c_str());
    return 1;
  }
  std::printf("port %u\n", server.port());
  std::fflush(stdout);
  int which = 0;
  sigwait(&signals, &which);
  server.stop(std::chrono::seconds(1));
}
