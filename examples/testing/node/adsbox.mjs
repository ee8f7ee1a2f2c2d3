// A server for a test file, and worlds on it.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';

/** $ADSBOX_URL names a server that runs already, for instance one for all test files. */
export async function startServer() {
  if (process.env.ADSBOX_URL) return { url: process.env.ADSBOX_URL, stop() {} };
  const child = spawn(process.env.ADSBOX ?? 'adsbox', ['serve', '--port', '0', '--no-tls', '--memory', '--until-input-ends'],
                      { stdio: ['pipe', 'pipe', 'inherit'] });
  let url;
  for await (const line of createInterface(child.stdout)) {
    if (line.startsWith('http ')) url = line.slice('http '.length);
    if (line === 'ready') break;
  }
  if (!url) throw new Error('adsbox did not start');
  return { url, stop: () => new Promise((ended) => { child.once('exit', ended); child.stdin.end(); }) };
}

/** An isolated state of the server, and what its admin API can do with it. */
export class World {
  static async create(url, start = {}) {
    const world = new World();
    Object.assign(world, { url, name: `test-${randomUUID()}` });
    await world.admin('POST', 'worlds', { name: world.name, ...start });
    const [seeded] = (await world.admin('GET', 'connection')).environments; // of the sandbox
    Object.assign(world, { user: seeded.user, clientId: `${world.name}~${seeded.client_id}`, developerToken: seeded.developer_token,
                           customerId: seeded.customer_id, accountId: seeded.account_id });
    return world;
  }

  async admin(method, path, body, query = {}) {
    const answer = await fetch(`${this.url}/_adsbox/v1/${path}?${new URLSearchParams(query)}`, {
      method, body: body && JSON.stringify(body), headers: body && { 'Content-Type': 'application/json' } });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  /** Access and refresh token of the world's user, without a sign-in. They carry the world's mark: whoever has them is in it. */
  tokens() { return this.admin('POST', `users/${this.user}/tokens`, { client_id: this.clientId }, { world: this.name }); }

  advance(seconds) { return this.admin('POST', `worlds/${this.name}/clock`, { advance_seconds: seconds }); }

  addFault(rule) { return this.admin('POST', 'faults', rule, { world: this.name }); }

  async assertFired(times) {
    const answer = await this.admin('POST', 'faults/assert', { times }, { world: this.name });
    if (!answer.ok) throw new Error(`faults: ${JSON.stringify(answer.faults)}`);
  }

  async requests(fit) { return (await this.admin('GET', 'requests', undefined, { world: this.name, ...fit })).requests; }

  explain(trackingId) { return this.admin('GET', `explain/${trackingId}`); }

  drop() { return this.admin('DELETE', `worlds/${this.name}`); }
}
