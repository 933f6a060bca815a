// Uses the API explorer as a newcomer does, in a real browser, and prints what came of it as JSON. Started by a .NET test.
// Input: { url, shots }: where, and a folder for screenshots or null.
import { join } from 'node:path';
import { withPage } from './browser.mjs';

let text = '';
for await (const part of process.stdin) text += part;
const { url, shots } = JSON.parse(text);

const found = { complaints: [], foreign: [], keys: [], made: [] };

await withPage({ viewport: { width: 1280, height: 900 } }, async page => {
  page.on('console', message => {
    // Chromium writes a line for each answer that is no success, which is what some of these are to be.
    if (['error', 'warning'].includes(message.type()) && !/status of 40[019]/.test(message.text())) found.complaints.push(message.text());
  });
  page.on('pageerror', error => found.complaints.push(error.message));
  page.on('request', request => {
    if (!request.url().startsWith(url) && !/^(data|blob):/.test(request.url())) found.foreign.push(request.url());
    const key = request.headers()['idempotency-key'];
    if (key) found.keys.push(key);
  });
  const shot = name => shots ? page.screenshot({ path: join(shots, `${name}.png`) }) : undefined;

  const open = async id => {
    const operation = page.locator(`[id$="-${id}"].opblock`);
    await operation.locator('.opblock-summary-control').click();
    return operation;
  };
  // The status of the answer to one more request: those before it are no longer shown.
  const send = async operation => {
    const answered = page.waitForResponse(response => response.url().includes('/api/v1/'));
    await operation.locator('button.execute').click();
    const status = String((await answered).status());
    await operation.locator('.live-responses-table .response-col_status', { hasText: status }).first().waitFor();
    return status;
  };

  await page.goto(url + '/api/explore');
  await page.locator('.opblock-tag').first().waitFor();
  await shot('start');
  await page.locator('.opblock-tag[data-tag="Registry"]').click();
  const list = await open('ListRegistrations');
  found.withoutToken = await send(list);
  await page.selectOption('#person', { label: 'National Co-ordination Office: coord-manager' });
  await page.click('#use');
  await page.locator('#said', { hasText: 'coord-manager' }).waitFor();
  found.said = await page.locator('#said').textContent();
  found.list = await send(list);
  await list.locator('.live-responses-table').scrollIntoViewIfNeeded();
  await shot('list');

  const propose = await open('ProposeRegistration');
  for (const id of ['reg-explored-1', 'reg-explored-2']) {
    const body = propose.locator('textarea.body-param__text');
    const registration = JSON.parse(await body.inputValue());
    registration.id = id;
    registration.bindings[0].appId = `app-${id}`;
    await body.fill(JSON.stringify(registration, null, 2));
    found.made.push(await send(propose));
  }
  await propose.scrollIntoViewIfNeeded();
  await shot('proposed');
});

console.log(JSON.stringify(found));
