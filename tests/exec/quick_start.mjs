// The quick start with Node, against the official host names; run by adsbox exec. `fetch`: REST; `soap`: npm soap; tokens by fetch or by https.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import https from 'node:https';

const {
  ADSBOX_CLIENT_ID: client, ADSBOX_USER: person, ADSBOX_DEVELOPER_TOKEN: developerToken, ADSBOX_CUSTOMER_ID: customer, ADSBOX_ACCOUNT_ID: account,
} = process.env;
const signIn = 'https://login.live-int.com';
const back = `${signIn}/oauth20_desktop.srf`;
const services = 'https://clientcenter.api.sandbox.bingads.microsoft.com';
const campaigns = 'https://campaign.api.sandbox.bingads.microsoft.com';

async function byFetch(url, form) {
  const answer = await fetch(url, { redirect: 'manual', ...(form && { method: 'POST', body: form }) });
  return { location: answer.headers.get('location'), text: await answer.text() };
}
function byHttps(url, form) {
  return new Promise((resolve, reject) => {
    const request = https.request(url, form ? { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } } : {}, (answer) => {
      assert.ok(answer.socket.authorized);
      let text = '';
      answer.on('data', (chunk) => { text += chunk; }).on('end', () => resolve({ location: answer.headers.location, text }));
    });
    request.on('error', reject).end(form?.toString());
  });
}

async function token(get) {
  const query = new URLSearchParams({
    client_id: client, scope: 'bingads.manage', response_type: 'code', redirect_uri: back, state: 'x', prompt: 'none', login_hint: person,
  });
  const { location } = await get(`${signIn}/oauth20_authorize.srf?${query}`);
  const form = { client_id: client, redirect_uri: back };
  const post = async (more) => JSON.parse((await get(`${signIn}/oauth20_token.srf`, new URLSearchParams({ ...form, ...more }))).text);
  const first = await post({ grant_type: 'authorization_code', code: new URL(location).searchParams.get('code') });
  return (await post({ grant_type: 'refresh_token', refresh_token: first.refresh_token })).access_token;
}

async function rest(access) {
  const call = async (url, body) => {
    const answer = await fetch(url, {
      method: 'POST', body: JSON.stringify(body),
      headers: {
        Authorization: `Bearer ${access}`, DeveloperToken: developerToken, CustomerId: customer, CustomerAccountId: account,
        'Content-Type': 'application/json',
      },
    });
    const text = await answer.text();
    assert.equal(answer.status, 200, text);
    return JSON.parse(text);
  };
  const { User: user } = await call(`${services}/CustomerManagement/v13/User/Query`, { UserId: null });
  assert.equal(user.UserName, person);
  const found = await call(`${services}/CustomerManagement/v13/Accounts/Search`, {
    Predicates: [{ Field: 'UserId', Operator: 'Equals', Value: user.Id }], PageInfo: { Index: 0, Size: 10 },
  });
  assert.ok(found.Accounts.some((one) => one.Id === account));
  assert.deepEqual((await call(`${campaigns}/CampaignManagement/v13/Campaigns/QueryByAccountId`, { AccountId: account })).Campaigns, []);
}

async function soap(access) {
  // Installed once for all Node clients.
  const { default: library } = await import(createRequire(new URL('../clients/node/', import.meta.url)).resolve('soap'));
  const open = async (url, namespace, headers) => {
    const api = await library.createClientAsync(`${url}?singleWsdl`, { disableCache: true });
    for (const [name, value] of Object.entries(headers)) api.addSoapHeader({ [name]: value }, '', '', namespace);
    return api;
  };
  const who = { AuthenticationToken: access, DeveloperToken: developerToken };
  let api = await open(`${services}/Api/CustomerManagement/v13/CustomerManagementService.svc`, 'https://bingads.microsoft.com/Customer/v13', who);
  const [{ User: user }] = await api.GetUserAsync({ UserId: null });
  assert.equal(user.UserName, person);
  const [found] = await api.SearchAccountsAsync({
    Predicates: { Predicate: [{ Field: 'UserId', Operator: 'Equals', Value: user.Id }] }, PageInfo: { Index: 0, Size: 10 },
  });
  assert.ok([found.Accounts.AdvertiserAccount].flat().some((one) => String(one.Id) === account));
  api = await open(`${campaigns}/Api/Advertiser/CampaignManagement/v13/CampaignManagementService.svc`,
    'https://bingads.microsoft.com/CampaignManagement/v13', { ...who, CustomerAccountId: account, CustomerId: customer });
  const [listed] = await api.GetCampaignsByAccountIdAsync({ AccountId: account, CampaignType: 'Search' });
  assert.ok(!listed.Campaigns?.Campaign);
}

if (process.argv[2] === 'soap') await soap(await token(byHttps));
else await rest(await token(byFetch));
console.log('quick start done');
