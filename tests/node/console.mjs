// Goes through the console as an officer does, in a real browser, and prints what it found as JSON. Started by a .NET test
// that serves the console with a played scenario. Input: { url, shots, part }: where, a folder for screenshots, and which walk.
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { withPage } from './browser.mjs';

let text = '';
for await (const part of process.stdin) text += part;
const { url, shots, part } = JSON.parse(text);

const found = { axe: [], wide: [], complaints: [], foreign: [], unseenFocus: [], pages: [] };
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

function listen(page) {
  page.on('console', message => { if (['error', 'warning'].includes(message.type()) && !/status of 40[034]/.test(message.text())) found.complaints.push(message.text()); });
  page.on('request', request => { if (!request.url().startsWith(url) && !request.url().startsWith('data:')) found.foreign.push(request.url()); });
}

async function signIn(page, person) {
  await page.goto(url + '/dpo');
  await page.click('text=Sign in with your agency');
  await page.click(`button[value="${person}"]`);
  await page.waitForURL(/\/dpo$/);
}

/** Checks a page by axe, at three widths (320 is 1280 at 400 %), and takes its picture. */
async function check(page, name) {
  found.pages.push(name);
  for (const width of [1280, 390, 320]) {
    await page.setViewportSize({ width, height: width === 1280 ? 900 : 844 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) found.wide.push(`${name} ${width}: ${over} px`);
    if (width === 320) continue; // the narrow layout is that of 390
    const result = await new AxeBuilder({ page }).withTags(tags).analyze();
    for (const violation of result.violations) {
      found.axe.push(`${name} ${width}: ${violation.id} ${violation.nodes.map(node => node.target.join(' ')).join(', ')}`);
    }
    await page.screenshot({ path: join(shots, `${name}-${width}.png`), fullPage: true });
  }
  await page.setViewportSize({ width: 1280, height: 900 });
}

/** Every stop of the Tab key must be in view and look otherwise than without focus. */
async function checkFocus(page, name) {
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
      return { what: at.tagName + ' ' + (at.id || at.textContent.trim().slice(0, 20)), outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2, inView: box.right > 0 && box.bottom > 0 && box.left >= 0 };
    });
    if (stop.what.startsWith('BODY')) break;
    if (!stop.outlined || !stop.inView) found.unseenFocus.push(`${name}: ${stop.what}`);
  }
}

const walks = {
  log: () => withPage({}, async (page, context) => {
    listen(page);
    await page.goto(url + '/dpo');
    await check(page, 'sign-in');
    await signIn(page, 'advocate-dpo');
    const cookies = await context.cookies(url);
    found.session = cookies.filter(cookie => cookie.name === '__Host-dpo').map(({ httpOnly, secure, sameSite, path, domain }) => ({ httpOnly, secure, sameSite, path, domain }));
    await check(page, 'log');
    await page.goto(url + '/dpo');
    await checkFocus(page, 'log');
    found.rows = await page.locator('table.log tbody tr').count();
    await page.goto(url + '/dpo?readings=1');
    await check(page, 'log-with-readings');
  }),
  pages: () => withPage({}, async page => {
    listen(page);
    await signIn(page, 'advocate-dpo');
    await page.goto(url + '/dpo?case=case-unknown');
    await check(page, 'empty');
    await page.goto(url + '/dpo?from=gestern');
    await check(page, 'bad-filter');
    await page.goto(url + '/dpo?action=release.created');
    await page.click('table.log tbody a');
    await page.click('summary');
    await check(page, 'story');
    await page.goto(url + '/dpo/verification');
    await check(page, 'verification');
    await page.goto(url + '/dpo/entries/nothing');
    await check(page, 'not-found');
  }),
  national: () => withPage({}, async page => {
    listen(page);
    await signIn(page, 'ndpo-officer');
    await check(page, 'purpose');
    await page.check('input[value=inspection]');
    await page.click('text=State this purpose');
    await check(page, 'national-log');
  }),
  recipient: () => withPage({}, async page => {
    listen(page);
    await signIn(page, 'shelter-dpo');
    await page.click('table.log tbody a');
    await check(page, 'recipient-story');
  }),
  // Without script the same works.
  withoutScript: () => withPage({ javaScriptEnabled: false }, async page => {
    listen(page);
    await signIn(page, 'advocate-dpo');
    await page.selectOption('#action', 'collection.made');
    await page.click('text="Filter"');
    const filtered = await page.locator('table.log tbody tr').count();
    await page.click('table.log tbody a');
    const heading = await page.locator('h1').textContent();
    await page.click('button:text-is("Sign out")');
    const after = await page.locator('h1').textContent();
    await page.goto(url + '/dpo/verification');
    found.withoutScript = { filtered, heading, after, back: await page.locator('h1').textContent() };
  }),
};

await walks[part]();
process.stdout.write(JSON.stringify(found));
