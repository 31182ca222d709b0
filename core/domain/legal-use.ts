/** What people declare before anything trades for real. docs/legal-use.md says the same, and why. */

export const LEGAL_USE = {
  /** The day this text was written; another text is another version, and is asked for anew. */
  version: '2026-11-21',
  text: [
    'I may trade the assets I trade here, where I live and where my organisation is, and I am not on a sanctions list.',
    'The money is my own or my organisation’s, or I am licensed to manage it for others.',
    'I will not use Sluice to manipulate a market: no wash trades, no painting of prices or volumes, no spoofing.',
    'I report and pay the taxes on what I gain.',
    'I know that trades are final, that software fails and that I may lose all of it; nobody else answers for my losses.',
  ].join('\n'),
} as const;
