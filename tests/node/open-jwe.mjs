// A foreign reader and writer of our packages: npm jose knows nothing of this product.
// Reads one JSON command from standard input, so that no key appears in an argument list:
//   {"do":"open","key":"<PKCS#8 PEM>","jwe":"<compact>"}                  -> {"header":{…},"content":"<base64>"}
//   {"do":"seal","key":"<SPKI PEM>","header":{…},"content":"<base64>"}    -> {"jwe":"<compact>"}
import { text } from 'node:stream/consumers';
import { CompactEncrypt, compactDecrypt, importPKCS8, importSPKI } from 'jose';

const command = JSON.parse(await text(process.stdin));
const algorithms = { keyManagementAlgorithms: ['RSA-OAEP-256'], contentEncryptionAlgorithms: ['A256GCM'] };

async function open({ key, jwe }) {
  const { plaintext, protectedHeader } = await compactDecrypt(jwe, await importPKCS8(key, 'RSA-OAEP-256'), algorithms);
  return { header: protectedHeader, content: Buffer.from(plaintext).toString('base64') };
}

async function seal({ key, header, content }) {
  const jwe = await new CompactEncrypt(Buffer.from(content, 'base64'))
    .setProtectedHeader(header)
    .encrypt(await importSPKI(key, 'RSA-OAEP-256'));
  return { jwe };
}

const result = await { open, seal }[command.do](command);
process.stdout.write(JSON.stringify(result));
