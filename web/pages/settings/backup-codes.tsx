import { Button, Group, Stack, Text } from '@mantine/core';
import { CopySecret, SecretText } from '../../ui/secret.tsx';

interface BackupCodesProps {
  readonly codes: readonly string[];
  /** They are kept somewhere, or so the person says. */
  readonly onKept: () => void;
}

/** Made in the page: what is in it never leaves the machine. */
function download(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'sluice-backup-codes.txt';
  link.click();
  URL.revokeObjectURL(url);
}

/** Shown once. */
export function BackupCodes({ codes, onKept }: BackupCodesProps) {
  const text = codes.join('\n');
  return (
    <Stack gap="sm">
      <Text size="sm">
        Each of these lets you in once without the app. Keep them where you keep your passwords: they are not shown
        again.
      </Text>
      <SecretText name="Backup codes">{text}</SecretText>
      <Group gap="xs">
        <CopySecret name="backup codes" value={text} />
        <Button variant="default" onClick={() => download(`${text}\n`)}>
          Download
        </Button>
      </Group>
      <Group justify="flex-end">
        <Button onClick={onKept}>I have kept them</Button>
      </Group>
    </Stack>
  );
}
