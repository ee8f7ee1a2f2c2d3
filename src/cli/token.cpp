// `adsbox token`: signs in and prints the access token, for curl and scripts.
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/terminal.h"

namespace adsbox::cli {
namespace {

std::string json_string(std::string_view s) {
  std::string o = "\"";
  for (const char c : s) {
    if (c == '"' || c == '\\') o += '\\';
    if (static_cast<unsigned char>(c) >= 0x20) o += c;
  }
  return o + "\"";
}

std::string as_json(const Tokens& t, std::chrono::system_clock::time_point now) {
  const auto left = std::chrono::duration_cast<std::chrono::seconds>(t.expires_at - now).count();
  std::string o = "{\"access_token\":" + json_string(t.access_token) + ",\"refresh_token\":" + json_string(t.refresh_token) +
                  ",\"scope\":" + json_string(t.scope) + ",\"expires_in\":" + std::to_string(left);
  if (!t.id_token.empty()) o += ",\"id_token\":" + json_string(t.id_token);
  return o + "}";
}

}  // namespace

int token(int argc, char** argv) {
  Parser app("Signs in and prints an access token, and nothing else, on standard output.", "token");
  Target target;
  Caller caller;
  target.add_to(app);
  caller.add_to(app, false);
  bool json = false, url_only = false;
  app.add_flag("--json", json, "print all that the sign-in service gave, refresh token included");
  app.add_flag("--authorize-url", url_only, "print the address that asks for consent, and sign nobody in");
  app.footer("Example: curl -H \"Authorization: Bearer $(adsbox token)\" -H 'DeveloperToken: BBD37VB98' ...");
  if (const auto code = parse(app, argc, argv)) return *code;
  if (caller.developer_token.empty()) caller.developer_token = "-";  // not needed to sign in
  if (const auto missing = caller.complete(target)) return fail("token", *missing);

  const auto transport = target.transport();
  if (url_only) {
    out(caller.oauth(target, transport).authorize_url({.state = random_state(), .login_hint = caller.user}) + "\n");
    return 0;
  }
  const auto tokens = obtain_tokens(target, caller, transport);
  if (!tokens) return fail("token", tokens.error().describe());
  out((json ? pretty_json(as_json(*tokens, std::chrono::system_clock::now())) : tokens->access_token) + "\n");
  return 0;
}

}  // namespace adsbox::cli
