// Her ways through the pages in a real browser, each to its end: sharing is stopped, or the page says that it is not and what
// to do. Prints what it found as JSON. Started by a .NET test that serves the app with a case for each way.
// Input: { url, word, links: { name: { link, code } }, filler, shots } (a file that fills the disk; a folder for screenshots).
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { withPage } from './browser.mjs';

let text = '';
for await (const part of process.stdin) text += part;
const { url, word, links, filler, shots } = JSON.parse(text);

const found = {};
const phone = { width: 390, height: 844 };
const secretOf = link => link.split('#')[1];
const shoot = async (page, name) => { if (shots) await page.screenshot({ path: join(shots, `journey-${name}.png`), fullPage: true }); };
const fieldsOf = page => page.$$eval('input:not([name=l], [name=s], [name=action])', all => all.map(field => field.value).filter(Boolean));
const heading = page => page.textContent('h1');

/** Presses "stop everything" and waits for the answer. */
async function press(page) {
  await Promise.all([page.waitForNavigation(), page.click('button.stop:visible')]);
  return heading(page);
}

/** Addresses that going back and forward in the tab leads through. */
async function historyOf(page) {
  const session = await page.context().newCDPSession(page);
  const { entries } = await session.send('Page.getNavigationHistory');
  return entries.map(entry => entry.url);
}

