/** Cuts a byte stream into lines, and refuses to hold more of an unfinished one than it was told to. */
export interface LineReader {
  /** The lines that `chunk` completes, without their ends. @throws RangeError when a line is longer than the limit. */
  push(chunk: Buffer): string[];
}

const NEWLINE = 0x0a;

export function lineReader(limit: number): LineReader {
  let rest: Buffer = Buffer.alloc(0);
  return {
    push(chunk) {
      const lines: string[] = [];
      let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE)) {
        if (end > limit) throw new RangeError(`a line is longer than ${limit} bytes`);
        lines.push(bytes.toString('utf8', 0, end));
        bytes = bytes.subarray(end + 1);
      }
      if (bytes.length > limit) throw new RangeError(`a line is longer than ${limit} bytes`);
      rest = bytes;
      return lines;
    },
  };
}
