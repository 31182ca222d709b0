import { type Localnet, type LocalnetOptions, startLocalnet } from '../../localnet/start.ts';

/** Slots a quarter as long as the default: as fast as the RPC clients under test keep up with on two cores. */
const TEST_SLOT_MS = 100;

/** A local chain of its own for one test file, in memory unless a folder is given. The caller stops it. */
export function startTestChain(options: LocalnetOptions = {}): Promise<Localnet> {
  return startLocalnet({ slotMs: TEST_SLOT_MS, ...options });
}
