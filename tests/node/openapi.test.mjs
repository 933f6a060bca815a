import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import Ajv2020 from 'ajv/dist/2020.js';
import SwaggerParser from '@apidevtools/swagger-parser';

// tests/Functions.Tests writes the served document here before the node tests run.
const file = new URL('../../artifacts/openapi.json', import.meta.url);

test('openApiDocument_WhenReadByAForeignParser_IsValid', async () => {
  const document = JSON.parse(await readFile(file, 'utf8'));
  const api = await SwaggerParser.validate(document);
  assert.match(api.openapi, /^3\.1\./);
  assert.ok(Object.keys(api.paths).length > 10);
});

test('openApiExamples_WhenHeldAgainstTheirSchemas_AreValid', async () => {
  const document = await SwaggerParser.dereference(JSON.parse(await readFile(file, 'utf8')));
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const bodies = Object.values(document.paths).flatMap((path) => Object.values(path)).filter((operation) => operation.requestBody);
  assert.ok(bodies.length > 10);
  for (const { operationId, requestBody } of bodies) {
    const { schema, example } = requestBody.content['application/json'];
    const validate = ajv.compile(schema);
    assert.ok(validate(example), `${operationId}: ${ajv.errorsText(validate.errors)}`);
    assert.ok(!validate({ ...example, surprise: 1 }), `${operationId}: a member that nobody knows`);
  }
});

test('openApiDocument_WhenABrokenOneIsRead_IsRefused', async () => {
  const document = JSON.parse(await readFile(file, 'utf8'));
  document.paths['/api/v1/registrations'].post.responses = null;
  await assert.rejects(SwaggerParser.validate(document));
});
