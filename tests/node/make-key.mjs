import { exportJWK, exportPKCS8, generateKeyPair } from 'jose';

// Once: the private half stays with whoever opens packages, the public half goes into the registration as publicKey.
const { publicKey, privateKey } = await generateKeyPair('ECDH-ES+A256KW', { crv: 'P-256', extractable: true });
console.log(JSON.stringify({
  publicKey: { ...(await exportJWK(publicKey)), kid: 'ours-2026', use: 'enc' },
  privateKey: await exportPKCS8(privateKey),
}, null, 2));
