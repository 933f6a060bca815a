// What is published, by the commands of the README. Here and not in a .NET suite, because these build, for as long as it takes.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const embedded = 'functions/DataSharing.Embedded';
const functionApp = 'functions/DataSharing.Functions';
const keysClient = 'functions/Sdk/Azure.Security.KeyVault.Keys';
const missing = ['Azure.Security.KeyVault.Keys', 'Microsoft.Azure.Functions.Worker.Extensions.DurableTask.AzureManaged'];
let folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'datasharing-publish-'));
});
after(() => rm(folder, { recursive: true, force: true }));

function run(command, args) {
  const env = { ...process.env, MSBUILDDISABLENODEREUSE: '1', MSBUILDTERMINALLOGGER: 'off', DOTNET_CLI_UI_LANGUAGE: 'en', DOTNET_NOLOGO: '1' };
  return new Promise((resolve) => {
    execFile(command, args, { cwd: root, maxBuffer: 1 << 26, env }, (error, stdout, stderr) =>
      resolve({ code: error ? (error.code ?? 1) : 0, output: `${stdout}${stderr}` }));
  });
}

const dotnet = (...args) => run('dotnet', args);
const errorCodes = (output) => [...new Set([...output.matchAll(/error ([A-Z]+\d+)/g)].map((match) => match[1]))].sort();

/** Every .dll of the folder, by name; and what the app's dependency file says each library is. */
async function shipped(publish, app) {
  const files = await readdir(publish, { recursive: true });
  const dependencies = JSON.parse(await readFile(join(publish, `${app}.deps.json`), 'utf8'));
  return { files, dependencies };
}

/** What has an official name comes from a package. Cosmos lays its native part for Windows beside them by a target of its own. */
function assertNothingPretends({ files, dependencies }) {
  const ours = Object.entries(dependencies.libraries).filter(([, library]) => library.type !== 'package').map(([name]) => name.split('/')[0]);
  assert.deepEqual(ours.filter((name) => !name.startsWith('DataSharing.')), []);
  const packaged = new Set(Object.values(Object.values(dependencies.targets).at(-1)).flatMap((library) =>
    [...Object.keys(library.runtime ?? {}), ...Object.keys(library.runtimeTargets ?? {}), ...Object.keys(library.native ?? {})]
      .map((path) => path.split('/').at(-1))));
  const official = files.filter((file) => !file.includes('/') && /^(Microsoft|Azure|System|DurableTask)\..*\.dll$/.test(file));
  assert.ok(official.length > 20);
  assert.deepEqual(official.filter((file) => !packaged.has(file) && file !== 'Microsoft.Azure.Cosmos.ServiceInterop.dll'), []);
}

test('publish_OfTheSingleMachineRuntime_IsForThisPlatformAndPlaysTheTour', async () => {
  const out = join(folder, 'embedded');
  const published = await dotnet('publish', embedded, '-o', out, `-p:ArtifactsPath=${join(folder, 'artifacts')}`, '-v', 'q');
  assert.equal(published.code, 0, published.output);
  const found = await shipped(out, 'DataSharing.Embedded');
  assert.ok(!existsSync(join(out, 'runtimes')), 'native code of other platforms');
  assertNothingPretends(found);
  const tour = await run(join(out, process.platform === 'win32' ? 'DataSharing.Embedded.exe' : 'DataSharing.Embedded'), ['tour', '--exit']);
  assert.equal(tour.code, 0, tour.output);
  assert.match(tour.output, /Everything held/);
});

test('publish_OfTheFunctionApp_TakesTheOfficialPackagesOrMissesJustThose', async () => {
  const out = join(folder, 'functions');
  const published = await dotnet('publish', functionApp, '-o', out, `-p:ArtifactsPath=${join(folder, 'official')}`, '-v', 'q');
  if (published.code === 0) {
    assertNothingPretends(await shipped(out, 'DataSharing.Functions'));
    assert.ok(existsSync(join(out, 'worker.config.json')));
    return;
  }
  const unfound = [...new Set([...published.output.matchAll(/error NU110[12]: Unable to find package ([\w.]+?)(?:\. | with)/g)].map((match) => match[1]))].sort();
  assert.deepEqual(errorCodes(published.output).filter((code) => !/^NU110[12]$/.test(code)), [], published.output);
  assert.ok(unfound.length > 0 && unfound.every((name) => missing.includes(name)), published.output);
  assert.ok(!existsSync(out), 'a publish that failed leaves nothing to deploy');
});

