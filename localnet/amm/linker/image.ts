import {
  ELF_HEADER_SIZE,
  PROGRAM_HEADER_SIZE,
  RELOCATION,
  RELOCATION_SIZE,
  SECTION,
  SECTION_FLAG,
  SECTION_HEADER_SIZE,
  SYMBOL_SIZE,
} from './elf.ts';
import { alignUp, PROGRAM_HEADERS, type RelocatedProgram, type SyscallSite, TEXT_ADDRESS } from './relocate.ts';

const ELF_TYPE_SHARED_OBJECT = 3;
const MACHINE_BPF = 247;
/** e_flags 0 selects sBPF v0: fixed 4 KiB frames and system calls bound by relocation. */
const SBPF_V0 = 0;
const PROGRAM_LOAD = 1;
const PROGRAM_DYNAMIC = 2;
const READABLE = 4;
const READABLE_EXECUTABLE = 5;
const PAGE = 0x1000;
const GLOBAL_SYMBOL = 0x10;
const DYNAMIC_TAG = {
  NULL: 0,
  STRTAB: 5,
  SYMTAB: 6,
  STRSZ: 10,
  SYMENT: 11,
  REL: 17,
  RELSZ: 18,
  RELENT: 19,
  FLAGS: 30,
  RELCOUNT: 0x6ffffffa,
} as const;
const FLAG_TEXTREL = 4;
const DYNAMIC_ENTRIES = 10;
const DYNAMIC_ENTRY_SIZE = 16;

/** A piece of the image: a section of the file and, but for the section names, of memory. */
interface Part {
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly bytes: Buffer;
  readonly link: number;
  readonly info: number;
  readonly align: number;
  readonly entrySize: number;
}

function dynamicStrings(names: readonly string[]): { bytes: Buffer; offsets: number[] } {
  const offsets: number[] = [];
  let text = '\0';
  for (const name of names) {
    offsets.push(text.length);
    text += `${name}\0`;
  }
  return { bytes: Buffer.from(text, 'latin1'), offsets };
}

/** The dynamic symbol table: the null symbol, then one undefined global a system call. */
function dynamicSymbols(nameOffsets: readonly number[]): Buffer {
  const bytes = Buffer.alloc(SYMBOL_SIZE * (1 + nameOffsets.length));
  nameOffsets.forEach((nameOffset, index) => {
    const at = SYMBOL_SIZE * (index + 1);
    bytes.writeUInt32LE(nameOffset, at);
    bytes[at + 4] = GLOBAL_SYMBOL;
  });
  return bytes;
}

function dynamicRelocations(sites: readonly SyscallSite[]): Buffer {
  const bytes = Buffer.alloc(RELOCATION_SIZE * sites.length);
  sites.forEach(({ address, syscall }, index) => {
    bytes.writeBigUInt64LE(BigInt(address), index * RELOCATION_SIZE);
    bytes.writeUInt32LE(RELOCATION.CALL, index * RELOCATION_SIZE + 8);
    bytes.writeUInt32LE(syscall + 1, index * RELOCATION_SIZE + 12);
  });
  return bytes;
}

function dynamicTable(entries: readonly (readonly [tag: number, value: number])[]): Buffer {
  const bytes = Buffer.alloc(DYNAMIC_ENTRIES * DYNAMIC_ENTRY_SIZE);
  entries.forEach(([tag, value], index) => {
    bytes.writeBigUInt64LE(BigInt(tag), index * DYNAMIC_ENTRY_SIZE);
    bytes.writeBigUInt64LE(BigInt(value), index * DYNAMIC_ENTRY_SIZE + 8);
  });
  return bytes;
}

/** Lays the parts out in the order text, constants, dynamic table, symbols, strings, relocations. */
function layOut(program: RelocatedProgram): Part[] {
  const { bytes: strings, offsets } = dynamicStrings(program.syscalls);
  const symbols = dynamicSymbols(offsets);
  const relocations = dynamicRelocations(program.syscallSites);
  const dynamicOffset = alignUp(program.constantsAddress + program.constants.length, 8);
  const symbolsOffset = dynamicOffset + DYNAMIC_ENTRIES * DYNAMIC_ENTRY_SIZE;
  const stringsOffset = symbolsOffset + symbols.length;
  const relocationsOffset = alignUp(stringsOffset + strings.length, 8);
  const dynamic = dynamicTable([
    [DYNAMIC_TAG.FLAGS, FLAG_TEXTREL],
    [DYNAMIC_TAG.REL, relocationsOffset],
    [DYNAMIC_TAG.RELSZ, relocations.length],
    [DYNAMIC_TAG.RELENT, RELOCATION_SIZE],
    [DYNAMIC_TAG.RELCOUNT, 0],
    [DYNAMIC_TAG.SYMTAB, symbolsOffset],
    [DYNAMIC_TAG.SYMENT, SYMBOL_SIZE],
    [DYNAMIC_TAG.STRTAB, stringsOffset],
    [DYNAMIC_TAG.STRSZ, strings.length],
    [DYNAMIC_TAG.NULL, 0],
  ]);
  const { ALLOC, EXEC, WRITE } = SECTION_FLAG;
  const part = (name: string, type: number, offset: number, bytes: Buffer, more: Partial<Part>): Part => ({
    ...{ name, type, offset, bytes, flags: ALLOC, link: 0, info: 0, align: 8, entrySize: 0 },
    ...more,
  });
  const { text, constants, constantsAddress } = program;
  return [
    part('.text', SECTION.PROGBITS, TEXT_ADDRESS, text, { flags: ALLOC | EXEC }),
    part('.rodata', SECTION.PROGBITS, constantsAddress, constants, { align: 16 }),
    part('.dynamic', SECTION.DYNAMIC, dynamicOffset, dynamic, { flags: ALLOC | WRITE, link: 5, entrySize: 16 }),
    part('.dynsym', SECTION.DYNSYM, symbolsOffset, symbols, { link: 5, info: 1, entrySize: SYMBOL_SIZE }),
    part('.dynstr', SECTION.STRTAB, stringsOffset, strings, { align: 1 }),
    part('.rel.dyn', SECTION.REL, relocationsOffset, relocations, { link: 4, entrySize: RELOCATION_SIZE }),
  ];
}

