import { Button, type ButtonProps, Group } from '@mantine/core';
import { useState } from 'react';
import type { CampaignOperation } from '#client/generated/operations.ts';
import type { Campaign } from './campaign.ts';
import { ConfirmOperation } from './confirm-operation.tsx';
import { asksFirst, OPERATION_WORDS, OPERATIONS } from './operations.ts';
import type { OperationState } from './use-operation.ts';

const LOOKS: Readonly<Record<CampaignOperation, Pick<ButtonProps, 'variant' | 'c'>>> = {
  START: { variant: 'filled' },
  RESUME: { variant: 'filled' },
  PAUSE: { variant: 'default' },
  STOP: { variant: 'default', c: 'var(--bad)' },
};

interface ControlsProps {
  readonly campaign: Campaign;
  readonly operation: OperationState;
}

/** A button for each operation the server allows just now. */
export function Controls({ campaign, operation }: ControlsProps) {
  const [asking, setAsking] = useState<CampaignOperation | null>(null);
  const { underway, run } = operation;
  const press = (name: CampaignOperation): void => {
    if (asksFirst(name)) setAsking(name);
    else void run(name);
  };
  const confirm = async (name: CampaignOperation): Promise<void> => {
    setAsking(null);
    await run(name);
  };
  return (
    <Group gap="xs">
      {OPERATIONS.filter((name) => campaign.allowedOperations.includes(name)).map((name) => (
        <Button
          key={name}
          {...LOOKS[name]}
          loading={underway === name}
          disabled={underway !== null && underway !== name}
          onClick={() => press(name)}
        >
          {OPERATION_WORDS[name].label}
        </Button>
      ))}
      <ConfirmOperation
        operation={asking}
        campaign={campaign}
        onConfirm={(name) => void confirm(name)}
        onCancel={() => setAsking(null)}
      />
    </Group>
  );
}
