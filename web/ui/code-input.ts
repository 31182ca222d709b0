/** How a field for an authenticator's code behaves: digits on a phone, filled in by password managers. */
export const codeInput = { inputMode: 'numeric', autoComplete: 'one-time-code', maxLength: 6 } as const;
