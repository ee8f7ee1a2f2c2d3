// `adsbox quickstart`: Get Started as one command that explains itself. It does what a program has to do, and shows each request
// and what came back, so that reading its output teaches the first hour with the API.
#include "adsbox/campaign_management.h"
#include "adsbox/customer_management.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/recorder.h"
#include "cli/terminal.h"
#include "schema/tables.h"

namespace adsbox::cli {
namespace {

namespace cm = customer_management;
namespace ca = campaign_management;

constexpr int steps = 6;
constexpr std::size_t shown_campaigns = 12;

void heading(int number, std::string_view title, std::string_view explanation) {
  out("\nStep " + std::to_string(number) + " of " + std::to_string(steps) + ": " + std::string(title) + "\n" +
      std::string(explanation) + "\n\n");
}

std::string number(const opt<std::int64_t>& n) {
  return n ? std::to_string(*n) : "-";
}

/// Name of the value of an enum member.
std::string_view value_name(const object& o, std::string_view member) {
  const auto* field = schema::find_field(schema::type_info(o.contract_type), member);
  if (field == nullptr || (field->kind != schema::Kind::enumeration && field->kind != schema::Kind::flags)) return "-";
  const auto* at = reinterpret_cast<const char*>(&o) + field->offset;
  std::optional<std::uint64_t> n;
  if (field->kind == schema::Kind::flags) {
    if (const auto& v = *reinterpret_cast<const opt<std::uint64_t>*>(at)) n = *v;
  } else {
    if (const auto& v = *reinterpret_cast<const opt<std::int32_t>*>(at))
      n = static_cast<std::uint64_t>(static_cast<std::int64_t>(*v));
  }
  if (n)
    for (const auto& v : schema::values_of(schema::contract.enums[field->type]))
      if (v.number == *n) return schema::text(v.name);
  return "-";
}

std::string_view role_name(std::int32_t id) {
  switch (id) {
    case 16:
      return "Advertiser Campaign Manager";
    case 33:
      return "Aggregator";
    case 41:
      return "Super Admin";
    case 100:
      return "Viewer";
    case 203:
      return "Standard User";
    default:
      return "role";
  }
}

std::string table_row(std::initializer_list<std::pair<std::string_view, std::size_t>> cells) {
  std::string line = "  ";
  for (const auto& [text, width] : cells) {
    auto cell = shorten(text, width);
    cell.append(width - std::min(width, cell.size()) + 2, ' ');
    line += cell;
  }
  while (line.ends_with(' ')) line.pop_back();
  return line + "\n";
}

class Quickstart {
 public:
  Quickstart(const Target& target, const Caller& caller, Protocol protocol, bool verbose)
      : target_(target),
        caller_(caller),
        protocol_(protocol),
        recorder_(std::make_shared<Recorder>(target.transport(), verbose)),
        oauth_(caller.oauth(target, recorder_)) {}

  /// Goes as far as it can; the error of the step that failed.
  std::expected<void, ApiError> run() {
    const auto code = consent();
    if (!code) return std::unexpected(code.error());
    const auto first = tokens(*code);
    if (!first) return std::unexpected(first.error());
    const auto second = refresh(*first);
    if (!second) return std::unexpected(second.error());
    const auto user = who_am_i(*second);
    if (!user) return std::unexpected(user.error());
    const auto account = accounts(*user);
    if (!account) return std::unexpected(account.error());
    return campaigns(*account);
  }

 private:
  struct Code {
    std::string code, verifier;
  };
  struct Account {
    std::int64_t customer = 0, account = 0;
  };

  std::expected<Code, ApiError> consent() {
    heading(1, "consent",
            "The user signs in at the identity service and allows the application to act for them. The application sends the\n"
            "browser to the authorize address; `state` and `code_challenge` tie the answer to this request.");
    const auto pkce = Pkce::create();
    const auto state = random_state();
    AuthorizeRequest request{.state = state, .login_hint = caller_.user, .code_challenge = pkce.challenge};
    if (target_.is_local()) request.prompt = "none";  // adsbox consents by itself
    const auto url = oauth_.authorize_url(request);
    std::string redirect;
    if (target_.is_local()) {
      const auto answer = recorder_->send({.method = "GET", .url = url});
      if (!answer) return std::unexpected(transport_error(answer.error()));
      redirect = answer->header("Location");
      if (redirect.empty()) {
        ApiError e;
        e.kind = ApiError::Kind::sign_in;
        e.symbol = "interaction_required";
        e.message = "the server wants to show a page; open the address above in a browser";
        e.http_status = answer->status;
        return std::unexpected(std::move(e));
      }
      out("  No page was needed: prompt=none asks adsbox to consent at once. The redirect carries the code:\n  " +
          redact(redirect) + "\n");
    } else {
      out("  Open this address in a browser, sign in and agree:\n\n  " + url +
          "\n\n  The browser ends at an empty page. Paste its address here: ");
      redirect = read_line();
    }
    const auto code = OAuthClient::parse_redirect(redirect, state);
    if (!code) return std::unexpected(code.error());
    return Code{*code, pkce.verifier};
  }

