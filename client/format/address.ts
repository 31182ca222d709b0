/** The two ends of an address or signature, enough to tell one from another: `So11…1112`. */
export function shorten(text: string, keep = 4): string {
  return text.length <= keep * 2 + 1 ? text : `${text.slice(0, keep)}…${text.slice(-keep)}`;
}
