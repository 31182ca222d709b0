/** Links one object of `clang -target bpfel -c` into a Solana program: `main.ts <object> <shared object>`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { readObject } from './elf.ts';
import { writeImage } from './image.ts';
import { relocate } from './relocate.ts';

const [objectPath, imagePath] = process.argv.slice(2);
if (objectPath === undefined || imagePath === undefined) {
  throw new Error('usage: main.ts <object> <shared object>');
}
writeFileSync(imagePath, writeImage(relocate(readObject(readFileSync(objectPath)))));
