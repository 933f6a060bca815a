// A foreign reader and writer of our packages: npm jose knows nothing of this product.
// Reads one JSON command from standard input, so that no key appears in an argument list:
//   {"do":"open","key":"<PKCS#8 PEM>","alg":"…","jwe":"<compact>"}                  -> {"header":{…},"content":"<base64>"}
//   {"do":"seal","key":"<SPKI PEM>","header":{…},"content":"<base64>"}              -> {"jwe":"<compact>"}
//   {"do":"read","key":"<PKCS#8 PEM>","alg":"…","server":"…","registration":"…","packages":[{"jwe":"…","request":"…"}]}
//                                                                                   -> [{"content":{…}} or {"refused":"…"}]
import { text } from 'node:stream/consumers';
import { CompactEncrypt, compactDecrypt, importPKCS8, importSPKI } from 'jose';
import { packageReader } from './read-package.mjs';

const command = JSON.parse(await text(process.stdin));

async function open({ key, alg, jwe }) {
  const algorithms = { keyManagementAlgorithms: [alg], contentEncryptionAlgorithms: ['A256GCM'] };
  const { plaintext, protectedHeader } = await compactDecrypt(jwe, await importPKCS8(key, alg), algorithms);
  return { header: protectedHeader, content: Buffer.from(plaintext).toString('base64') };
}

async function seal({ key, header, content }) {
  const jwe = await new CompactEncrypt(Buffer.from(content, 'base64'))
    .setProtectedHeader(header)
    .encrypt(await importSPKI(key, header.alg));
  return { jwe };
}

async function read({ key, alg, server, registration, packages }) {
  const reader = packageReader(server, await importPKCS8(key, alg), registration);
  const results = [];
  for (const { jwe, request } of packages)
    results.push(await reader(jwe, request).then((content) => ({ content }), (error) => ({ refused: error.code ?? error.message })));
  return results;
}

const result = await { open, seal, read }[command.do](command);
process.stdout.write(JSON.stringify(result));
