import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import SwaggerParser from '@apidevtools/swagger-parser';

// tests/Functions.Tests writes the served document here before the node tests run.
const file = new URL('../../artifacts/openapi.json', import.meta.url);

test('openApiDocument_WhenReadByAForeignParser_IsValid', async () => {
  const document = JSON.parse(await readFile(file, 'utf8'));
  const api = await SwaggerParser.validate(document);
  assert.match(api.openapi, /^3\.1\./);
  assert.ok(Object.keys(api.paths).length > 10);
});

test('openApiDocument_WhenABrokenOneIsRead_IsRefused', async () => {
  const document = JSON.parse(await readFile(file, 'utf8'));
  document.paths['/api/v1/registrations'].post.responses = null;
  await assert.rejects(SwaggerParser.validate(document));
});
