/** Idempotency keys: one for each intention, kept until the server has answered. */

export interface IntentionKeys<Operation extends string> {
  /** The same key again while the last try went unanswered: the server then does it once, however often it was asked. */
  keyFor(operation: Operation): string;
  /** The intention is settled, well or not: the next press is a new one. */
  settle(operation: Operation): void;
}

/** 128 random bits in hex. `randomUUID` is missing where the page is served without TLS from another machine. */
const randomKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

export function createIntentionKeys<Operation extends string>(): IntentionKeys<Operation> {
  const open = new Map<Operation, string>();
  return {
    keyFor(operation) {
      const key = open.get(operation) ?? randomKey();
      open.set(operation, key);
      return key;
    },
    settle: (operation) => void open.delete(operation),
  };
}