  std::expected<Tokens, ApiError> tokens(const Code& code) {
    heading(2, "tokens",
            "The code is good for one exchange within minutes. It buys an access token, good for about an hour, and a refresh\n"
            "token, to be kept like a password.");
    auto t = oauth_.exchange_code(code.code, code.verifier);
    if (t) show_tokens(*t);
    return t;
  }

  std::expected<Tokens, ApiError> refresh(const Tokens& old) {
    heading(3, "refresh",
            "Before the access token runs out, the refresh token buys the next one, without the user. Each refresh brings a new\n"
            "refresh token: store that one and forget the old.");
    auto t = oauth_.refresh(old.refresh_token);
    if (!t) return t;
    show_tokens(*t);
    if (!caller_.refresh_token_file.empty()) {
      if (const auto problem = write_secret(caller_.refresh_token_file, t->refresh_token))
        err(*problem + "\n");
      else
        out("  The refresh token is now in " + caller_.refresh_token_file + ".\n");
    }
    return t;
  }

  std::expected<std::int64_t, ApiError> who_am_i(const Tokens& t) {
    heading(4, "GetUser (Customer Management)",
            "Every call carries the access token and the developer token. Without a UserId the service tells who the token\n"
            "belongs to.");
    options_.environment = target_.environment();
    options_.protocol = protocol_;
    options_.developer_token = caller_.developer_token;
    options_.transport = recorder_;
    if (caller_.google) options_.identity_provider = "Google";
    options_.token = Session::create(oauth_, t)->source();
    cm::GetUserRequest request;
    request.user_id = nil;
    const auto answer = ServiceClient(options_).call<cm::GetUser>(request);
    if (!answer) return std::unexpected(answer.error());
    const auto& user = answer->user;
    if (!user || !user->id) return std::unexpected(nothing("the service names no user"));
    out("  You are " + user->user_name.str() +
        (user->name ? " (" + user->name->first_name.str() + " " + user->name->last_name.str() + ")" : "") + ", user " +
        number(user->id) + " of customer " + number(user->customer_id) + ".\n");
    for (const auto& role : answer->customer_roles) {
      if (!role) continue;
      out("  Role on customer " + number(role->customer_id) + ": " + std::string(role_name(role->role_id.value_or(0))) + " (" +
          std::to_string(role->role_id.value_or(0)) + ")\n");
    }
    return *user->id;
  }

  std::expected<Account, ApiError> accounts(std::int64_t user) {
    heading(5, "SearchAccounts (Customer Management)", "Which accounts may this user work on? A search by UserId, in pages.");
    cm::SearchAccountsRequest request;
    auto by_user = make<cm::Predicate>();
    by_user->field = "UserId";
    by_user->operator_ = cm::PredicateOperator::Equals;
    by_user->value = std::to_string(user);
    request.predicates.push_back(std::move(by_user));
    request.page_info = make<cm::Paging>();
    request.page_info->index = 0;
    request.page_info->size = 100;
    const auto answer = ServiceClient(options_).call<cm::SearchAccounts>(request);
    if (!answer) return std::unexpected(answer.error());
    Account first;
    out(table_row({{"Account", 12}, {"Number", 10}, {"Customer", 12}, {"Status", 10}, {"Currency", 8}, {"Name", 40}}));
    for (const auto& a : answer->accounts) {
      if (!a) continue;
      out(table_row({{number(a->id), 12},
                     {a->number.view(), 10},
                     {number(a->parent_customer_id), 12},
                     {value_name(*a, "AccountLifeCycleStatus"), 10},
                     {value_name(*a, "CurrencyCode"), 8},
                     {a->name.view(), 40}}));
      if (first.account == 0) first = {a->parent_customer_id.value_or(0), a->id.value_or(0)};
    }
    if (first.account == 0) return std::unexpected(nothing("this user has no account"));
    return first;
  }