/** The whole publish with the host's extensions, also where the registry lacks the keys client: then ours takes the package's name,
 *  in a source and a package folder of this test. */
test('publish_OfTheFunctionAppForAStorageBackend_HasWhatAHostLoads', async () => {
  const feed = join(folder, 'feed'), out = join(folder, 'storage'), artifacts = `-p:ArtifactsPath=${join(folder, 'storage-artifacts')}`;
  await mkdir(feed);
  const packed = await dotnet('pack', keysClient, '-o', feed, '-p:IsPackable=true', '-p:PackageId=Azure.Security.KeyVault.Keys', '-p:Version=4.10.0',
    `-p:ArtifactsPath=${join(folder, 'pack-artifacts')}`, '-v', 'q');
  assert.equal(packed.code, 0, packed.output);
  const packages = process.env.NUGET_PACKAGES || join(homedir(), '.nuget', 'packages');
  const published = await dotnet('publish', functionApp, '-o', out, artifacts, '-p:DurableBackend=AzureStorage',
    `-p:RestoreAdditionalProjectSources=${feed}`, `-p:RestorePackagesPath=${join(folder, 'packages')}`, `-p:RestoreFallbackFolders=${packages}`, '-v', 'q');
  assert.equal(published.code, 0, published.output);

  const { files } = await shipped(out, 'DataSharing.Functions');
  for (const file of ['worker.config.json', 'functions.metadata', 'extensions.json', 'host.json', 'DataSharing.Functions',
    '.azurefunctions/Microsoft.Azure.WebJobs.Extensions.DurableTask.dll', '.azurefunctions/DurableTask.AzureStorage.dll'])
    assert.ok(files.includes(file), `${file} is not among ${files.join(' ')}`);
  assert.ok(!existsSync(join(out, 'runtimes')), 'native code of other platforms');
  assert.ok(!files.includes('local.settings.sample.json'));
  const host = JSON.parse(await readFile(join(out, 'host.json'), 'utf8'));
  assert.equal(host.extensions.durableTask.storageProvider.type, 'AzureStorage');
  const functions = JSON.parse(await readFile(join(out, 'functions.metadata'), 'utf8'));
  assert.ok(functions.length > 80, `${functions.length} functions`);
  const worker = JSON.parse(await readFile(join(out, 'worker.config.json'), 'utf8'));
  assert.equal(worker.description.defaultWorkerPath, 'DataSharing.Functions.dll');
});

for (const [property, hostJson, managed] of [[[], 'host.json', true], [['-p:DurableBackend=AzureManaged'], 'host.json', true],
  [['-p:DurableBackend=AzureStorage'], 'host.storage.json', false]])
  test(`durableBackend_WhenItIs${property[0] ?? 'NotChosen'}_BringsItsPackageAndItsHostJsonTogether`, async () => {
    const evaluated = await dotnet('msbuild', functionApp, '-p:OfficialSdk=true', '-getItem:PackageReference', '-getItem:None', ...property);
    const { PackageReference: packages, None: none } = JSON.parse(evaluated.output).Items;
    assert.equal(packages.some((item) => item.Identity.endsWith('DurableTask.AzureManaged')), managed);
    const linked = none.filter((item) => item.Link === 'host.json');
    assert.deepEqual(linked.map((item) => item.Filename + item.Extension), [hostJson]);
    const host = JSON.parse(await readFile(join(root, hostJson), 'utf8'));
    assert.equal(host.extensions.durableTask.storageProvider.type, managed ? 'azureManaged' : 'AzureStorage');
    assert.equal(host.extensions.http.routePrefix, '');
  });

test('durableBackend_WhenUnknown_StopsTheBuildAndNamesTheChoice', async () => {
  const refused = await dotnet('build', functionApp, '-p:DurableBackend=Netherite', `-p:ArtifactsPath=${join(folder, 'refused')}`, '-v', 'q');
  assert.notEqual(refused.code, 0);
  assert.deepEqual(errorCodes(refused.output), ['DS0002']);
  assert.match(refused.output, /AzureManaged or AzureStorage/);
});
