import { crc32 } from 'node:zlib';
import { bodyChecksum, decodeHeader, type FrameHeader, HEADER_BYTES } from './block-codec.ts';
import type { FileWindow } from './file-window.ts';

/** Where a block's parts are in the log. */
export interface Frame extends FrameHeader {
  readonly indexOffset: number;
  readonly writesOffset: number;
  readonly detailsOffset: number;
  readonly end: number;
}

/**
 * Blocks at the end whose details are checked too. Earlier ones were synced before these were begun; these may have
 * been written together and torn anywhere.
 */
const CHECKED_TAIL = 32;

/** The sound blocks at the front of the log. What follows the last of them was torn by a crash. */
export function scanLog(file: FileWindow): Frame[] {
  const frames: Frame[] = [];
  for (let offset = 0; ; ) {
    const frame = readFrame(file, offset);
    if (frame === null) break;
    frames.push(frame);
    offset = frame.end;
  }
  const firstChecked = Math.max(0, frames.length - CHECKED_TAIL);
  const torn = frames.findIndex((frame, index) => index >= firstChecked && !detailsAreSound(file, frame));
  return torn === -1 ? frames : frames.slice(0, torn);
}

function readFrame(file: FileWindow, offset: number): Frame | null {
  const header = file.read(offset, HEADER_BYTES);
  const lengths = decodeHeader(header);
  if (lengths === null) return null;
  const indexOffset = offset + HEADER_BYTES;
  const writesOffset = indexOffset + lengths.indexLength;
  const detailsOffset = writesOffset + lengths.writesLength;
  const end = detailsOffset + lengths.detailsLength;
  if (end > file.size) return null;
  // One read for both parts: a second read may replace the window the first one points into.
  const record = file.read(offset, detailsOffset - offset);
  const index = record.subarray(HEADER_BYTES, writesOffset - offset);
  const checksum = bodyChecksum(record, index, record.subarray(writesOffset - offset));
  return checksum === lengths.bodyChecksum ? { ...lengths, indexOffset, writesOffset, detailsOffset, end } : null;
}

function detailsAreSound(file: FileWindow, { detailsOffset, detailsLength, detailsChecksum }: Frame): boolean {
  return crc32(file.read(detailsOffset, detailsLength)) === detailsChecksum;
}
