/** One network a line, as people write them. Empty lines are none. */
export const networksIn = (text: string): string[] =>
  text
    .split(/[\s,]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
