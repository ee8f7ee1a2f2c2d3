// A person with a browser: Debian's Chromium, headless. Official host names lead to the server, as `adsbox exec` will arrange it for programs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { http, redeem, sandbox, token } from './server.mjs';

const password = 'adsbox-password';
const tls = new URL(process.env.ADSBOX_HTTPS).port;
const plain = new URL(http).port;
let browser;

before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.ADSBOX_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
      `--host-resolver-rules=MAP *:443 127.0.0.1:${tls}, MAP *:80 127.0.0.1:${plain}, EXCLUDE 127.0.0.1`],
  });
});
after(async () => { await browser?.close(); });

/** A fresh person: no cookies. */
async function visit(address, run) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => { if (message.type() === 'error') problems.push(message.text()); });
  try {
    await page.goto(address);
    await run(page, problems);
  } catch (error) {
    error.message += `\nat ${page.url()}\n${(await page.content().catch(() => '')).slice(0, 3000)}`;
    throw error;
  } finally {
    await context.close();
  }
}

async function signIn(page, user, secret = password) {
  await page.fill('input[name=email]', user);
  await page.fill('input[name=password]', secret);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

const sandboxAuthorize = `https://login.live-int.com/oauth20_authorize.srf?client_id=${sandbox.client}&scope=bingads.manage`
  + `&response_type=code&redirect_uri=${sandbox.back}&prompt=login%20consent`;

test('Get Started in the sandbox: sign in, consent, copy the code out of the address bar, redeem it', async () => {
  await visit(sandboxAuthorize, async (page, problems) => {
    await signIn(page, sandbox.user);
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.waitForURL(/oauth20_desktop\.srf/);
    assert.match(page.url(), /^https:\/\/login\.live-int\.com\/oauth20_desktop\.srf\?code=[\w.!*-]+&lc=1033$/);
    const tokens = await redeem(new URL(page.url()).searchParams.get('code'));
    assert.ok(tokens.refresh_token);
    assert.deepEqual(problems.filter((text) => !text.includes('favicon')), []);
  });
});

test('a wrong password is refused on the page, and declining goes back with access_denied', async () => {
  await visit(sandboxAuthorize, async (page) => {
    await signIn(page, sandbox.user, 'not it');
    assert.ok((await page.getByRole('alert').textContent()).length > 5);
    await signIn(page, sandbox.user);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.waitForURL(/oauth20_desktop\.srf/);
    const query = new URL(page.url()).searchParams;
    assert.equal(query.get('error'), 'access_denied');
    assert.equal(query.get('code'), null);
  });
});

test('an unknown redirect address is told to the person, not followed', async () => {
  await visit(sandboxAuthorize.replace('oauth20_desktop.srf', 'somewhere/else'), async (page) => {
    assert.match(page.url(), /oauth20_authorize/);
    assert.match(await page.textContent('body'), /redirect/i);
  });
});

test('the Campaigns page carries cid and aid in its address and shows the campaigns of the API', async () => {
  const access = await token();
  const answer = await fetch(`${http}/CampaignManagement/v13/Campaigns`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${access}`, DeveloperToken: sandbox.developerToken, CustomerId: sandbox.customer, CustomerAccountId: sandbox.account, 'Content-Type': 'application/json' },
    body: JSON.stringify({ AccountId: String(sandbox.account), Campaigns: [{ Name: 'Seen <b>in</b> the "browser"', BudgetType: 'DailyBudgetStandard', DailyBudget: 8, TimeZone: 'PacificTimeUSCanadaTijuana' }] }),
  });
  assert.equal(answer.status, 200, await answer.text());
  await visit('https://sandbox.bingads.microsoft.com/campaign/Campaigns.m', async (page) => {
    await signIn(page, sandbox.user);
    await page.waitForURL(/Campaigns\.m\?/);
    const query = new URL(page.url()).searchParams;
    assert.equal(query.get('cid'), String(sandbox.customer));
    assert.equal(query.get('aid'), String(sandbox.account));
    assert.ok((await page.textContent('#campaigns')).includes('Seen <b>in</b> the "browser"'));
  });
});

test('production from nothing: sign up, developer token, app with a secret, consent, a call', async () => {
  await visit('https://ads.microsoft.com/signup', async (page) => {
    const person = 'new.person@fabrikam.example';
    await page.fill('input[name=email]', person);
    await page.fill('input[name=password]', 'a long password');
    await page.fill('input[name=first_name]', 'New');
    await page.fill('input[name=last_name]', 'Person');
    await page.fill('input[name=company]', 'Fabrikam Tea');
    await page.fill('input[name=account]', 'Main');
    await page.getByRole('button', { name: 'Sign up' }).click();
    await page.waitForURL(/Campaigns\.m\?.*cid=\d+&aid=\d+/);
    const ids = new URL(page.url()).searchParams;

    await page.goto('https://developers.ads.microsoft.com/Account');
    if (await page.locator('input[name=password]').count()) await signIn(page, person, 'a long password');
    await page.check('input[name=kind][value=single]');
    await page.getByRole('button', { name: 'Request Token' }).click();
    await page.getByRole('button', { name: 'Upgrade to Universal' }).click();
    const row = page.locator('table tr', { has: page.locator('code') }).last();
    const developerToken = await row.locator('code').textContent();
    assert.match(developerToken, /^[A-Z0-9]{8,}$/);
    assert.match(await row.textContent(), /Universal/);

    await page.goto('https://ads.microsoft.com/AppRegistrations/new');
    if (await page.locator('input[name=password]').count()) await signIn(page, person, 'a long password');
    const back = 'https://app.fabrikam.example/back';
    await page.fill('input[name=name]', 'Tea Planner');
    await page.selectOption('select[name=platform]', 'web');
    await page.fill('textarea[name=redirect_uris]', back);
    await page.getByRole('button', { name: 'Register', exact: true }).click();
    const client = await page.textContent('#client-id');
    assert.match(client, /^[0-9a-f-]{36}$/);
    await page.fill('input[name=description]', 'first');
    await page.getByRole('button', { name: 'New client secret' }).click();
    const secret = await page.textContent('#secret');

    const scope = 'openid profile https://ads.microsoft.com/msads.manage offline_access';
    await page.route(`${back}**`, (route) => route.fulfill({ status: 200, body: 'the application' }));
    await page.goto(`https://login.microsoftonline.com/common/oauth2/v2.0/authorize?${new URLSearchParams({
      client_id: client, scope, response_type: 'code', redirect_uri: back, state: 'from here' })}`);
    if (await page.locator('input[name=password]').count()) await signIn(page, person, 'a long password');
    assert.match(await page.textContent('body'), /Tea Planner/);
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.waitForURL(/app\.fabrikam\.example/);
    const answer = new URL(page.url()).searchParams;
    assert.equal(answer.get('state'), 'from here');

    const form = { client_id: client, scope, code: answer.get('code'), redirect_uri: back, grant_type: 'authorization_code' };
    const refused = await fetch(`${http}/common/oauth2/v2.0/token`, { method: 'POST', body: new URLSearchParams({ ...form, client_secret: 'wrong' }) });
    assert.equal(refused.status, 401);
    assert.equal((await refused.json()).error, 'invalid_client');
    const tokens = await (await fetch(`${http}/common/oauth2/v2.0/token`, { method: 'POST', body: new URLSearchParams({ ...form, client_secret: secret }) })).json();
    assert.ok(tokens.access_token, JSON.stringify(tokens));
    const claims = JSON.parse(Buffer.from(tokens.id_token.split('.')[1], 'base64url'));
    assert.equal(claims.aud, client);
    assert.equal(claims.preferred_username, person);

    const called = await fetch(`${http}/CustomerManagement/v13/User/Query`, {
      method: 'POST', headers: { Authorization: `Bearer ${tokens.access_token}`, DeveloperToken: developerToken, 'Content-Type': 'application/json' }, body: '{}',
    });
    const user = await called.json();
    assert.equal(called.status, 200, JSON.stringify(user));
    assert.equal(user.User.UserName, person);
    assert.equal(user.CustomerRoles[0].CustomerId, ids.get('cid'));
  });
});
