import {
  ELF_HEADER_SIZE,
  type ElfObject,
  PROGRAM_HEADER_SIZE,
  RELOCATION,
  type Relocation,
  type Section,
} from './elf.ts';

/** The image has four program headers: text, constants, dynamic data, and the dynamic table itself. */
export const PROGRAM_HEADERS = 4;
/** In the image every address equals its offset in the file; code comes right after the headers. */
export const TEXT_ADDRESS = ELF_HEADER_SIZE + PROGRAM_HEADERS * PROGRAM_HEADER_SIZE;

const INSTRUCTION_SIZE = 8;
/** The program's bytes are mapped at 0x1_0000_0000, so this is the upper half of every address in it. */
const PROGRAM_REGION = 1;
/** A call's source register: 1 marks the target as relative to this program. */
const PSEUDO_CALL = 0x10;
/** Names that clang emits for builtins, and the system calls that do the same. */
const BUILTINS: Readonly<Record<string, string>> = {
  memcpy: 'sol_memcpy_',
  memset: 'sol_memset_',
  memmove: 'sol_memmove_',
};

/** A call the loader must resolve: the address of the instruction and the index in `syscalls`. */
export interface SyscallSite {
  readonly address: number;
  readonly syscall: number;
}

export interface RelocatedProgram {
  readonly text: Buffer;
  readonly constants: Buffer;
  readonly constantsAddress: number;
  readonly entry: number;
  readonly syscalls: readonly string[];
  readonly syscallSites: readonly SyscallSite[];
}

export function alignUp(value: number, alignment: number): number {
  return Math.ceil(value / alignment) * alignment;
}

interface Placement {
  readonly start: number;
  readonly end: number;
  readonly addressOf: ReadonlyMap<number, number>;
}

function placeConstants(sections: readonly Section[], textLength: number): Placement {
  const start = alignUp(TEXT_ADDRESS + textLength, 16);
  const addressOf = new Map<number, number>();
  let cursor = start;
  for (const section of sections) {
    cursor = alignUp(cursor, section.align);
    addressOf.set(section.index, cursor);
    cursor += section.bytes.length;
  }
  return { start, end: cursor, addressOf };
}

/** Patches a 16-byte load with the address of a constant or function; the addend is what the object holds there. */
function patchLoad(text: Buffer, { offset, symbol }: Relocation, sectionAddress: number | undefined): void {
  if (sectionAddress === undefined) throw new Error(`a load refers to ${symbol.name}, which has no address`);
  const addend = text.readInt32LE(offset + 4);
  text.writeUInt32LE(sectionAddress + symbol.value + addend, offset + 4);
  text.writeUInt32LE(PROGRAM_REGION, offset + 12);
}

function markCall(text: Buffer, offset: number, immediate: number): void {
  text[offset + 1] = ((text[offset + 1] ?? 0) & 0x0f) | PSEUDO_CALL;
  text.writeInt32LE(immediate, offset + 4);
}

/** Patches a call of a function in this program with its distance in instructions. */
function patchLocalCall(text: Buffer, { offset, symbol }: Relocation): void {
  const target = symbol.value / INSTRUCTION_SIZE + text.readInt32LE(offset + 4) + 1;
  markCall(text, offset, target - (offset / INSTRUCTION_SIZE + 1));
}

/** Resolves what can be resolved now and collects the system calls that the loader resolves. */
export function relocate(object: ElfObject): RelocatedProgram {
  const text = Buffer.from(object.text.bytes);
  const placement = placeConstants(object.constants, text.length);
  const addressOf = new Map([...placement.addressOf, [object.text.index, TEXT_ADDRESS]]);
  const syscalls: string[] = [];
  const syscallSites: SyscallSite[] = [];

  for (const relocation of object.relocations) {
    const { offset, symbol, type } = relocation;
    if (type === RELOCATION.LOAD) {
      patchLoad(text, relocation, addressOf.get(symbol.sectionIndex));
    } else if (type !== RELOCATION.CALL) {
      throw new Error(`relocation of type ${type} is not supported`);
    } else if (symbol.sectionIndex !== 0) {
      patchLocalCall(text, relocation);
    } else {
      const name = BUILTINS[symbol.name] ?? symbol.name;
      if (!syscalls.includes(name)) syscalls.push(name);
      markCall(text, offset, -1);
      syscallSites.push({ address: TEXT_ADDRESS + offset, syscall: syscalls.indexOf(name) });
    }
  }

  const constants = Buffer.alloc(placement.end - placement.start);
  for (const section of object.constants) {
    section.bytes.copy(constants, (placement.addressOf.get(section.index) ?? 0) - placement.start);
  }
  const entrypoint = object.symbols.find((symbol) => symbol.name === 'entrypoint');
  if (entrypoint === undefined) throw new Error('the object file has no function named entrypoint');
  const entry = TEXT_ADDRESS + entrypoint.value;
  return { text, constants, constantsAddress: placement.start, entry, syscalls, syscallSites };
}
