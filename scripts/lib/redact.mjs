// @ts-check

/** Longest path segment that is shown: providers put the key into the path as one long segment. */
const LONGEST_PLAIN_SEGMENT = 15;

/**
 * An RPC address as it may be printed: without user, password, query and anything in the path that may be a key.
 * @param {string} address
 */
export function redactAddress(address) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return '(not an address)';
  }
  const segments = url.pathname.split('/').map((part) => (part.length > LONGEST_PLAIN_SEGMENT ? '…' : part));
  const path = segments.join('/').replace(/\/$/, '');
  return `${url.protocol}//${url.host}${path}`;
}
