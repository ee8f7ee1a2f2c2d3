// The bar that our server is measured against: constants out of an asynchronous Boost.Beast server as its examples write it.
//   beast_const PORT LARGE_BYTES SMALL_BYTES [THREADS]
// clang-format off: Asio uses std::exchange and does not include it
#include <utility>
// clang-format on
#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;

namespace {

std::string large_body;
std::string small_body;

class Session : public std::enable_shared_from_this<Session> {
 public:
  explicit Session(tcp::socket socket) : stream_(std::move(socket)) { stream_.socket().set_option(tcp::no_delay(true)); }

  void read() {
    request_ = {};
    http::async_read(stream_, buffer_, request_, [self = shared_from_this()](beast::error_code error, std::size_t) {
      if (!error) self->answer();
    });
  }

 private:
  void answer() {
    const std::string& body = request_.target().find("large") != beast::string_view::npos ? large_body : small_body;
    response_.emplace(http::status::ok, request_.version());
    response_->set(http::field::content_type, "text/xml; charset=utf-8");
    response_->keep_alive(request_.keep_alive());
    response_->body() = {body.data(), body.size()};
    response_->prepare_payload();
    http::async_write(stream_, *response_, [self = shared_from_this()](beast::error_code error, std::size_t) {
      if (!error && self->response_->keep_alive()) self->read();
    });
  }

  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  http::request<http::string_body> request_;
  std::optional<http::response<http::span_body<const char>>> response_;
};

void accept(tcp::acceptor& acceptor) {
  acceptor.async_accept([&acceptor](beast::error_code error, tcp::socket socket) {
    if (!error) std::make_shared<Session>(std::move(socket))->read();
    accept(acceptor);
  });
}

void serve(int port) {
  asio::io_context context(1);
  tcp::acceptor acceptor(context);
  const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), static_cast<unsigned short>(port));
  acceptor.open(endpoint.protocol());
  acceptor.set_option(tcp::acceptor::reuse_address(true));
  acceptor.set_option(asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>(true));
  acceptor.bind(endpoint);
  acceptor.listen(512);
  accept(acceptor);
  context.run();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: beast_const PORT LARGE_BYTES SMALL_BYTES [THREADS]\n");
    return 2;
  }
  large_body.assign(std::strtoul(argv[2], nullptr, 10), 'x');
  small_body.assign(std::strtoul(argv[3], nullptr, 10), 'x');
  std::vector<std::thread> threads;
  for (int i = argc > 4 ? std::atoi(argv[4]) : 2; i > 0; --i) threads.emplace_back(serve, std::atoi(argv[1]));
  for (auto& t : threads) t.join();
}
