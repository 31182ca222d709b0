/** A tape of decisions as one word on a command line: numbers in base 36, runs of zeros as `_` and their length. */
export function encodeTape(tape: readonly number[]): string {
  const words: string[] = [];
  let zeros = 0;
  for (const value of [...tape, -1]) {
    if (value === 0) zeros += 1;
    else {
      if (zeros > 0) words.push(`_${zeros.toString(36)}`);
      zeros = 0;
      if (value > 0) words.push(value.toString(36));
    }
  }
  return words.join('.');
}

/** @throws Error for a word that is no tape */
export function decodeTape(text: string): number[] {
  return text.split('.').flatMap((word) => {
    const zeros = word.startsWith('_');
    const value = Number.parseInt(zeros ? word.slice(1) : word, 36);
    if (!Number.isSafeInteger(value) || value < 0) throw new Error(`not a tape of decisions: ${word}`);
    return zeros ? Array<number>(value).fill(0) : [value];
  });
}
