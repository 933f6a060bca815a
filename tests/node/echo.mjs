// Prints the JSON it was given, or fails with the message in its member `fail`: what the tests of the .NET side try out.
import { text } from 'node:stream/consumers';

const given = JSON.parse(await text(process.stdin));
if (given.fail) {
  console.error(given.fail);
  process.exit(1);
}
console.log(JSON.stringify(given));
