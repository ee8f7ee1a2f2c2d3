// The account's campaigns, read only. Its address carries the ids that a beginner needs: cid (customer) and aid (account).
#include <algorithm>
#include <charconv>
#include <cstdio>

#include "adsbox/campaign_management.h"
#include "adsbox/customer_management.h"
#include "identity/pages/portal.h"
#include "identity/roles.h"
#include "world/entities.h"

namespace adsbox::identity::pages {
namespace {

namespace cm = customer_management;
using campaign_management::Campaign;
using campaign_management::CampaignStatus;

std::int64_t number(std::string_view s) {
  std::int64_t n = 0;
  const auto [end, problem] = std::from_chars(s.data(), s.data() + s.size(), n);
  return problem == std::errc() && end == s.data() + s.size() ? n : 0;
}

struct AccountLine {
  std::int64_t customer_id, account_id;
  std::string customer, name;
};

/// Accounts that the person reaches.
std::vector<AccountLine> accounts_of(store::Reader& r, const std::vector<Grant>& grants) {
  std::vector<AccountLine> lines;
  for (const auto& g : grants) {
    const auto customer = world::load<cm::Customer>(r, g.customer_id);
    const auto line = [&](const cm::AdvertiserAccount& a, std::int64_t id, std::int64_t owner) {
      if (covers_account(g, id, owner) && std::ranges::find(lines, id, &AccountLine::account_id) == lines.end())
        lines.push_back({g.customer_id, id, customer ? (*customer)->name.str() : std::string(), a.name.str()});
    };
    world::for_each_child<cm::AdvertiserAccount>(r, g.customer_id, [&](world::Stored<cm::AdvertiserAccount>& a) {
      line(*a, a.id, g.customer_id);
      return true;
    });
    if (g.linked == nullptr) continue;
    for (const auto id : *g.linked)
      if (const auto a = world::load<cm::AdvertiserAccount>(r, id)) line(**a, id, a->parent);
  }
  return lines;
}

std::string address(const Visitor& v, const AccountLine& a) {
  return in_world(*v.world,
                  "/campaign/Campaigns.m?cid=" + std::to_string(a.customer_id) + "&aid=" + std::to_string(a.account_id));
}

std::string_view words(CampaignStatus s) {
  switch (s) {
    case CampaignStatus::Active:
      return "Active";
    case CampaignStatus::Paused:
      return "Paused";
    case CampaignStatus::BudgetPaused:
      return "Paused by budget";
    case CampaignStatus::BudgetAndManualPaused:
      return "Paused, also by budget";
    case CampaignStatus::Deleted:
      return "Deleted";
    case CampaignStatus::Suspended:
      return "Suspended";
  }
  return "";
}

}  // namespace

void campaigns(Web& web) {
  const auto v = visitor(web);
  if (!v) return;
  const auto grants = reach_of_login(*v->world, v->login().id);
  const auto lines = reading(v->world->store(), [&](store::Reader& r) { return accounts_of(r, grants); });
  const auto aid = number(web.query.get("aid")), cid = number(web.query.get("cid"));
  const auto it = std::ranges::find(lines, aid, &AccountLine::account_id);
  if (it == lines.end() && !lines.empty() && aid == 0 && cid == 0) return web.redirect(address(*v, lines.front()));
  html::Markup m;
  if (it == lines.end() || (cid != 0 && it->customer_id != cid)) {
    m.raw(lines.empty()
              ? "<p class=\"error\">You are not a user of any advertising customer.</p><p><a href=\"/signup\">Sign up</a></p>"
              : "<p class=\"error\">You have no access to that account.</p>");
    for (const auto& a : lines) m.raw("<p>").link(address(*v, a), a.name).raw("</p>");
    return web.page(lines.empty() ? 200 : 403, "Campaigns", m.str(), v->world, v->login().value.email);
  }
  m.raw("<table><tr><th>Customer</th><td>")
      .text(it->customer)
      .raw("</td><td>customer id <code id=\"cid\">")
      .text(it->customer_id)
      .raw("</code></td></tr>");
  m.raw("<tr><th>Account</th><td>")
      .text(it->name)
      .raw("</td><td>account id <code id=\"aid\">")
      .text(it->account_id)
      .raw("</code></td></tr></table>");
  m.raw("<h2>Campaigns</h2><table id=\"campaigns\"><tr><th>Campaign</th><th>Id</th><th>Status</th><th>Daily budget</th></tr>");
  std::size_t count = 0;
  constexpr std::size_t most = 1000;
  v->world->store().read([&](store::Reader& r) {
    world::for_each_child<Campaign>(r, it->account_id, [&](world::Stored<Campaign>& c) {
      const auto status = c->status.value_or(CampaignStatus::Active);
      if (status == CampaignStatus::Deleted) return true;
      m.raw("<tr><td>").text(c->name).raw("</td><td>").text(c.id).raw("</td><td>").text(words(status)).raw("</td><td>");
      if (c->daily_budget) {
        char budget[40];
        std::snprintf(budget, sizeof budget, "%.2f", *c->daily_budget);
        m.text(std::string_view(budget));
      }
      m.raw("</td></tr>");
      return ++count < most;
    });
  });
  m.raw("</table>");
  if (count == 0) m.raw("<p class=\"small\">No campaigns yet: add one with AddCampaigns.</p>");
  if (count == most) m.raw("<p class=\"small\">Only the first 1000 are shown.</p>");
  if (lines.size() > 1) {
    m.raw("<h2>Other accounts</h2><ul>");
    for (const auto& a : lines)
      if (a.account_id != aid) m.raw("<li>").link(address(*v, a), a.name).raw("</li>");
    m.raw("</ul>");
  }
  web.page(200, "Campaigns", m.str(), v->world, v->login().value.email);
}

}  // namespace adsbox::identity::pages
