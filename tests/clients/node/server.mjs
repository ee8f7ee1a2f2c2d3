// What with_server.py tells, the sandbox's credentials and a token without a page.
export const http = process.env.ADSBOX_HTTP;
export const sandbox = {
  developerToken: 'BBD37VB98', user: 'someone@outlook-int.com', customer: 250000001, account: 180000001,
  client: 'db41b09d-6e50-4f4a-90ac-5a99caefb52f', back: 'https://login.live-int.com/oauth20_desktop.srf',
};
export const paths = {
  CampaignManagement: '/Api/Advertiser/CampaignManagement/v13/CampaignManagementService.svc',
  Bulk: '/Api/Advertiser/CampaignManagement/v13/BulkService.svc',
  Reporting: '/Api/Advertiser/Reporting/v13/ReportingService.svc',
  AdInsight: '/Api/Advertiser/AdInsight/v13/AdInsightService.svc',
  CustomerManagement: '/Api/CustomerManagement/v13/CustomerManagementService.svc',
  CustomerBilling: '/Api/Billing/v13/CustomerBillingService.svc',
};

export async function redeem(code) {
  const answer = await fetch(`${http}/oauth20_token.srf`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: sandbox.client, grant_type: 'authorization_code', code, redirect_uri: sandbox.back }),
  });
  const tokens = await answer.json();
  if (!tokens.access_token) throw new Error(`token: ${JSON.stringify(tokens)}`);
  return tokens;
}

export async function token() {
  const query = new URLSearchParams({
    client_id: sandbox.client, scope: 'bingads.manage', response_type: 'code', redirect_uri: sandbox.back, state: 'x', prompt: 'none',
    login_hint: sandbox.user,
  });
  const answer = await fetch(`${http}/oauth20_authorize.srf?${query}`, { redirect: 'manual' });
  if (answer.status !== 302) throw new Error(`authorize answered ${answer.status}: ${await answer.text()}`);
  return (await redeem(new URL(answer.headers.get('location')).searchParams.get('code'))).access_token;
}
