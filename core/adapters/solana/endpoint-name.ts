/** Addresses of RPC providers carry keys in their path, query or user part: a log shows the host alone. */

/** Protocol and host; an ellipsis stands for whatever follows. `position` tells apart several endpoints of one host. */
export function endpointName(url: string, position: number): string {
  const { protocol, host, pathname, search, username } = new URL(url);
  const hidden = pathname !== '/' || search !== '' || username !== '' ? '/…' : '';
  return `${protocol}//${host}${hidden} (${position + 1})`;
}

/** `text` without the parts of `url` that may be keys. */
export function redact(text: string, url: string): string {
  const { pathname, search, username, password, host } = new URL(url);
  const secrets = [url, pathname, search, username, password, ...pathname.split('/'), ...search.slice(1).split(/[&=]/)];
  return secrets
    .filter((part) => part.length >= 8 && !host.includes(part))
    .sort((a, b) => b.length - a.length)
    .reduce((clean, secret) => clean.replaceAll(secret, '…'), text);
}
