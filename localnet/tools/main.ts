/**
 * The local chain's toolbox: `node --import tsx --conditions=source localnet/tools/main.ts <command> [--option value]`.
 * Prints one JSON object.
 */
import { runCommand } from './cli.ts';

try {
  const made = await runCommand(process.argv.slice(2));
  process.stdout.write(`${JSON.stringify(made, null, 2)}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
