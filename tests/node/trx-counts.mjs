// Prints "passed failed skipped" of a test run's .trx file. Everything that ran and did not pass (error, timeout,
// aborted, disconnected …) counts as failed; no file, or one without counters, prints nothing.
import { readFileSync } from 'node:fs';

let text;
try {
  text = readFileSync(process.argv[2], 'utf8');
} catch {
  process.exit(0);
}
const counters = /<Counters\s([^>]*)\/>/.exec(text);
if (counters) {
  const count = Object.fromEntries([...counters[1].matchAll(/(\w+)="(\d+)"/g)].map(([, name, n]) => [name, Number(n)]));
  const crashed = /<ResultSummary\s+outcome="(Aborted|Error|Timeout)"/.test(text) && count.executed === count.passed ? 1 : 0;
  console.log(count.passed, count.executed - count.passed + crashed, count.total - count.executed);
}
