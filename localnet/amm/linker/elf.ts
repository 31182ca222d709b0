/**
 * Constants and the reader of the ELF object that `clang -target bpfel -c` writes.
 * Layouts: System V ABI, chapter 4 (64-bit little-endian). Relocations: the LLVM BPF back end's.
 */

export const SECTION = { PROGBITS: 1, SYMTAB: 2, STRTAB: 3, DYNAMIC: 6, REL: 9, DYNSYM: 11 } as const;
export const SECTION_FLAG = { WRITE: 1, ALLOC: 2, EXEC: 4 } as const;
/** `R_BPF_64_64` patches the immediate of a 16-byte load; `R_BPF_64_32` that of a call. */
export const RELOCATION = { LOAD: 1, CALL: 10 } as const;

export const ELF_HEADER_SIZE = 64;
export const PROGRAM_HEADER_SIZE = 56;
export const SECTION_HEADER_SIZE = 64;
export const SYMBOL_SIZE = 24;
export const RELOCATION_SIZE = 16;

export interface Section {
  readonly index: number;
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  readonly info: number;
  readonly link: number;
  readonly align: number;
  readonly bytes: Buffer;
}

export interface Symbol {
  readonly name: string;
  /** 0 when the symbol is defined elsewhere, here a system call. */
  readonly sectionIndex: number;
  readonly value: number;
}

export interface Relocation {
  readonly offset: number;
  readonly type: number;
  readonly symbol: Symbol;
}

export interface ElfObject {
  readonly text: Section;
  /** Read-only data, in the order of the file. */
  readonly constants: readonly Section[];
  readonly symbols: readonly Symbol[];
  /** Relocations of `text`. */
  readonly relocations: readonly Relocation[];
}

function textAt(bytes: Buffer, offset: number): string {
  return bytes.toString('latin1', offset, bytes.indexOf(0, offset));
}

function number64(bytes: Buffer, offset: number): number {
  return Number(bytes.readBigUInt64LE(offset));
}

function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the object file has no ${what}`);
  return value;
}

function readSections(file: Buffer): Section[] {
  const table = number64(file, 0x28);
  const headers = Array.from({ length: file.readUInt16LE(0x3c) }, (_, index) => table + index * SECTION_HEADER_SIZE);
  const bodyOf = (header: number) => {
    const start = number64(file, header + 24);
    return file.subarray(start, start + number64(file, header + 32));
  };
  const names = bodyOf(required(headers[file.readUInt16LE(0x3e)], 'section names'));
  return headers.map((header, index) => ({
    index,
    name: textAt(names, file.readUInt32LE(header)),
    type: file.readUInt32LE(header + 4),
    flags: number64(file, header + 8),
    link: file.readUInt32LE(header + 40),
    info: file.readUInt32LE(header + 44),
    align: Math.max(1, number64(file, header + 48)),
    bytes: bodyOf(header),
  }));
}

function readSymbols(sections: readonly Section[]): Symbol[] {
  const table = required(
    sections.find((section) => section.type === SECTION.SYMTAB),
    'symbol table',
  );
  const names = required(sections[table.link], 'symbol names').bytes;
  return Array.from({ length: table.bytes.length / SYMBOL_SIZE }, (_, index) => {
    const at = index * SYMBOL_SIZE;
    return {
      name: textAt(names, table.bytes.readUInt32LE(at)),
      sectionIndex: table.bytes.readUInt16LE(at + 6),
      value: number64(table.bytes, at + 8),
    };
  });
}

function readRelocations(sections: readonly Section[], text: Section, symbols: readonly Symbol[]): Relocation[] {
  const table = sections.find((section) => section.type === SECTION.REL && section.info === text.index);
  if (table === undefined) return [];
  return Array.from({ length: table.bytes.length / RELOCATION_SIZE }, (_, index) => {
    const at = index * RELOCATION_SIZE;
    return {
      offset: number64(table.bytes, at),
      type: table.bytes.readUInt32LE(at + 8),
      symbol: required(symbols[table.bytes.readUInt32LE(at + 12)], 'symbol that a relocation names'),
    };
  });
}

/** Reads an object file with one `.text` section; throws when it holds writable data, which sBPF programs may not. */
export function readObject(file: Buffer): ElfObject {
  const sections = readSections(file);
  const isData = (section: Section) => (section.flags & SECTION_FLAG.ALLOC) !== 0 && section.bytes.length > 0;
  const writable = sections.find((section) => isData(section) && (section.flags & SECTION_FLAG.WRITE) !== 0);
  if (writable !== undefined) throw new Error(`writable section ${writable.name}: a program has no globals`);
  const text = required(
    sections.find((section) => section.name === '.text'),
    'section .text',
  );
  const symbols = readSymbols(sections);
  return {
    text,
    constants: sections.filter(
      (section) => isData(section) && section.type === SECTION.PROGBITS && (section.flags & SECTION_FLAG.EXEC) === 0,
    ),
    symbols,
    relocations: readRelocations(sections, text, symbols),
  };
}