function elfHeader(entry: number, sectionTable: number, sectionCount: number): Buffer {
  const bytes = Buffer.alloc(ELF_HEADER_SIZE);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  bytes.writeUInt16LE(ELF_TYPE_SHARED_OBJECT, 16);
  bytes.writeUInt16LE(MACHINE_BPF, 18);
  bytes.writeUInt32LE(1, 20);
  bytes.writeBigUInt64LE(BigInt(entry), 24);
  bytes.writeBigUInt64LE(BigInt(ELF_HEADER_SIZE), 32);
  bytes.writeBigUInt64LE(BigInt(sectionTable), 40);
  bytes.writeUInt32LE(SBPF_V0, 48);
  bytes.writeUInt16LE(ELF_HEADER_SIZE, 52);
  bytes.writeUInt16LE(PROGRAM_HEADER_SIZE, 54);
  bytes.writeUInt16LE(PROGRAM_HEADERS, 56);
  bytes.writeUInt16LE(SECTION_HEADER_SIZE, 58);
  bytes.writeUInt16LE(sectionCount, 60);
  bytes.writeUInt16LE(sectionCount - 1, 62);
  return bytes;
}

function programHeader(type: number, flags: number, offset: number, size: number, align: number): Buffer {
  const bytes = Buffer.alloc(PROGRAM_HEADER_SIZE);
  bytes.writeUInt32LE(type, 0);
  bytes.writeUInt32LE(flags, 4);
  for (const at of [8, 16, 24]) bytes.writeBigUInt64LE(BigInt(offset), at);
  for (const at of [32, 40]) bytes.writeBigUInt64LE(BigInt(size), at);
  bytes.writeBigUInt64LE(BigInt(align), 48);
  return bytes;
}

function sectionHeader(part: Part, nameOffset: number): Buffer {
  const bytes = Buffer.alloc(SECTION_HEADER_SIZE);
  const inMemory = (part.flags & SECTION_FLAG.ALLOC) !== 0;
  bytes.writeUInt32LE(nameOffset, 0);
  bytes.writeUInt32LE(part.type, 4);
  bytes.writeBigUInt64LE(BigInt(part.flags), 8);
  bytes.writeBigUInt64LE(BigInt(inMemory ? part.offset : 0), 16);
  bytes.writeBigUInt64LE(BigInt(part.offset), 24);
  bytes.writeBigUInt64LE(BigInt(part.bytes.length), 32);
  bytes.writeUInt32LE(part.link, 40);
  bytes.writeUInt32LE(part.info, 44);
  bytes.writeBigUInt64LE(BigInt(part.align), 48);
  bytes.writeBigUInt64LE(BigInt(part.entrySize), 56);
  return bytes;
}

function endOf(part: Part): number {
  return part.offset + part.bytes.length;
}

function programHeaders(parts: readonly Part[]): Buffer[] {
  const [text, constants, dynamic] = parts as [Part, Part, Part];
  const last = parts.at(-1) ?? dynamic;
  return [
    programHeader(PROGRAM_LOAD, READABLE_EXECUTABLE, text.offset, text.bytes.length, PAGE),
    programHeader(PROGRAM_LOAD, READABLE, constants.offset, constants.bytes.length, PAGE),
    programHeader(PROGRAM_LOAD, READABLE, dynamic.offset, endOf(last) - dynamic.offset, PAGE),
    programHeader(PROGRAM_DYNAMIC, READABLE, dynamic.offset, dynamic.bytes.length, 8),
  ];
}

/** Writes the shared object that Solana's upgradeable loader takes: sBPF v0, addresses equal to file offsets. */
export function writeImage(program: RelocatedProgram): Buffer {
  const parts = layOut(program);
  const { bytes: names, offsets: nameOffsets } = dynamicStrings([...parts.map((part) => part.name), '.shstrtab']);
  const namesOffset = Math.max(...parts.map(endOf));
  const namesPart: Part = {
    ...{ name: '.shstrtab', type: SECTION.STRTAB, offset: namesOffset, bytes: names },
    ...{ flags: 0, link: 0, info: 0, align: 1, entrySize: 0 },
  };
  const sections = [...parts, namesPart];
  const sectionTable = alignUp(endOf(namesPart), 8);
  // The table begins with the null section.
  const image = Buffer.alloc(sectionTable + SECTION_HEADER_SIZE * (sections.length + 1));
  Buffer.concat([elfHeader(program.entry, sectionTable, sections.length + 1), ...programHeaders(parts)]).copy(image);
  sections.forEach((section, index) => {
    section.bytes.copy(image, section.offset);
    sectionHeader(section, nameOffsets[index] ?? 0).copy(image, sectionTable + SECTION_HEADER_SIZE * (index + 1));
  });
  return image;
}
