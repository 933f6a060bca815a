// Uses the survivor's pages as she does, in a real browser, and prints what it found as JSON. Started by a .NET test that
// serves the app with some cases. Input: { url, word, shots } (a folder for
// screenshots, or null), and either { scan, links: { first, second }, code } or { languages }.
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { withPage } from './browser.mjs';

let text = '';
for await (const part of process.stdin) text += part;
const { url, shots, languages, scan, links, code, word } = JSON.parse(text);

const found = { axe: [], wide: [], complaints: [], foreign: [], leaked: [], pages: [], small: [] };
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const phone = { width: 390, height: 844 }, desktop = { width: 1280, height: 900 };

const shoot = async (page, name) => { if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true }); };

function listen(page, secret) {
  page.on('console', message => { if (['error', 'warning'].includes(message.type()) && !/status of 4\d\d/.test(message.text())) found.complaints.push(message.text()); });
  page.on('request', request => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) found.foreign.push(request.url());
    // The secret may travel in the body of a form that was sent, and nowhere else.
    const sent = request.url() + JSON.stringify(request.headers());
    if (secret && sent.includes(secret)) found.leaked.push(request.url());
  });
}

/** One check by axe, since nothing depends on the width but the flow; and no width makes the page scroll sideways. */
async function check(page, name) {
  found.pages.push(name);
  // A form's answer is there before its style is: what is measured is the page as it is seen.
  await page.waitForLoadState('load');
  await page.evaluate(() => scrollTo(0, 0));
  const result = await new AxeBuilder({ page }).withTags(tags).analyze();
  for (const violation of result.violations) {
    found.axe.push(`${name}: ${violation.id} ${violation.nodes.map(node => node.target.join(' ')).join(', ')}`);
  }
  for (const [size, viewport] of [['desktop', desktop], ['zoomed', { width: 320, height: 640 }], ['phone', phone]]) {
    await page.setViewportSize(viewport);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) found.wide.push(`${name} ${size}: ${over} px`);
    await shoot(page, `${name}-${size}`);
  }
}

/** Every state of the pages in one language and size of text, by link. */
async function goThrough(language, large, link) {
  await withPage({ viewport: phone }, async page => {
    const name = language + (large ? '-large' : '');
    const secret = link.split('#')[1];
    listen(page, secret);
    await page.goto(`${url}/w?l=${language}${large ? '&s=1' : ''}#${secret}`);
    await check(page, name + '-entry-link');
    await page.click('summary');
    await page.fill('#word', word);
    await check(page, name + '-entry-open');
    await page.click('details button');
    await page.waitForSelector('section');
    await check(page, name + '-overview');
    await page.goto(`${url}/w?l=${language}${large ? '&s=1' : ''}`);
    await check(page, name + '-entry');
    await page.fill('#code', 'not a code');
    await page.click('button.stop');
    await page.waitForSelector('[role=alert]');
    await check(page, name + '-unknown');
    await page.goto(`${url}/w?l=${language}${large ? '&s=1' : ''}#${secret}`);
    await page.click('button.stop');
    await page.waitForSelector('dl');
    await check(page, name + '-stopped');
  });
}

async function behave() {
  // A scanner of messages: opens the link, runs all scripts, waits, follows every link of the page, and sends no form.
  await withPage({}, async page => {
    const secret = scan.split('#')[1];
    listen(page, secret);
    await page.goto(scan, { waitUntil: 'networkidle' });
    found.scanner = { address: page.url(), inPage: (await page.content()).includes(secret), title: await page.title() };
    for (const link of await page.$$eval('.languages a', all => all.map(a => a.getAttribute('href')))) await page.goto(new URL(link, url).href, { waitUntil: 'networkidle' });
    found.scanner.history = await page.evaluate(() => history.length);
  });

  // By link, with script: the address bar does not keep the secret, one press stops everything.
  await withPage({ viewport: phone }, async page => {
    const secret = links.first.split('#')[1];
    listen(page, secret);
    await page.goto(links.first);
    const byLink = { address: page.url(), codeHidden: await page.isHidden('#code'), told: await page.isVisible('.filled') };
    const ukrainian = await page.getAttribute('.languages a[lang=uk]', 'href');
    byLink.carried = ukrainian.endsWith('#' + secret);
    await page.click('.languages a[lang=uk]');
    await page.waitForFunction(() => document.documentElement.lang === 'uk' && location.hash === '');
    byLink.afterLanguage = { address: page.url(), told: await page.isVisible('.filled'), language: await page.getAttribute('html', 'lang') };
    await page.click('button.stop');
    await page.waitForSelector('dl');
    byLink.stopped = await page.textContent('h1');
    byLink.stored = await page.evaluate(async () => ({ cookies: document.cookie, local: localStorage.length, session: sessionStorage.length, caches: (await caches?.keys?.())?.length ?? 0 }));
    found.byLink = byLink;
  });

  // Without script: the code is typed.
  await withPage({ viewport: phone, javaScriptEnabled: false }, async page => {
    listen(page);
    await page.goto(url + '/w?l=en');
    const plain = { codeVisible: await page.isVisible('#code'), readHidden: await page.isHidden('#read'), leave: await page.getAttribute('#leave', 'href') };
    await shoot(page, 'no-script-entry');
    await page.fill('#code', 'wrong');
    await page.click('button.stop');
    plain.wrong = await page.textContent('h1');
    await page.click('main a');
    await page.fill('#code', code.toLowerCase().replaceAll('-', ' '));
    await page.click('button.stop');
    plain.stopped = await page.textContent('h1');
    found.withoutScript = plain;
  });

  // Leaving: with script the page is gone from view and from the history's present entry; without, it is a plain link.
  await withPage({ viewport: phone }, async (page, context) => {
    await context.route(request => !request.href.startsWith(url), route => route.fulfill({ contentType: 'text/html', body: '<title>elsewhere</title>' }));
    await page.goto(links.second);
    await page.click('#leave');
    await page.waitForFunction(() => document.title === 'elsewhere');
    found.left = page.url();
    await page.goBack().catch(() => null);
    found.leftBack = page.url().includes('/w');
  });
  await withPage({ viewport: phone, javaScriptEnabled: false }, async (page, context) => {
    await context.route(request => !request.href.startsWith(url), route => route.fulfill({ contentType: 'text/html', body: '<title>elsewhere</title>' }));
    await page.goto(url + '/w');
    await page.click('#leave');
    found.leftWithoutScript = await page.title();
  });

  // Keyboard alone, and targets that fingers hit.
  await withPage({ viewport: phone }, async page => {
    await page.goto(url + '/w?l=en');
    const stops = [];
    for (let i = 0; i < 30; i++) {
      await page.keyboard.press('Tab');
      const stop = await page.evaluate(() => {
        const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
        return { what: at.id || at.textContent.trim(), outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2, body: at === document.body, height: box.height, width: box.width, top: box.top };
      });
      if (stop.body) break;
      stops.push(stop.what);
      if (!stop.outlined) found.small.push('no focus seen: ' + stop.what);
      if (stop.height < 24 || stop.width < 24) found.small.push(`${stop.what}: ${stop.width} x ${stop.height}`);
    }
    found.keyboard = stops;
  });
}

if (links) await behave();
for (const { language, large, link } of languages ?? []) await goThrough(language, large, link);

process.stdout.write(JSON.stringify(found));
