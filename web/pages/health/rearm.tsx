import { Button } from '@mantine/core';
import { useState } from 'react';
import { type GuardPartsFragment, type GuardScope, RearmDocument } from '#client/generated/operations.ts';
import { createIntentionKeys } from '../../api/intention-keys.ts';
import { AskReason } from './ask-reason.tsx';
import { useDecision } from './use-decision.ts';

const NAMES: Readonly<Record<GuardScope, string>> = {
  PLATFORM: 'the whole installation',
  ORGANIZATION: 'the organisation',
  WALLET: 'the wallet',
  CAMPAIGN: 'the campaign',
};

interface RearmProps {
  readonly guard: GuardPartsFragment;
  readonly onChange: () => void;
}

/** Lets a scope trade again, once somebody has said why. */
export function Rearm({ guard, onChange }: RearmProps) {
  const [keys] = useState(createIntentionKeys<'rearm'>);
  const { asking, underway, ask, leave, confirm } = useDecision(RearmDocument, () => {
    keys.settle('rearm');
    onChange();
  });
  const { scope, scopeId, state, reason: halted } = guard;
  const name = NAMES[scope];
  return (
    <>
      <Button onClick={ask}>Re-arm {name}</Button>
      <AskReason
        opened={asking}
        title={`Re-arm ${name}?`}
        consequences={[
          `It was ${state === 'HALTED' ? 'halted' : 'reduced'} because: ${halted}`,
          'Trades that are due, and not out of time, are signed again at once. Narrower scopes that are held back stay so.',
        ]}
        label={`Re-arm ${name}`}
        underway={underway}
        onConfirm={(reason) => {
          const target = scope === 'PLATFORM' ? { scope } : { scope, scopeId };
          void confirm({ input: { ...target, reason, idempotencyKey: keys.keyFor('rearm') } });
        }}
        onCancel={leave}
      />
    </>
  );
}
