/** The demo account, which a start on the local chain makes once. Its password is made with it and printed there alone. */
export const DEMO_EMAIL = 'demo@sluice.local';
