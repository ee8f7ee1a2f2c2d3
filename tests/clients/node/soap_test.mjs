// npm `soap` against the served WSDLs.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import soap from 'soap';
import { http, paths, sandbox, token } from './server.mjs';

const arrays = 'http://schemas.microsoft.com/2003/10/Serialization/Arrays';
let access;
before(async () => { access = await token(); });

async function client(service, authentication = access) {
  const api = await soap.createClientAsync(`${http}${paths[service]}?singleWsdl`, { disableCache: true, handleNilAsNull: true });
  const namespace = service.startsWith('Customer') ? 'https://bingads.microsoft.com/Customer/v13' : `https://bingads.microsoft.com/${service}/v13`;
  const headers = { AuthenticationToken: authentication, DeveloperToken: sandbox.developerToken };
  if (!service.startsWith('Customer')) Object.assign(headers, { CustomerAccountId: sandbox.account, CustomerId: sandbox.customer });
  for (const [name, value] of Object.entries(headers)) api.addSoapHeader({ [name]: value }, '', '', namespace);
  return api;
}

test('every WSDL loads and names this server', async () => {
  for (const [service, path] of Object.entries(paths)) {
    for (const query of ['wsdl', 'singleWsdl']) {
      const api = await soap.createClientAsync(`${http}${path}?${query}`, { disableCache: true });
      const [ports] = Object.values(api.describe());
      assert.ok(Object.keys(Object.values(ports)[0]).length > 1, `${service} ${query}`);
      assert.equal(Object.values(Object.values(api.wsdl.services)[0].ports)[0].location.toLowerCase(), (http + path).toLowerCase());
    }
  }
});

test('GetUser, then SearchAccounts', async () => {
  const api = await client('CustomerManagement');
  const [answer] = await api.GetUserAsync({ UserId: null });
  assert.equal(answer.User.UserName, sandbox.user);
  const roles = [answer.CustomerRoles.CustomerRole].flat();
  assert.ok(roles.some((role) => Number(role.CustomerId) === sandbox.customer));
  const [found] = await api.SearchAccountsAsync({
    Predicates: { Predicate: [{ Field: 'UserId', Operator: 'Equals', Value: answer.User.Id }] },
    PageInfo: { Index: 0, Size: 10 },
  });
  assert.ok([found.Accounts.AdvertiserAccount].flat().some((account) => Number(account.Id) === sandbox.account), JSON.stringify(found));
});

test('AddCampaigns with one good and one bad, then GetCampaignsByAccountId', async () => {
  const api = await client('CampaignManagement');
  const campaign = {
    BudgetType: 'DailyBudgetStandard', DailyBudget: 4.25, Name: 'Node good', TimeZone: 'PacificTimeUSCanadaTijuana', CampaignType: 'Search',
    Languages: { attributes: { 'xmlns:arr': arrays }, 'arr:string': ['English'] },
  };
  const [answer] = await api.AddCampaignsAsync({ AccountId: sandbox.account, Campaigns: { Campaign: [campaign, campaign] } });
  const [good, bad] = answer.CampaignIds.long;
  assert.ok(Number(good) > 0);
  assert.equal(bad, null, JSON.stringify(answer.CampaignIds));
  const [error] = [answer.PartialErrors.BatchError].flat();
  assert.deepEqual([Number(error.Index), Number(error.Code)], [1, 1115]);
  const [listed] = await api.GetCampaignsByAccountIdAsync({ AccountId: sandbox.account, CampaignType: 'Search' });
  const mine = [listed.Campaigns.Campaign].flat().find((one) => String(one.Id) === String(good));
  assert.equal(mine.Name, 'Node good');
  assert.equal(Number(mine.DailyBudget), 4.25);
});

test('a bad token is a typed fault', async () => {
  const api = await client('CampaignManagement', 'NoSuchToken');
  await assert.rejects(api.GetCampaignsByAccountIdAsync({ AccountId: sandbox.account }), (error) => {
    const detail = error.root.Envelope.Body.Fault.detail.AdApiFaultDetail;
    const [one] = [detail.Errors.AdApiError].flat();
    assert.deepEqual([Number(one.Code), one.ErrorCode], [105, 'InvalidCredentials']);
    assert.equal(error.response.status, 500);
    return true;
  });
});
