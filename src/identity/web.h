// One exchange with a browser or an OAuth client: parameters, cookies, forms, redirects.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "identity/endpoints.h"
#include "identity/logins.h"
#include "identity/pages/html.h"

namespace adsbox::identity {

/// Parameters of a query or a form, decoded, in order.

/// The mark of a created world that the request has chosen; empty among the default worlds.
std::string_view mark_of(const world::Worlds& worlds);

class Params {
 public:
  Params() = default;
  /// Mail addresses and client ids may carry the mark of the world that they choose ("NAME~someone@..."); it is taken off.
  explicit Params(std::string_view encoded, std::string_view mark = {});
  /// First value of that name; empty when absent.
  [[nodiscard]] std::string_view get(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const;
  /// Two values of one name that differ. Linear: anybody may send the parameters.
  [[nodiscard]] bool contradicts(std::string_view name) const;
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& items() const { return items_; }

 private:
  std::vector<std::pair<std::string, std::string>> items_;
};

/// What a form may be at most; pages and OAuth clients send far less. More is refused before it is taken apart.
inline constexpr std::size_t largest_form = 64 * 1024;
inline constexpr std::ptrdiff_t most_form_fields = 200;
bool form_too_large(std::string_view body);

/// The value as it stands in the query, not decoded; empty when absent.
std::string_view raw_value(std::string_view encoded, std::string_view name);

class Web {
 public:
  Web(world::Worlds& worlds, const Options& options, const net::Request& request, net::Response& response, Exchange& exchange);

  world::Worlds& worlds;
  const Options& options;
  const net::Request& request;
  net::Response& response;
  Exchange& exchange;
  const Params query;
  const Params form;       // of a POST with a form body; empty when that is too large
  const std::string path;  // decoded, lower case, without a trailing slash
  const std::string host;  // without port

  [[nodiscard]] bool post() const { return request.method == "POST"; }
  /// `scheme://host[:port]` as clients see this server: the public URL that was configured, else what the request tells.
  [[nodiscard]] std::string base_url() const;
  /// Who signs the id tokens of `tenant` (a directory's id; unused for Google): below the public URL where one is configured, so
  /// that it agrees with the address of the metadata; else the official name that clients know.
  [[nodiscard]] std::string issuer(Generation g, std::string_view tenant) const;
  /// A page of another site had a browser send this request, which could change something.
  [[nodiscard]] bool cross_site() const { return request.cross_site(options.public_url); }
  /// Only this machine reaches the server, and the request came from it straight.
  [[nodiscard]] bool local() const { return options.local_only && request.loopback; }
  [[nodiscard]] std::string cookie(std::string_view name) const;
  void set_cookie(std::string_view name, std::string_view value, std::int64_t max_age_seconds);

  /// Hidden field for every form of ours; its twin is a cookie that another site cannot read.
  [[nodiscard]] html::Raw csrf_field();
  /// The form came from a page of ours.
  [[nodiscard]] bool csrf_ok() const;

  /// Session of the world's cookie.
  [[nodiscard]] std::optional<Session> session(world::World& world) const;
  void sign_in(world::World& world, const Login& login);
  void sign_out(world::World& world);

  void redirect(std::string location);
  void json(int status, std::string body);
  /// A whole page with the common frame. `world` and `who` fill the head line.
  void page(int status, std::string_view title, const std::string& body, const world::World* world = nullptr,
            std::string_view who = {});
  /// The page for a failure that cannot be sent to the application.
  void error_page(int status, OAuthError e, std::string_view detail = {}, Generation g = Generation::v2,
                  const world::World* world = nullptr);

 private:
  std::string csrf_;
};

}  // namespace adsbox::identity
