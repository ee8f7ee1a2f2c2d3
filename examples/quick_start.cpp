// Get Started with the Bing Ads API, in C++: sign in, ask who we are, find an account, list its campaigns.
//   adsbox serve &
//   build/release/bin/quick_start http://127.0.0.1:8080
#include <cstdio>

#include "adsbox/campaign_management.h"
#include "adsbox/client.h"
#include "adsbox/customer_management.h"
#include "adsbox/oauth.h"

namespace ca = adsbox::campaign_management;
namespace cm = adsbox::customer_management;

static int failed(const adsbox::ApiError& error) {
  std::fprintf(stderr, "%s\n", error.describe().c_str());
  return 1;
}

int main(int argc, char** argv) {
  // Against the real service: Environment::production(), your own application and developer token, and consent in a browser by
  // authorize_url(), parse_redirect() and exchange_code() instead of sign_in_headless(). Nothing else changes.
  const auto environment = adsbox::Environment::at(argc > 1 ? argv[1] : "http://127.0.0.1:8080");
  adsbox::OAuthClient oauth(environment, {.client_id = "4c0b021c-00c3-4508-838f-d3127e8167ff"});
  auto tokens = oauth.sign_in_headless("someone@outlook-int.com");
  if (!tokens) return failed(tokens.error());

  // The session renews the access token when it runs out.
  auto session = adsbox::Session::create(oauth, *tokens);
  adsbox::ServiceClient client({.environment = environment, .developer_token = "BBD37VB98", .token = session->source()});

  auto me = client.call<cm::GetUser>({});  // no UserId: the user of the token
  if (!me) return failed(me.error());
  std::printf("Signed in as %s\n", me->user->user_name.str().c_str());

  cm::SearchAccountsRequest search;
  auto mine = adsbox::make<cm::Predicate>();
  mine->field = "UserId";
  mine->operator_ = cm::PredicateOperator::Equals;
  mine->value = std::to_string(*me->user->id);
  search.predicates.push_back(std::move(mine));
  search.page_info = adsbox::make<cm::Paging>();
  search.page_info->index = 0;
  search.page_info->size = 10;
  auto found = client.call<cm::SearchAccounts>(search);
  if (!found) return failed(found.error());

  for (const auto& account : found->accounts) {
    std::printf("Account %lld: %s\n", static_cast<long long>(*account->id), account->name.str().c_str());
    ca::GetCampaignsByAccountIdRequest request;
    request.account_id = *account->id;
    request.campaign_type = ca::CampaignType::Search | ca::CampaignType::Audience;
    auto campaigns = client.with_account(*account->parent_customer_id, *account->id).call<ca::GetCampaignsByAccountId>(request);
    if (!campaigns) return failed(campaigns.error());
    for (const auto& campaign : campaigns->campaigns)
      std::printf("  Campaign %lld: %s\n", static_cast<long long>(*campaign->id), campaign->name.str().c_str());
  }
}
