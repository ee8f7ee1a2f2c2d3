// The peer: a SOAP server out of the npm package, on the Campaign Management WSDL.   node soap_server.mjs PORT WSDL
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';

const soap = createRequire(new URL('../../tests/clients/node/', import.meta.url))('soap');
const server = http.createServer((request, response) => response.writeHead(404).end());
const wsdl = readFileSync(process.argv[3], 'utf8');
const port = /<wsdl:port\s[^>]*name="([^"]+)"/.exec(wsdl)?.[1] ?? 'Port';
const service = /<wsdl:service\s[^>]*name="([^"]+)"/.exec(wsdl)?.[1] ?? 'Service';
soap.listen(server, '/service', { [service]: { [port]: { GetCampaignsByAccountId: () => ({ Campaigns: null }) } } }, wsdl, () => server.listen(Number(process.argv[2]), '127.0.0.1'));
