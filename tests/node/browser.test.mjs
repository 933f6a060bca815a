import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { withPage } from './browser.mjs';

const html = '<!doctype html><html lang="en"><title>t</title><p id="p">static</p>'
  + '<script>document.getElementById("p").textContent = "scripted"</script>';

async function serve() {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(html);
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, stop: () => new Promise(resolve => { server.closeAllConnections(); server.close(resolve); }) };
}

test('withPage_WhenScriptIsOn_RunsThePagesScript', async () => {
  const site = await serve();
  try {
    const text = await withPage({}, async page => { await page.goto(site.url); return page.textContent('#p'); });
    assert.equal(text, 'scripted');
  } finally { await site.stop(); }
});

test('withPage_WhenScriptIsOff_ShowsTheStaticPage', async () => {
  const site = await serve();
  try {
    const text = await withPage({ javaScriptEnabled: false }, async page => { await page.goto(site.url); return page.textContent('#p'); });
    assert.equal(text, 'static');
  } finally { await site.stop(); }
});
