/** Runs `use` on secret bytes and overwrites them afterwards, whatever happened. */
export function usingSecret<T>(secret: Uint8Array, use: (secret: Uint8Array) => T): T {
  try {
    return use(secret);
  } finally {
    secret.fill(0);
  }
}

/** The same for work that takes its time. */
export async function usingSecretAsync<T>(secret: Uint8Array, use: (secret: Uint8Array) => Promise<T>): Promise<T> {
  try {
    return await use(secret);
  } finally {
    secret.fill(0);
  }
}
