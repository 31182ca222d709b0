import { Button, type ButtonProps, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Dialog } from './dialog.tsx';

interface ConfirmButtonProps extends Pick<ButtonProps, 'size' | 'variant'> {
  /** What the button says, and the one that does it. */
  readonly label: string;
  /** Says what it is about, for those who cannot see where the button stands: `Revoke the key “bot”`. */
  readonly name?: string;
  /** The question: `Revoke the key “bot”?` */
  readonly title: string;
  /** What will happen, sentence by sentence. */
  readonly consequences: readonly string[];
  readonly dangerous?: boolean;
  /** Does it, and tells how it went. Resolves to whether it was done. */
  readonly onConfirm: () => Promise<boolean>;
}

/** A button that names what will happen, and asks first. The safe way out has the focus. */
export function ConfirmButton(props: ConfirmButtonProps) {
  const { label, name, title, consequences, dangerous = false, size = 'xs', variant = 'default' } = props;
  const [opened, setOpened] = useState(false);
  const [underway, setUnderway] = useState(false);
  const confirm = async (): Promise<void> => {
    setUnderway(true);
    const isDone = await props.onConfirm();
    setUnderway(false);
    if (isDone) setOpened(false);
  };
  const leave = (): void => {
    if (!underway) setOpened(false);
  };
  return (
    <>
      <Button
        size={size}
        variant={variant}
        {...(dangerous ? { c: 'var(--bad)' } : {})}
        {...(name === undefined ? {} : { 'aria-label': name })}
        onClick={() => setOpened(true)}
      >
        {label}
      </Button>
      <Dialog opened={opened} onClose={leave} title={title}>
        <Stack gap="xs">
          {consequences.map((sentence) => (
            <Text key={sentence} size="sm">
              {sentence}
            </Text>
          ))}
          <Group justify="flex-end" mt="md">
            <Button variant="default" data-autofocus disabled={underway} onClick={leave}>
              Leave it
            </Button>
            <Button color={dangerous ? 'red.8' : 'water'} loading={underway} onClick={() => void confirm()}>
              {label}
            </Button>
          </Group>
        </Stack>
      </Dialog>
    </>
  );
}
