import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { CopySecret, SecretText } from '../../ui/secret.tsx';

interface ExportedKeyProps {
  /** Base58. */
  readonly value: string;
  readonly close: () => void;
}

/** The key: hidden until somebody wants to see it. */
export function ExportedKey({ value, close }: ExportedKeyProps) {
  const [isShown, setIsShown] = useState(false);
  return (
    <Stack gap="sm">
      <Text size="sm">
        This is the key of the wallet’s address; that was checked here. It is gone from this page when you close this.
      </Text>
      <SecretText name="Private key">{isShown ? value : '•'.repeat(44)}</SecretText>
      <Group gap="xs">
        <Button variant="default" onClick={() => setIsShown(!isShown)}>
          {isShown ? 'Hide it' : 'Show it'}
        </Button>
        <CopySecret name="private key" value={value} />
      </Group>
      <Text size="xs" c="dimmed">
        In base58, as wallet programs import it. Other programs can read what is copied: copy something else afterwards.
      </Text>
      <Group justify="flex-end">
        <Button onClick={close}>Close and forget it</Button>
      </Group>
    </Stack>
  );
}
