/**
 * Who wraps the keys that encrypt wallet keys: a ring of master keys in the environment, or a key management service. What is
 * wrapped is 32 bytes, and says itself by which key it was wrapped (W-02).
 */

/** What a wrapped key is for and whose it is. Both are bound into the ciphertext. */
export interface KekContext {
  readonly purpose: 'data-key' | 'sealing-key';
  /** The user of a data key, or the id of a sealing key. */
  readonly subject: string;
}

/** A key-encryption key (KEK) of the environment's ring. */
export interface MasterKey {
  readonly id: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

export interface WrappedKey {
  readonly blob: Uint8Array;
  /** The key-encryption key that wrapped it, with its version where the service counts versions. */
  readonly kekId: string;
}

export interface KekProvider {
  /** The id of the key that wraps what is new. @throws KekUnavailable */
  currentId(): Promise<string>;
  /** Whether this provider is the one to ask about what that key wrapped; it may refuse all the same. */
  holds(kekId: string): boolean;
  /** Wraps by the current key. @throws KekUnavailable */
  wrap(context: KekContext, key: Uint8Array): Promise<WrappedKey>;
  /** The caller wipes the result. @throws VaultError when it is not this context's or was changed, KekUnavailable */
  unwrap(context: KekContext, blob: Uint8Array): Promise<Buffer>;
}

/** Wraps anew, for a rotation. Keys are in the clear only inside, and only for as long as it takes. */
export interface Rewrapper {
  /** @throws KekUnavailable */
  currentId(): Promise<string>;
  /**
   * The same key wrapped by the current master key; opened again by that key alone, and compared, before it is answered. `digest`
   * tells two keys apart, and nothing else about them.
   * @throws VaultError when the key cannot be opened as it is, KekUnavailable
   */
  rewrap(context: KekContext, blob: Uint8Array): Promise<WrappedKey & { readonly digest: string }>;
  /** The digest of a key as the current master key alone opens it. @throws VaultError, KekUnavailable */
  digestByCurrent(context: KekContext, blob: Uint8Array): Promise<string>;
}

/** The key-encryption key cannot be used just now, which says nothing about what it wrapped. The reason holds no secret. */
export class KekUnavailable extends Error {
  override readonly name = 'KekUnavailable';
}
