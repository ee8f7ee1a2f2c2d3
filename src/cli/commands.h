// The subcommands of `adsbox`, one file each. Each parses its own arguments (argv[0] is the subcommand) and returns the exit
// code: 0 done, 1 refused or failed, 2 wrong arguments (exec: what it ran returned).
#pragma once

#include <array>
#include <string_view>

namespace adsbox::cli {

int serve(int argc, char** argv);
int health(int argc, char** argv);
int quickstart(int argc, char** argv);
int token(int argc, char** argv);
int call(int argc, char** argv);
int app(int argc, char** argv);
int devtoken(int argc, char** argv);
int user(int argc, char** argv);
int ca(int argc, char** argv);
int exec(int argc, char** argv);
int env(int argc, char** argv);
int hosts(int argc, char** argv);
int requests(int argc, char** argv);
int explain(int argc, char** argv);
int migrate_check(int argc, char** argv);
int fault(int argc, char** argv);
int world(int argc, char** argv);
int snapshot(int argc, char** argv);
int clock(int argc, char** argv);
int seed(int argc, char** argv);
int limit(int argc, char** argv);
int spend(int argc, char** argv);
int coupon(int argc, char** argv);
int billing_group(int argc, char** argv);
int insertion_order(int argc, char** argv);
int coverage(int argc, char** argv);
int wsdl(int argc, char** argv);
int openapi(int argc, char** argv);

struct Command {
  std::string_view name;
  std::string_view summary;
  int (*run)(int argc, char** argv);
};

inline constexpr std::array commands = {
    Command{"serve", "run the server", serve},
    Command{"health", "ask a running server whether it is well", health},
    Command{"quickstart", "do all of Get Started, step by step", quickstart},
    Command{"token", "sign in and print an access token", token},
    Command{"call", "call any operation with JSON, over REST or SOAP", call},
    Command{"app", "list, create and revoke application registrations", app},
    Command{"devtoken", "list, create and revoke developer tokens", devtoken},
    Command{"user", "list and create users", user},
    Command{"ca", "print the certificate that HTTPS clients are to trust", ca},
    Command{"exec", "run a program with the official host names leading here", exec},
    Command{"env", "the same for a shell: eval \"$(adsbox env)\"", env},
    Command{"hosts", "print the official host names for /etc/hosts", hosts},
    Command{"requests", "list what the server was asked, follow it, export it", requests},
    Command{"explain", "say why a request was answered as it was", explain},
    Command{"migrate-check", "make a call over SOAP and over REST, and say what differs", migrate_check},
    Command{"fault", "make the server fail in chosen ways, and see whether it did", fault},
    Command{"world", "list, make, reset and drop worlds", world},
    Command{"snapshot", "keep a world's state and put it back", snapshot},
    Command{"clock", "set, move, stop and pace a world's clock", clock},
    Command{"seed", "begin a world anew with a seed", seed},
    Command{"limit", "set how many of something fit somewhere in a world", limit},
    Command{"spend", "record what an account spends, or list it", spend},
    Command{"coupon", "make coupon classes and mint coupons", coupon},
    Command{"billing-group", "list and make billing groups", billing_group},
    Command{"insertion-order", "make insertion orders that users approve", insertion_order},
    Command{"coverage", "write the table of implemented operations", coverage},
    Command{"wsdl", "print a service's WSDL", wsdl},
    Command{"openapi", "print a service's OpenAPI document", openapi},
};

/// The table of commands, for `adsbox --help`.
void print_overview();
/// Finds and runs; the whole of main().
int dispatch(int argc, char** argv);

}  // namespace adsbox::cli
