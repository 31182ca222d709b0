/** Style sheets that are made in the page must carry the nonce that came with it, or the browser leaves them out. */

/** Of this page; empty where it was served without one, as during development. */
export const styleNonce = (): string => document.querySelector<HTMLElement>('meta[property="csp-nonce"]')?.nonce ?? '';

/** Tells the libraries that Mantine's overlays are made with: they look where webpack would have put it. */
export function shareStyleNonce(): void {
  Object.assign(window, { __webpack_nonce__: styleNonce() });
}
