// Holds each policy file against its JSON Schema. As a command: prints every violation and ends 1 if there is one.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Ajv2020 from 'ajv/dist/2020.js';

const folder = new URL('../../functions/DataSharing.Domain/Policy/', import.meta.url);

export const names = ['actors', 'fields', 'handling-codes', 'holds', 'overrides', 'pathways', 'profile', 'purposes'];

export const policyFile = name => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));

/** A function that takes a document and gives its violations, each as "path: message". */
export function schemaOf(name) {
  const schema = JSON.parse(readFileSync(new URL(`schema/${name}.schema.json`, folder), 'utf8'));
  const validate = new Ajv2020({ allErrors: true, strict: true, strictRequired: false }).compile(schema);
  return document => validate(document)
    ? []
    : validate.errors.map(e => `${e.instancePath || '/'}: ${e.message}${e.params.additionalProperty ? ` '${e.params.additionalProperty}'` : ''}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const violations = names.flatMap(name => schemaOf(name)(policyFile(name)).map(violation => `${name}.json: ${violation}`));
  for (const violation of violations) console.error(violation);
  console.log(`${names.length} policy files checked, ${violations.length} violations`);
  process.exitCode = violations.length === 0 ? 0 : 1;
}
