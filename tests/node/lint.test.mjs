import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';

// What integrators' own linters say of the approved document, with their recommended rules, none switched off.
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const approved = here('../../docs/openapi.json');

/** Runs a program of a package and answers what it wrote, whatever its exit code: a linter's is 1 when it found something. */
const run = (program, ...args) => new Promise((answer) => {
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  execFile(process.execPath, [here(`node_modules/${program}`), ...args], { cwd: here('.'), env, maxBuffer: 1 << 26 },
    (_, stdout, stderr) => answer({ stdout, stderr }));
});

const read = ({ stdout, stderr }) => {
  assert.ok(stdout.trim(), `the linter reported nothing at all: ${stderr}`);
  return JSON.parse(stdout);
};

const redocly = async (file) => read(await run('@redocly/cli/bin/cli.js', 'lint', '--extends', 'recommended', '--format', 'json', file));

const spectral = async (file) => read(await run(
  '@stoplight/spectral-cli/dist/index.js', 'lint', '--ruleset', here('spectral.yaml'), '--format', 'json', '--quiet', file));

let folder;
let contradicted;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'datasharing-lint-'));
  const document = JSON.parse(await readFile(approved, 'utf8'));
  delete document.info.contact;
  const operation = document.paths['/api/v1/policy'].get;
  operation.operationId = document.paths['/api/v1/registrations'].get.operationId;
  for (const status of Object.keys(operation.responses).filter((code) => code.startsWith('4')))
    delete operation.responses[status];
  contradicted = join(folder, 'openapi.json');
  await writeFile(contradicted, JSON.stringify(document));
});

after(() => rm(folder, { recursive: true, force: true }));

test('openApiDocument_WhenRedoclyLintsIt_HasNoErrorAndNoWarning', async () => {
  const { totals, problems } = await redocly(approved);
  assert.deepEqual([totals, problems], [{ errors: 0, warnings: 0, ignored: 0 }, []]);
});

test('openApiDocument_WhenSpectralLintsIt_HasNoErrorAndNoWarning', async () => assert.deepEqual(await spectral(approved), []));

test('linters_WhenTheDocumentContradictsTheirRules_SaySo', async () => {
  const rules = (await redocly(contradicted)).problems.map((problem) => problem.ruleId);
  assert.ok(rules.includes('operation-operationId-unique') && rules.includes('operation-4xx-response'), rules.join());
  const codes = (await spectral(contradicted)).map((result) => result.code);
  assert.ok(codes.includes('operation-operationId-unique') && codes.includes('info-contact'), codes.join());
});
