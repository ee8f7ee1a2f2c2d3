// `adsbox user`: people who can sign in to a running server.
#include "cli/admin.h"
#include "cli/commands.h"
#include "cli/terminal.h"
#include "client/url.h"
#include "codec/json_object.h"

namespace adsbox::cli {

int user(int argc, char** argv) {
  Parser app("Users: people who sign in, and their roles on customers.", "user");
  Admin admin;
  admin.add_to_group(app);

  auto* list = app.add_subcommand("list", "list the users and their roles");

  std::string email, password_file, first_name, last_name, role = "SuperAdmin", kind;
  std::int64_t customer = 0;
  std::vector<std::int64_t> accounts;
  auto* create = app.add_subcommand("create", "make a user, by default with a customer and an account of their own");
  create->add_option("email", email, "mail address to sign in with")->required();
  create->add_option(
      "--password-file", password_file,
      "file with the password; - reads a line (default: that of the seeded users, where only this machine reaches the server)");
  create->add_option("--first-name", first_name, "first name");
  create->add_option("--last-name", last_name, "last name");
  create->add_option("--kind", kind, "personal, work or google (default: by the mail domain)")
      ->one_of({"personal", "work", "google"});
  auto* in_customer = create->add_option("--customer", customer, "join this customer instead of a new one");
  create->add_option("--role", role, "SuperAdmin, StandardUser, AdvertiserCampaignManager, Aggregator, Viewer")
      ->capture_default_str()
      ->needs(in_customer);
  create->add_option("--account", accounts, "limit the role to this account; may be given several times")->needs(in_customer);

  auto* revoke = app.add_subcommand("revoke", "disable a user and end their tokens");
  revoke->add_option("email", email, "the user")->required();

  auto* invitations = app.add_subcommand("invitations", "list who is invited, and where to accept: no mail is sent here");
  std::int64_t id = 0;
  auto* accept = app.add_subcommand("accept", "accept an invitation, by default for the mail address that was invited");
  accept->add_option("id", id, "of the invitation")->required();
  accept->add_option("--email", email, "who accepts; made when there is no such login");
  accept->add_option("--password-file", password_file, "file with the password of a login that is made; - reads a line");
  auto* pilot = app.add_subcommand("pilot", "put a customer or an account into a pilot, or take it out");
  std::int64_t number = 0;
  bool out = false;
  pilot->add_option("id", id, "of the customer or the account")->required();
  pilot->add_option("pilot", number, "the pilot's number: 793 to create accounts on behalf of clients")->required();
  pilot->add_flag("--out", out, "take it out");

  if (const auto code = parse(app, argc, argv)) return *code;
  const auto client = admin.client();
  const QueryParameters in_world = {{"world", admin.world()}};
  if (*list)
    return admin.print("user", client.call("GET", "users", in_world), "users", {"email", "kind", "enabled", "mfa", "roles"});
  if (*invitations)
    return admin.print("user", client.call("GET", "invitations", in_world), "invitations",
                       {"id", "email", "customer_id", "role", "expired", "url"});
  if (*pilot)
    return admin.print("user",
                       client.call("POST", "pilots/" + std::to_string(id), in_world,
                                   codec::JsonObject().add("pilot", number).add("enabled", !out).str()),
                       "", {});
  if (*accept) {
    codec::JsonObject body;
    if (!email.empty()) body.add("email", email);
    if (!password_file.empty()) {
      const auto password = password_file == "-" ? std::optional(read_line()) : read_file(password_file);
      if (!password || password->empty()) return fail("user", "there is no password in " + password_file);
      body.add("password", *password);
    }
    return admin.print("user", client.call("POST", "invitations/" + std::to_string(id), in_world, body.str()), "",
                       {"email", "user_id", "customer_id"});
  }
  if (*create) {
    codec::JsonObject body;
    body.add("email", email);
    if (!password_file.empty()) {
      const auto password = password_file == "-" ? std::optional(read_line()) : read_file(password_file);
      if (!password || password->empty()) return fail("user", "there is no password in " + password_file);
      body.add("password", *password);
    }
    if (!first_name.empty()) body.add("first_name", first_name);
    if (!last_name.empty()) body.add("last_name", last_name);
    if (!kind.empty()) body.add("kind", kind);
    if (customer != 0) body.add("customer_id", customer).add("role", role).numbers("account_ids", accounts);
    return admin.print("user", client.call("POST", "users", in_world, body.str()), "",
                       {"email", "user_id", "customer_id", "account_id"});
  }
  if (*revoke) {
    std::string path = "users/";
    client::append_encoded(path, email);
    return admin.print("user", client.call("DELETE", path, in_world), "", {});
  }
  return 2;
}

}  // namespace adsbox::cli
