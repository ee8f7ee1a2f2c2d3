// `adsbox devtoken`: developer tokens of a running server.
#include "cli/admin.h"
#include "cli/commands.h"
#include "client/url.h"
#include "codec/json_object.h"

namespace adsbox::cli {

int devtoken(int argc, char** argv) {
  Parser app("Developer tokens. A universal one works with any user, a single-user one with the user that asked for it.",
             "devtoken");
  Admin admin;
  admin.add_to_group(app);

  auto* list = app.add_subcommand("list", "list the developer tokens");
  std::string token, single_user;
  auto* create = app.add_subcommand("create", "make a developer token and print it");
  auto* value = create->add_option("--token", token, "its text (default: a new one)");
  create->add_option("--single-user", single_user, "mail address of the only user it works with")->excludes(value);
  auto* upgrade = app.add_subcommand("upgrade", "make a single-user token universal");
  upgrade->add_option("token", token, "the developer token")->required();
  auto* revoke = app.add_subcommand("revoke", "end a developer token");
  revoke->add_option("token", token, "the developer token")->required();

  if (const auto code = parse(app, argc, argv)) return *code;
  const auto client = admin.client();
  const QueryParameters in_world = {{"world", admin.world()}};
  std::string path = "developer-tokens/";
  client::append_encoded(path, token);
  if (*list)
    return admin.print("devtoken", client.call("GET", "developer-tokens", in_world), "developer_tokens",
                       {"token", "universal", "user_id", "customer_id", "revoked"});
  if (*create) {
    codec::JsonObject body;
    body.add("universal", single_user.empty());
    if (!token.empty()) body.add("token", token);
    if (!single_user.empty()) body.add("email", single_user);
    return admin.print("devtoken", client.call("POST", "developer-tokens", in_world, body.str()), "",
                       {"token", "universal", "user_id", "customer_id"});
  }
  if (*upgrade) return admin.print("devtoken", client.call("POST", path + "/upgrade", in_world, "{}"), "", {});
  if (*revoke) return admin.print("devtoken", client.call("DELETE", path, in_world), "", {});
  return 2;
}

}  // namespace adsbox::cli
