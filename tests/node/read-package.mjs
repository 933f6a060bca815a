import { compactDecrypt, compactVerify, createRemoteJWKSet } from 'jose';

/**
 * Opens packages that were sealed for our own key, and believes only what the server signed for us.
 * @param {string} server  Address of the server, e.g. https://sharing.example
 * @param {import('jose').CryptoKey} privateKey  Private half of the key that we registered.
 * @param {string} registration  Id of our registration.
 */
export function packageReader(server, privateKey, registration) {
  // Asks again by itself when a package names a key that it does not know yet.
  const serverKeys = createRemoteJWKSet(new URL('/api/v1/keys', server));
  /**
   * @param {string} text  Body of the answer: application/jose.
   * @param {string} request  Id of the sharing request whose package we collected.
   */
  return async (text, request) => {
    const { plaintext, protectedHeader: envelope } = await compactDecrypt(text, privateKey, {
      keyManagementAlgorithms: ['RSA-OAEP-256', 'ECDH-ES+A256KW'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
    if (envelope.cty !== 'jose') throw new Error('the package is not signed');
    const { payload, protectedHeader: signed } = await compactVerify(plaintext, serverKeys, { algorithms: ['ES256'] });
    if (signed.typ !== 'datasharing-package+jose' || signed.rel !== request || signed.rcp !== registration)
      throw new Error('the package is not the one that we asked for');
    return JSON.parse(new TextDecoder().decode(payload));
  };
}
