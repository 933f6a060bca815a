import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import { withPage } from './browser.mjs';

const violations = body => withPage({}, async page => {
  await page.setContent(`<!doctype html><html lang="en"><title>t</title><main><h1>h</h1>${body}</main>`);
  const result = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze();
  return result.violations.map(violation => violation.id);
});

// The accessibility check itself is checked: a checker that finds nothing anywhere would pass every page.
test('analyze_WhenAFieldHasNoLabel_NamesTheRule', async () => {
  assert.deepEqual(await violations('<input>'), ['label']);
});

test('analyze_WhenTheFieldIsLabelled_FindsNothing', async () => {
  assert.deepEqual(await violations('<label>Code <input></label>'), []);
});
