// The served OpenAPI documents, judged by a public validator, and checked to name what the REST side answers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { http, paths } from './server.mjs';

for (const service of Object.keys(paths)) {
  test(`${service} is valid OpenAPI 3.1`, async () => {
    const answer = await fetch(`${http}/_adsbox/openapi/${service}.json`);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('content-type'), /^application\/(json|vnd\.oai)/);
    const text = await answer.text();
    const validator = new Validator();
    const result = await validator.validate(text);
    assert.ok(result.valid, JSON.stringify(result.errors, null, 1)?.slice(0, 4000));
    assert.equal(validator.version, '3.1');
    const document = JSON.parse(text);
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path)).filter((one) => one.operationId);
    assert.equal(new Set(operations.map((one) => one.operationId)).size, operations.length, 'operation ids are unique');
    assert.ok(operations.length > 1);
    // Every $ref leads somewhere.
    for (const [, pointer] of text.matchAll(/"\$ref":\s*"#\/([^"]+)"/g)) {
      assert.ok(pointer.split('/').reduce((at, key) => at?.[key.replaceAll('~1', '/').replaceAll('~0', '~')], document), pointer);
    }
  });
}