const ways = {
  /** A page is open already when she opens her link in the same tab. */
  async usedTab(page, { link }) {
    await page.goto(url + '/w?l=en');
    await page.fill('#code', 'AAAAA-AAAAA-B');
    await page.goto(url + '/w?l=en#' + secretOf(link));
    await page.waitForSelector('.filled:visible');
    const way = { code: await page.inputValue('#code'), address: await page.evaluate(() => location.href), told: await page.isVisible('.filled'), history: await historyOf(page) };
    way.stopped = await press(page);
    return way;
  },

  /** She opens another link on the page that told her that sharing is stopped. */
  async afterStop(page, { link, second }) {
    await page.goto(link);
    const way = { first: await press(page) };
    await page.evaluate(secret => { location.hash = secret; }, secretOf(second));
    await page.waitForSelector('.filled:visible');
    Object.assign(way, { address: await page.evaluate(() => location.href), history: await historyOf(page), stopped: await press(page) });
    return way;
  },

  /** A link that a messenger cut off, then the whole one in the same tab. */
  async broken(page, { link }) {
    await page.goto(link.slice(0, -3));
    await page.waitForSelector('.broken:visible');
    const way = { field: await page.isVisible('#code'), address: await page.evaluate(() => location.href) };
    await shoot(page, 'broken');
    await page.evaluate(secret => { location.hash = secret + '.'; }, secretOf(link));
    await page.waitForSelector('.filled:visible');
    way.gone = !(await page.isVisible('.broken'));
    way.stopped = await press(page);
    return way;
  },

  /** One wrong word, then the right one; the link is opened once. */
  async wrongWord(page, { link }) {
    await page.goto(link);
    await page.click('summary');
    await page.fill('#word', 'no such word');
    await Promise.all([page.waitForNavigation(), page.click('details button')]);
    const way = { refused: await heading(page), kept: (await fieldsOf(page)).includes(secretOf(link)), word: await page.inputValue('#word') };
    await shoot(page, 'wrong-word');
    await page.fill('#word', word);
    await Promise.all([page.waitForNavigation(), page.click('button:not(.stop):not(.plain)')]);
    way.sections = await page.$$eval('section', all => all.length);
    way.stopped = await press(page);
    return way;
  },

  /** A wrong word, and then she would rather stop. */
  async wrongWordThenStop(page, { link }) {
    await page.goto(link);
    await page.click('summary');
    await page.fill('#word', 'no such word');
    await Promise.all([page.waitForNavigation(), page.click('details button')]);
    return { stopped: await press(page) };
  },

  /** Reload with the link, reload with a typed code, reload of the answer. */
  async reload(page, { link }) {
    await page.goto(link);
    await page.reload();
    const way = { told: await page.isVisible('.filled'), address: page.url() };
    way.stopped = await press(page);
    await page.reload();
    way.again = await heading(page);
    return way;
  },
  async reloadCode(page, { code }) {
    await page.goto(url + '/w?l=en');
    await page.fill('#code', code);
    await page.reload();
    const way = { kept: await page.inputValue('#code') };
    await page.click('.languages a[lang=fr]');
    await page.waitForFunction(() => document.documentElement.lang === 'fr');
    Object.assign(way, { translated: await page.inputValue('#code'), address: page.url(), steps: (await historyOf(page)).length });
    way.stopped = await press(page);
    return way;
  },

  /** The connection fails while she presses: the page is still there, or the browser's own, and neither has lost her link. */
  async connection(page, { link }) {
    const way = {};
    let failure = 'aborted';
    await page.route('**/w', route => route.request().method() === 'POST' && failure ? route.abort(failure) : route.continue());
    await page.goto(link);
    await Promise.all([page.waitForEvent('requestfailed'), page.click('button.stop:visible')]);
    await page.reload();
    Object.assign(way, { told: await page.isVisible('.filled'), fields: (await fieldsOf(page)).includes(secretOf(link)), address: page.url() });
    failure = 'connectionfailed';
    await page.click('button.stop:visible');
    await page.waitForFunction(() => location.protocol === 'chrome-error:');
    failure = '';
    await page.reload();
    way.stopped = await heading(page);
    return way;
  },

  /** A wrong code is still there to be corrected; whoever goes back finds nothing. */
  async back(page, { code, link }) {
    await page.goto(link);
    await page.goto(url + '/w?l=en&s=1');
    await page.fill('#code', 'AAAAA-AAAAA-B');
    const way = { wrong: await press(page), typed: await page.inputValue('#code') };
    await shoot(page, 'wrong-code');
    await page.fill('#code', code);
    await page.fill('#word', 'never sent').catch(() => null);
    way.stopped = await press(page);
    way.steps = [];
    for (let i = 0; i < 4; i++) {
      await page.goBack().catch(() => null);
      if (!page.url().startsWith(url)) break;
      way.steps.push({ heading: await heading(page).catch(() => ''), fields: await fieldsOf(page), state: await page.evaluate(() => JSON.stringify(history.state)) });
    }
    return way;
  },

  /** She looked, left by the button, and somebody else goes back. */
  async leave(page, { link }) {
    await page.context().route(request => !request.href.startsWith(url), route => route.fulfill({ contentType: 'text/html', body: '<title>elsewhere</title>' }));
    await page.goto(link);
    await page.click('summary');
    await page.fill('#word', word);
    await Promise.all([page.waitForNavigation(), page.click('details button')]);
    await page.click('#leave');
    await page.waitForFunction(() => document.title === 'elsewhere');
    const way = { behind: [] };
    for (let i = 0; i < 3; i++) {
      await page.goBack({ timeout: 5000 }).catch(() => null);
      await page.waitForFunction(() => document.title === 'elsewhere' || document.title === '').catch(() => null);
      way.behind.push(await page.evaluate(() => document.body?.innerText ?? ''));
    }
    // Opened anew it is there again.
    await page.goto('about:blank');
    await page.goto(link);
    way.stopped = await press(page);
    return way;
  },

  /** A shelter has one network: many wrong codes came before hers. */
  async twentyBefore(page, { code }) {
    for (let i = 0; i < 30; i++) await fetch(url + '/w', { method: 'POST', body: new URLSearchParams({ action: 'stop', code: '00000-00000-0' }) });
    await page.goto(url + '/w?l=en');
    await page.fill('#code', 'AAAAA-AAAAA-B');
    const way = { wrong: await press(page), text: await page.textContent('[role=alert]') };
    await shoot(page, 'many-wrong');
    await page.fill('#code', `\u201C${code.toLowerCase()}\u201D.`);
    way.stopped = await press(page);
    return way;
  },

  /** Without script all is typed, and a slip is corrected in what stands there. */
  async plain(page, { code }) {
    await page.goto(url + '/w?l=en');
    await page.fill('#code', code.slice(0, -1));
    const way = { wrong: await press(page), typed: await page.inputValue('#code') };
    await page.fill('#code', code.replaceAll('-', '.'));
    await page.fill('#word', '').catch(() => null);
    way.stopped = await press(page);
    await page.click('summary');
    await page.fill('#word', 'no such word');
    await Promise.all([page.waitForNavigation(), page.click('details button')]);
    way.refused = await heading(page);
    await page.fill('#word', word);
    await Promise.all([page.waitForNavigation(), page.click('button:not(.stop):not(.plain)')]);
    way.sections = await page.$$eval('section', all => all.length);
    return way;
  },

  /** A link pasted where the code belongs. */
  async pasted(page, { link }) {
    await page.goto(url + '/w?l=en');
    await page.fill('#code', link);
    return { stopped: await press(page) };
  },

  /** The disk is full, and then it is not: one press on the same page. */
  async fullDisk(page, { link }) {
    let status = 0;
    page.on('response', response => { if (response.request().method() === 'POST') status = response.status(); });
    await page.goto(link);
    const way = { full: await press(page), status, text: await page.textContent('main') };
    await shoot(page, 'full-disk');
    await rm(filler);
    way.stopped = status === 200 ? way.full : await press(page);
    return way;
  },
};

for (const [name, given] of Object.entries(links)) {
  found[name] = await withPage({ viewport: phone, javaScriptEnabled: name !== 'plain' }, page => ways[name](page, given))
    .catch(error => { throw new Error(`${name}: ${error.message}`); });
}

process.stdout.write(JSON.stringify(found));
