import assert from 'node:assert/strict';
import { test } from 'node:test';
import { names, policyFile, schemaOf } from './check-policy.mjs';

for (const name of names) {
  test(`${name}.json satisfies its schema`, () => assert.deepEqual(schemaOf(name)(policyFile(name)), []));

  test(`the schema of ${name}.json refuses an unknown, a missing and an empty member`, () => {
    const violations = schemaOf(name);
    const members = Object.keys(policyFile(name)).filter(member => member !== '$schema');
    for (const member of members) {
      const without = policyFile(name);
      delete without[member];
      assert.notDeepEqual(violations(without), [], `missing ${member}`);
      const empty = policyFile(name);
      empty[member] = Array.isArray(empty[member]) ? [] : typeof empty[member] === 'string' ? '' : {};
      assert.notDeepEqual(violations(empty), [], `empty ${member}`);
    }
    assert.notDeepEqual(violations({ ...policyFile(name), surplus: 1 }), []);
  });
}

test('the schema of profile.json knows floors and caps', () => {
  const violations = schemaOf('profile');
  for (const [setting, value] of [['reflectionDays', 20], ['guardianCaseloadCap', 25]]) {
    const profile = policyFile('profile');
    profile.settings[setting].value = value;
    assert.equal(violations(profile).length, 1, setting);
  }
});
