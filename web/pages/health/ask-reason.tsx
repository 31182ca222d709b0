import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';

interface AskReasonProps {
  readonly opened: boolean;
  readonly title: string;
  /** What will happen, sentence by sentence. */
  readonly consequences: readonly string[];
  /** What the button that does it says. */
  readonly label: string;
  readonly dangerous?: boolean;
  readonly underway: boolean;
  readonly onConfirm: (reason: string) => void;
  readonly onCancel: () => void;
}

const LEAST_LETTERS = 3;
const MOST_LETTERS = 500;

/** Names what will happen, asks why, and only then does it. The reason is kept in the audit log. */
export function AskReason(props: AskReasonProps) {
  const { opened, title, consequences, label, dangerous = false, underway, onConfirm, onCancel } = props;
  const [reason, setReason] = useState('');
  const isGiven = reason.trim().length >= LEAST_LETTERS;
  return (
    <Modal opened={opened} onClose={onCancel} title={title} centered radius="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isGiven) onConfirm(reason.trim());
        }}
      >
        <Stack gap="xs">
          {consequences.map((sentence) => (
            <Text key={sentence} size="sm">
              {sentence}
            </Text>
          ))}
          <Textarea
            label="Why"
            description="Kept in the audit log, and shown to everybody it concerns."
            value={reason}
            maxLength={MOST_LETTERS}
            onChange={(event) => setReason(event.currentTarget.value)}
            autosize
            minRows={2}
            data-autofocus
          />
          <Group justify="flex-end" mt="md">
            <Button variant="default" onClick={onCancel}>
              Leave it
            </Button>
            <Button type="submit" color={dangerous ? 'red.8' : 'water'} disabled={!isGiven} loading={underway}>
              {label}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
