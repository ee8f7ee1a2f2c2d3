// The journal's HAR is what other tools read: checked by the npm validator, not by our own idea of the format.
import assert from 'node:assert/strict';
import test from 'node:test';
import { har } from 'har-validator';
import { http, sandbox, token } from './server.mjs';

const journal = `${http}/_adsbox/v1/requests`;

test('the export is valid HAR 1.2 and holds no secret', async () => {
  const access = await token();
  const headers = {
    Authorization: `Bearer ${access}`, DeveloperToken: sandbox.developerToken, CustomerId: `${sandbox.customer}`,
    CustomerAccountId: `${sandbox.account}`, 'Content-Type': 'application/json',
  };
  const call = body => fetch(`${http}/CampaignManagement/v13/Campaigns/QueryByAccountId?q=a%20b&q=c`, { method: 'POST', headers, body });
  assert.equal((await call(JSON.stringify({ AccountId: `${sandbox.account}` }))).status, 200);
  assert.equal((await call('{"AccountId": \u0000 "ü')).status, 400);
  await fetch(`${http}/nowhere/%zz?password=hunter2-hunter2`, { headers: { Cookie: 'a=secret-cookie; b=2' } });

  const text = await (await fetch(`${journal}.har?limit=1000`)).text();
  const document = JSON.parse(text);
  await har(document);
  assert.ok(document.log.entries.length >= 5);
  for (const secret of [access, sandbox.developerToken, 'hunter2-hunter2', 'secret-cookie']) assert.ok(!text.includes(secret), secret);
  for (const entry of document.log.entries) new URL(entry.request.url);
  const query = document.log.entries.find(e => e._adsbox.operation === 'GetCampaignsByAccountId' && e.response.status === 200);
  assert.deepEqual(query.request.queryString, [{ name: 'q', value: 'a b' }, { name: 'q', value: 'c' }]);
  assert.ok(JSON.parse(query.response.content.text).Campaigns);

  // The same for the part that a filter leaves.
  const failed = await (await fetch(`${journal}.har?failed=true`)).json();
  await har(failed);
  assert.ok(failed.log.entries.length < document.log.entries.length);
});

test('clearing leaves an empty, valid HAR', async () => {
  assert.equal((await fetch(journal, { method: 'DELETE' })).status, 200);
  const document = await (await fetch(`${journal}.har`)).json();
  await har(document);
  assert.deepEqual(document.log.entries, []);
});
