import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AdTool, Refused } from './ad_tool.mjs';
import { startServer, World } from './adsbox.mjs';

let server;
before(async () => { server = await startServer(); });
after(() => server?.stop());

/** A test with a world of its own and a tool in it. */
function inWorld(name, run) {
  it(name, async () => {
    const world = await World.create(server.url);
    const tool = new AdTool({ ...world, refreshToken: (await world.tokens()).refresh_token, campaigns: `${world.url}/CampaignManagement/v13`,
                              tokenUrl: `${world.url}/common/oauth2/v2.0/token` });
    try {
      await run({ world, tool });
    } finally {
      await world.drop();
    }
  });
}

// All at the same time, on one server: no test sees what another does.
describe('AdTool', { concurrency: true }, () => {
  inWorld('adds campaigns', async ({ tool }) => {
    const { ids, errors } = await tool.addCampaigns(['Shoes', 'Boots'], 20);
    assert.equal(new Set(ids).size, 2);
    assert.deepEqual(errors, []);
    assert.deepEqual(await tool.names(), ['Shoes', 'Boots']);
  });

  inWorld('waits when it calls too often', async ({ world, tool }) => {
    const waits = [];
    tool.sleep = async (ms) => { waits.push(ms); };
    await world.addFault({ preset: 'throttled-then-fine', match: { operation: 'AddCampaigns' } }); // 117 twice
    await tool.addCampaigns(['Shoes'], 20);
    assert.deepEqual(waits, [60_000, 60_000]);
    await world.assertFired(2);
    assert.deepEqual(await tool.names(), ['Shoes']);
  });

  inWorld('renews a token that has run out', async ({ world, tool }) => {
    await tool.addCampaigns(['Today'], 20);
    await world.advance(2 * 3600); // access tokens live for an hour
    await tool.addCampaigns(['Two hours later'], 20);
    assert.deepEqual(await tool.names(), ['Today', 'Two hours later']);
    assert.equal((await world.requests({ operation: 'token' })).length, 2);
    assert.deepEqual((await world.requests({ failed: 'true' }))[0].errors, ['AuthenticationTokenExpired']);
  });

  inWorld('notices when the user takes the consent back', async ({ world, tool }) => {
    await world.addFault({ preset: 'refresh-token-revoked' });
    await assert.rejects(tool.names(), (refused) => refused instanceof Refused && refused.errors[0].Code === 'invalid_grant');
    await world.assertFired(1);
  });

  inWorld('adds what it can', async ({ world, tool }) => {
    await world.addFault({ match: { operation: 'AddCampaigns' }, effect: { error: 'CampaignServiceCampaignAlreadyExists', items: [1] } });
    const { ids, errors } = await tool.addCampaigns(['Shoes', 'Boots', 'Hats'], 20);
    assert.deepEqual(ids.map((id) => id !== null), [true, false, true]);
    assert.equal(errors[0].Index, 1);
    assert.deepEqual(await tool.names(), ['Shoes', 'Hats']);
  });

  inWorld('tells who refused what', async ({ world, tool }) => {
    const { errors } = await tool.addCampaigns(['Shoes'], -1);
    assert.equal(errors.length, 1);
    const [call] = await world.requests({ operation: 'AddCampaigns' });
    const [reason] = (await world.explain(call.tracking_id)).reasons;
    assert.deepEqual([reason.field, reason.value], ['Campaigns[0].DailyBudget', '-1']);
  });
});
