import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { CampaignOperation } from '#client/generated/operations.ts';
import type { Campaign } from './campaign.ts';
import { consequences, OPERATION_WORDS } from './operations.ts';

interface ConfirmOperationProps {
  /** What is about to be done; null while nothing is asked. */
  readonly operation: CampaignOperation | null;
  readonly campaign: Campaign;
  readonly onConfirm: (operation: CampaignOperation) => void;
  readonly onCancel: () => void;
}

/** Names what will happen, and asks. The safe way out has the focus. */
export function ConfirmOperation({ operation, campaign, onConfirm, onCancel }: ConfirmOperationProps) {
  const label = operation === null ? '' : OPERATION_WORDS[operation].label;
  return (
    <Modal opened={operation !== null} onClose={onCancel} title={`${label} “${campaign.name}”?`} centered radius="lg">
      {operation !== null && (
        <Stack gap="xs">
          {consequences(operation, campaign).map((sentence) => (
            <Text key={sentence} size="sm">
              {sentence}
            </Text>
          ))}
          <Group justify="flex-end" mt="md">
            <Button variant="default" data-autofocus onClick={onCancel}>
              Leave it
            </Button>
            <Button color={operation === 'STOP' ? 'red.8' : 'water'} onClick={() => onConfirm(operation)}>
              {label}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
