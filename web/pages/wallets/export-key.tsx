import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { DialogButton } from '../../ui/dialog-button.tsx';
import { useSteppedUp } from '../../ui/use-stepped-up.tsx';
import { ExportedKey } from './exported-key.tsx';
import { useKeyExport } from './use-key-export.ts';
import type { Wallet } from './wallet.ts';

interface ExportKeyProps {
  readonly wallet: Wallet;
}

/** Takes a wallet's private key out, sealed on its way to this page alone (W-05). */
export const ExportKey = ({ wallet }: ExportKeyProps) => (
  <DialogButton label="Export the key" title={`Export the key of “${wallet.label}”`} size="xs">
    {(close) => <Export wallet={wallet} close={close} />}
  </DialogButton>
);

interface ExportProps extends ExportKeyProps {
  readonly close: () => void;
}

function Export({ wallet, close }: ExportProps) {
  const steppedUp = useSteppedUp();
  const exportKey = useKeyExport(wallet);
  const [underway, setUnderway] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  // Lives as long as the dialog is open, and nowhere else.
  const [key, setKey] = useState<string | null>(null);

  const ask = async (): Promise<void> => {
    setUnderway(true);
    const outcome = await exportKey(steppedUp.run);
    setUnderway(false);
    if (outcome === null) return;
    setProblem('problem' in outcome ? outcome.problem : null);
    if ('key' in outcome) setKey(outcome.key);
  };

  if (key !== null) return <ExportedKey value={key} close={close} />;
  return (
    <Stack gap="sm">
      <Text size="sm">
        Whoever has this key has everything in the wallet, now and later, and nobody can take it back.
      </Text>
      <Text size="sm">
        It is sealed by the signer to a key that this page makes now: neither the server nor anybody on the way can read
        it. The export stands in the audit log, and the wallet goes on trading here.
      </Text>
      {problem !== null && (
        <Alert color="red" variant="light" role="alert">
          {problem}
        </Alert>
      )}
      <Group justify="flex-end" mt="sm">
        <Button variant="default" data-autofocus onClick={close}>
          Leave it
        </Button>
        <Button color="red.8" loading={underway} onClick={() => void ask()}>
          Export the key
        </Button>
      </Group>
      {steppedUp.dialog}
    </Stack>
  );
}
