// Makes a client of an API's document with the defaults of openapi-typescript, compiles a program that uses it, and runs that.
// Input: {document, program, environment}. Output: {lines}, what the program printed. Anything a tool complains of is a failure.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('node_modules', import.meta.url));
const { document, program, environment } = JSON.parse(await text(process.stdin));
const folder = await mkdtemp(join(tmpdir(), 'datasharing-client-'));

const run = (...command) => new Promise((done, failed) => {
  const options = { cwd: folder, env: { ...process.env, ...environment }, maxBuffer: 1 << 24 };
  execFile(process.execPath, command, options, (error, stdout, stderr) => {
    if (error) failed(new Error(`${command[0]} ended with code ${error.code}:\n${stdout}\n${stderr}`));
    else done(stdout);
  });
});

try {
  await symlink(packages, join(folder, 'node_modules'), 'junction');
  await writeFile(join(folder, 'package.json'), '{"type": "module"}');
  await writeFile(join(folder, 'openapi.json'), document);
  await writeFile(join(folder, 'hospital.ts'), program);
  await run(join(packages, 'openapi-typescript/bin/cli.js'), 'openapi.json', '-o', 'schema.ts');
  // As the guide prints it. The packages here have types of other programs beside those of Node.
  const options = ['--strict', '--target', 'es2022', '--module', 'nodenext', '--types', 'node'];
  await run(join(packages, 'typescript/bin/tsc'), ...options, 'hospital.ts');
  const printed = await run('hospital.js');
  process.stdout.write(JSON.stringify({ lines: printed.trim().split('\n') }));
} finally {
  await rm(folder, { recursive: true, force: true });
}
