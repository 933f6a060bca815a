// An independent check of a log stream, from the documented formula alone:
//   hash = SHA-256(previous hash ‖ canonical entry without seq, previous and hash ‖ seq as 8 bytes big-endian)
// Reads entries as JSON lines from standard input and prints "ok <count>" or "bad <entry id>".
import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';

// RFC 8785 for what an entry holds: members sorted by name, no white space.
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.keys(value).sort().map(name => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

const lines = (await text(process.stdin)).split('\n').filter(line => line !== '');
let previous = '0'.repeat(64);
let count = 0;
for (const line of lines) {
  const { seq, previous: claimed, hash, ...entry } = JSON.parse(line);
  const number = Buffer.alloc(8);
  number.writeBigUInt64BE(BigInt(seq));
  const computed = createHash('sha256')
    .update(Buffer.from(previous, 'hex')).update(canonical(entry)).update(number).digest('hex');
  if (seq !== count + 1 || claimed !== previous || computed !== hash) {
    process.stdout.write(`bad ${entry.id}`);
    process.exit(1);
  }
  previous = hash;
  count = seq;
}
process.stdout.write(`ok ${count}`);
