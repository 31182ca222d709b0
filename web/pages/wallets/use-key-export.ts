import bs58 from 'bs58';
import { ExportWalletKeyDocument } from '#client/generated/operations.ts';
import { problemOf } from '../../api/errors.ts';
import { useCreation } from '../../ui/use-creation.ts';
import type { SteppedUp } from '../../ui/use-stepped-up.tsx';
import { useViewer } from '../../ui/use-viewer.ts';
import { isKeyOf } from './key-check.ts';
import { type ExportKeys, fromBase64, makeExportKeys, openSealedExport, toBase64 } from './sealed-export.ts';

/** The private key in base58, or why there is none. */
export type ExportOutcome = { readonly key: string } | { readonly problem: string };

const CANNOT = {
  insecure:
    'This page came without TLS, so the browser has no crypto to open the key with. Open Sluice over https, or on the machine it runs on.',
  old: 'This browser cannot make the X25519 keys that an export is sealed to. Use a current Chrome, Edge, Firefox or Safari.',
  unreadable: 'What came back was not sealed to this page. Nothing was shown; try again.',
  foreign: 'The key that came back is not the address’s. Do not use this wallet, and tell whoever runs Sluice.',
} as const;

interface Owned {
  readonly id: string;
  readonly address: string;
}

/** One export from the pair of keys to the key. Null when the person left the question for proof. */
export function useKeyExport({ id, address }: Owned) {
  const { viewer } = useViewer();
  const create = useCreation(ExportWalletKeyDocument);

  const open = async (keys: ExportKeys, box: string): Promise<ExportOutcome> => {
    const owner = { userId: viewer?.user.id ?? '', address };
    const secret = await openSealedExport(keys, owner, fromBase64(box)).catch(() => null);
    if (secret === null) return { problem: CANNOT.unreadable };
    const outcome = (await isKeyOf(secret, address)) ? { key: bs58.encode(secret) } : { problem: CANNOT.foreign };
    secret.fill(0);
    return outcome;
  };

  return async (run: SteppedUp['run']): Promise<ExportOutcome | null> => {
    const keys = await makeExportKeys();
    if (keys === null) return { problem: window.isSecureContext ? CANNOT.old : CANNOT.insecure };
    const input = { walletId: id, recipientPublicKey: toBase64(keys.publicKey) };
    const answer = await run(() => create(input));
    if (answer?.error) return { problem: problemOf(answer.error).sentence };
    return answer?.data ? open(keys, answer.data.exportWalletKey.box) : null;
  };
}
