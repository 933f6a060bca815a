// A foreign client of the emulated vault: npm @azure/keyvault-keys knows nothing of this product. Reads
// {"vault":"https://…","ca":"<PEM>","token":"<JWT>"} from standard input and prints what it saw as one JSON object.
import { createHash, constants, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { CryptographyClient, KeyClient } from '@azure/keyvault-keys';

const { vault, ca, token } = JSON.parse(await text(process.stdin));
const credential = { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) };
const options = { disableChallengeResourceVerification: true, tlsOptions: { ca }, retryOptions: { maxRetries: 0 } };
const keys = new KeyClient(vault, credential, options);

const refusal = async (call) => {
  try {
    await call();
    return 'accepted';
  } catch (error) {
    return [error.statusCode, error.code];
  }
};

const rsa = await keys.createRsaKey('node-rsa', { keySize: 2048 });
const hsm = await keys.createRsaKey('node-hsm', { hsm: true });
const ec = await keys.createEcKey('node-ec', { curve: 'P-256' });
const wrapping = new CryptographyClient(rsa.id, credential, options);
const signing = new CryptographyClient(ec.id, credential, options);

const secret = randomBytes(32);
const { result: wrapped } = await wrapping.wrapKey('RSA-OAEP-256', secret);
const { result: opened } = await wrapping.unwrapKey('RSA-OAEP-256', wrapped);
const jwk = { kty: 'RSA', n: Buffer.from(rsa.key.n).toString('base64url'), e: Buffer.from(rsa.key.e).toString('base64url') };
const local = publicEncrypt(
  { key: createPublicKey({ key: jwk, format: 'jwk' }), padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, secret);
const { result: openedLocal } = await wrapping.unwrapKey('RSA-OAEP-256', local);

const digest = createHash('sha256').update('checkpoint').digest();
const { result: signature } = await signing.sign('ES256', digest);
const { result: verified } = await signing.verify('ES256', digest, signature);
const forged = Buffer.from(signature);
forged[5] ^= 1;
const { result: forgery } = await signing.verify('ES256', digest, forged);

const rotated = await keys.rotateKey('node-rsa');
const current = await keys.getKey('node-rsa');
const former = await keys.getKey('node-rsa', { version: rsa.properties.version });
let versions = 0;
for await (const version of keys.listPropertiesOfKeyVersions('node-rsa')) {
  versions += version.enabled ? 1 : 0;
}

const altered = Buffer.from(wrapped);
altered[7] ^= 1;
await keys.beginDeleteKey('node-hsm');

process.stdout.write(JSON.stringify({
  rsa: rsa.keyType,
  hsm: hsm.keyType,
  curve: ec.key.crv,
  unwrapped: Buffer.compare(Buffer.from(opened), secret) === 0,
  unwrappedLocally: Buffer.compare(Buffer.from(openedLocal), secret) === 0,
  signed: signature.length,
  verified,
  forged: forgery,
  rotated: rotated.id === current.id && rotated.id !== rsa.id,
  former: former.id === rsa.id,
  versions,
  missing: await refusal(() => keys.getKey('node-none')),
  altered: await refusal(() => wrapping.unwrapKey('RSA-OAEP-256', altered)),
  deleted: await refusal(() => keys.createRsaKey('node-hsm')),
}));
