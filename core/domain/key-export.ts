/** Keys that an organisation may take along within a time: whoever gets at an owner's session, or the server, gets few of them. */
export const EXPORT_LIMIT = { most: 5, withinSeconds: 3_600 } as const;
