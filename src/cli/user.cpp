// `adsbox user`: people who can sign in to a running server.
#include "cli/admin_client.h"
#include "cli/commands.h"
#include "cli/terminal.h"
#include "client/url.h"

namespace adsbox::cli {

int user(int argc, char** argv) {
  Parser app("Users: people who sign in, and their roles on customers.", "user");
  Admin admin;
  admin.add_to(app);
  app.require_subcommand(1);
  app.fallthrough();

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

  if (const auto code = parse(app, argc, argv)) return *code;
  if (*list) return admin.print("user", admin.request("GET", "users"), "users", {"email", "kind", "enabled", "mfa", "roles"});
  if (*create) {
    JsonObject body;
    body.add("email", email);
    if (!password_file.empty()) {
      const auto password = password_file == "-" ? std::optional(read_line()) : read_file(password_file);
      if (!password || password->empty()) return fail("user", "there is no password in " + password_file);
      body.add("password", *password);
    }
    if (!first_name.empty()) body.add("first_name", first_name);
    if (!last_name.empty()) body.add("last_name", last_name);
    if (!kind.empty()) body.add("kind", kind);
    if (customer != 0) body.add_number("customer_id", customer).add("role", role).add_numbers("account_ids", accounts);
    return admin.print("user", admin.request("POST", "users", body.text()), "",
                       {"email", "user_id", "customer_id", "account_id"});
  }
  if (*revoke) {
    std::string path = "users/";
    client::append_encoded(path, email);
    return admin.print("user", admin.request("DELETE", path), "", {});
  }
  return 2;
}

}  // namespace adsbox::cli