  std::expected<void, ApiError> campaigns(const Account& account) {
    heading(6, "GetCampaignsByAccountId (Campaign Management)",
            "Campaign Management wants two more headers: CustomerId and CustomerAccountId say where the call works.\n"
            "Account " +
                std::to_string(account.account) + " of customer " + std::to_string(account.customer) +
                " is the first one found.");
    options_.customer_id = account.customer;
    options_.customer_account_id = account.account;
    ca::GetCampaignsByAccountIdRequest request;
    request.account_id = account.account;
    request.campaign_type = ca::CampaignType::Search | ca::CampaignType::Shopping | ca::CampaignType::DynamicSearchAds |
                            ca::CampaignType::Audience | ca::CampaignType::Hotel | ca::CampaignType::PerformanceMax |
                            ca::CampaignType::App;
    const auto answer = ServiceClient(options_).call<ca::GetCampaignsByAccountId>(request);
    if (!answer) return std::unexpected(answer.error());
    if (answer->campaigns.empty()) {
      out("  The account has no campaigns yet. AddCampaigns makes one:\n"
          "    adsbox call CampaignManagement AddCampaigns '{\"AccountId\":\"" +
          std::to_string(account.account) +
          "\",\"Campaigns\":[{\"Name\":\"My first\",\n"
          "      "
          "\"BudgetType\":\"DailyBudgetStandard\",\"DailyBudget\":10,\"CampaignType\":\"Search\",\"Languages\":[\"English\"],\n"
          "      \"TimeZone\":\"AmsterdamBerlinBernRomeStockholmVienna\"}]}'\n");
      return {};
    }
    out(table_row({{"Campaign", 12}, {"Type", 16}, {"Status", 10}, {"Budget", 10}, {"Name", 40}}));
    std::size_t shown = 0;
    for (const auto& c : answer->campaigns) {
      if (!c) continue;
      if (shown++ == shown_campaigns) {
        out("  ... " + std::to_string(answer->campaigns.size()) + " campaigns in all\n");
        break;
      }
      char budget[32];
      std::snprintf(budget, sizeof budget, "%.2f", c->daily_budget.value_or(0));
      out(table_row({{number(c->id), 12},
                     {value_name(*c, "CampaignType"), 16},
                     {value_name(*c, "Status"), 10},
                     {c->daily_budget ? budget : "shared", 10},
                     {c->name.view(), 40}}));
    }
    return {};
  }

  static ApiError transport_error(const TransportError& t) {
    ApiError e;
    e.kind = ApiError::Kind::transport;
    e.request_sent = t.sent;
    e.message = t.message;
    return e;
  }
  static ApiError nothing(std::string message) {
    ApiError e;
    e.kind = ApiError::Kind::undecodable;
    e.message = std::move(message);
    return e;
  }
  static void show_tokens(const Tokens& t) {
    const auto left =
        std::chrono::duration_cast<std::chrono::minutes>(t.expires_at - std::chrono::system_clock::now()).count() + 1;
    out("  Access token of " + std::to_string(t.access_token.size()) + " characters, good for " + std::to_string(left) +
        " minutes; refresh token of " + std::to_string(t.refresh_token.size()) + " characters.\n  Scope: " + t.scope + "\n");
  }

  const Target& target_;
  const Caller& caller_;
  Protocol protocol_;
  std::shared_ptr<Recorder> recorder_;
  OAuthClient oauth_;
  ClientOptions options_;
};

}  // namespace

int quickstart(int argc, char** argv) {
  Parser app("Does everything of \"Get Started With the Bing Ads API\" and shows how.", "quickstart");
  Target target;
  Caller caller;
  bool soap = false, verbose = false;
  target.add_to(app);
  caller.add_to(app, true);
  app.add_flag("--soap", soap, "call the services over SOAP instead of REST");
  app.add_flag("-v,--verbose", verbose, "show whole answers");
  if (const auto code = parse(app, argc, argv)) return *code;
  if (const auto missing = caller.complete(target)) return fail("quickstart", *missing);
  if (caller.client_id.empty()) return fail("quickstart", "it starts with consent and needs --client-id");

  out("Get Started with the Bing Ads API, against " +
      (target.production ? "the live service"
       : target.sandbox  ? "the public sandbox"
                         : target.environment().base_url()) +
      ", over " + (soap ? "SOAP" : "REST") + ".\nSecrets are shown as ***.\n");
  const auto done = Quickstart(target, caller, soap ? Protocol::soap : Protocol::rest, verbose).run();
  if (!done) {
    fail("quickstart", done.error().describe());
    if (target.is_local() && done.error().kind == ApiError::Kind::transport)
      err("Is the server running? `adsbox serve` starts it.\n");
    return 1;
  }
  out("\nDone. The same in C++: examples/quick_start.cpp. Any other operation: adsbox call SERVICE OPERATION JSON.\n");
  return 0;
}

}  // namespace adsbox::cli
