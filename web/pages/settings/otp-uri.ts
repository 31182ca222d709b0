/** The secret of an `otpauth://` address, in groups of four as people type it; empty where there is none. */
export const secretOf = (uri: string): string =>
  (new URL(uri).searchParams.get('secret') ?? '').replace(/.{4}(?=.)/g, '$& ');
