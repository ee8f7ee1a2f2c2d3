#include "cli/exec_files.h"

namespace adsbox::cli {

const std::string_view node_module = R"js('use strict';
// Written by adsbox. Node's http, https and fetch take no proxy from the environment: this leads them to the one in ADSBOX_PROXY.
// TLS connections to port 443, or that speak HTTP, go through a CONNECT tunnel; plain ones to port 80 go to the proxy itself.
const setting = process.env.ADSBOX_PROXY;
if (setting) {
  const net = require('node:net');
  const tls = require('node:tls');
  const http = require('node:http');
  const { Duplex } = require('node:stream');
  const { ChildProcess } = require('node:child_process');

  const url = new URL(setting);
  const proxy = { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port) };
  const credentials = url.username ? `Proxy-Authorization: Basic ${btoa(decodeURIComponent(url.username) + ':')}\r\n` : '';
  const direct = (process.env.NO_PROXY || '').split(',').map((name) => name.trim().replace(/^\*?\./, '').toLowerCase()).filter(Boolean);
  const loopback = /^((.*\.)?localhost|127\.[\d.]+|::1)$/;
  const isDirect = (host) => {
    const name = String(host).replace(/^\[|\]$/g, '').toLowerCase();
    return loopback.test(name) || direct.some((one) => name === one || name.endsWith('.' + one));
  };
  const connect = net.connect;

  // A connection through the proxy. It emits `connect` when the tunnel stands, which is when TLS begins.
  class Tunnel extends Duplex {
    constructor(host, port) {
      super();
      this.raw = connect(proxy);
      this.connecting = true;
      const authority = `${net.isIPv6(host) ? `[${host}]` : host}:${port}`;
      this.raw.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${credentials}\r\n`);
      let head = Buffer.alloc(0);
      const answer = (chunk) => {
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return;
        const [, status, phrase] = /^HTTP\/1\.\d (\d+) ?([^\r]*)/.exec(head.toString('latin1')) ?? [];
        if (status !== '200') {
          this.destroy(Object.assign(new Error(`proxy answered ${status}: ${phrase}`), { code: 'ERR_ADSBOX_PROXY' }));
          return;
        }
        this.raw.removeListener('data', answer);
        this.connecting = false;
        this.raw.on('data', (more) => { if (!this.push(more)) this.raw.pause(); });
        if (head.length > end + 4) this.push(head.subarray(end + 4));
        this.emit('connect');
      };
      this.raw.on('data', answer);
      this.raw.on('error', (error) => this.destroy(error));
      this.raw.on('end', () => (this.connecting ? this.destroy(new Error('the proxy closed the connection')) : this.push(null)));
    }
    _read() { this.raw.resume(); }
    _write(chunk, encoding, done) {
      if (this.connecting) this.once('connect', () => this.raw.write(chunk, encoding, done));
      else this.raw.write(chunk, encoding, done);
    }
    _final(done) {
      if (this.connecting) this.once('connect', () => this.raw.end(done));
      else this.raw.end(done);
    }
    _destroy(error, done) { this.raw.destroy(); done(error); }
    ref() { this.raw.ref(); return this; }
    unref() { this.raw.unref(); return this; }
    setNoDelay(...all) { this.raw.setNoDelay(...all); return this; }
    setKeepAlive(...all) { this.raw.setKeepAlive(...all); return this; }
  }

  // (options[, f]), (port[, host][, options][, f]) as one object.
  const optionsOf = (args) => {
    if (typeof args[0] === 'object' && args[0] !== null) return args[0];
    if (typeof args[0] !== 'number' && !/^\d+$/.test(args[0] ?? '')) return null;
    const options = args.find((one) => typeof one === 'object' && one !== null);
    return { port: args[0], ...(typeof args[1] === 'string' ? { host: args[1] } : {}), ...options };
  };
  const speaksHttp = (protocols) => Array.isArray(protocols) && protocols.some((one) => ['http/1.1', 'h2'].includes(String(one)));

  const tlsConnect = tls.connect;
  tls.connect = function (...args) {
    const options = optionsOf(args);
    const host = options?.host ?? options?.hostname;
    if (!host || options.socket || options.socketPath || isDirect(host) ||
        !(Number(options.port) === 443 || speaksHttp(options.ALPNProtocols))) {
      return tlsConnect.apply(this, args);
    }
    const tunnel = new Tunnel(host, options.port);
    const servername = options.servername || (net.isIP(host) ? '' : host);
    const socket = tlsConnect({ ...options, path: undefined, socket: tunnel, servername }, args.find((one) => typeof one === 'function'));
    for (const method of ['ref', 'unref']) {
      const was = socket[method];
      socket[method] = function () { tunnel[method](); return was.call(this); };
    }
    return socket;
  };

  const plain = function (...args) {
    const options = optionsOf(args);
    if (!options?.host || options.socketPath || Number(options.port) !== 80 || isDirect(options.host)) return connect.apply(this, args);
    return connect({ ...options, path: undefined, ...proxy }, args.find((one) => typeof one === 'function'));
  };
  net.connect = net.createConnection = http.Agent.prototype.createConnection = plain;
  require('node:module').syncBuiltinESMExports();

  // Libraries that read these (axios) would hand https requests to the proxy in the clear. Children get them all the same.
  const kept = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].filter((name) => process.env[name] !== undefined)
    .map((name) => [name, process.env[name]]);
  for (const [name] of kept) delete process.env[name];
  const spawn = ChildProcess.prototype.spawn;
  ChildProcess.prototype.spawn = function (options) {
    if (options?.envPairs?.some((pair) => pair.startsWith('ADSBOX_PROXY='))) {
      for (const [name, value] of kept) {
        if (!options.envPairs.some((pair) => pair.startsWith(name + '='))) options.envPairs.push(`${name}=${value}`);
      }
    }
    return spawn.call(this, options);
  };
}
)js";

}  // namespace adsbox::cli
