// `adsbox app`: application registrations of a running server.
#include "cli/admin.h"
#include "cli/commands.h"
#include "cli/terminal.h"
#include "client/url.h"
#include "codec/json_object.h"

namespace adsbox::cli {

int app(int argc, char** argv) {
  Parser app("Application registrations: who may ask for tokens. As long as there is none, any client id is accepted.", "app");
  Admin admin;
  admin.add_to_group(app);

  auto* list = app.add_subcommand("list", "list the registered applications");

  std::string name, client_id, audience;
  std::vector<std::string> redirect_uris;
  bool web = false, google = false;
  auto* create = app.add_subcommand("create", "register an application");
  create->add_option("name", name, "name that the consent page shows")->required();
  auto* is_web = create->add_flag("--web", web, "a web application; its secret is printed once");
  create->add_flag("--google", google, "a client of Google sign-in; its secret is printed once")->excludes(is_web);
  create->add_option("--redirect-uri", redirect_uris, "where the answer may go; may be given several times");
  create->add_option("--client-id", client_id, "client id (default: a new one)");
  create->add_option("--audience", audience, "who may sign in, as in the manifest's signInAudience");

  std::string id;
  auto* secret = app.add_subcommand("secret", "add a secret to a web application and print it");
  secret->add_option("client-id", id, "the application")->required();
  auto* revoke = app.add_subcommand("revoke", "delete an application; its refresh tokens end");
  revoke->add_option("client-id", id, "the application")->required();

  if (const auto code = parse(app, argc, argv)) return *code;
  const auto client = admin.client();
  const QueryParameters in_world = {{"world", admin.world()}};
  std::string path = "apps/";
  client::append_encoded(path, id);
  if (*list)
    return admin.print("app", client.call("GET", "apps", in_world), "apps",
                       {"client_id", "name", "platform", "enabled", "redirect_uris"});
  if (*create) {
    codec::JsonObject body;
    body.add("name", name).add("platform", web ? "web" : google ? "google" : "native").strings("redirect_uris", redirect_uris);
    if (!client_id.empty()) body.add("client_id", client_id);
    if (!audience.empty()) body.add("audience", audience);
    return admin.print("app", client.call("POST", "apps", in_world, body.str()), "", {"client_id", "secret"});
  }
  if (*secret) return admin.print("app", client.call("POST", path + "/secrets", in_world, "{}"), "", {"client_id", "secret"});
  if (*revoke) return admin.print("app", client.call("DELETE", path, in_world), "", {});
  return 2;
}

}  // namespace adsbox::cli
