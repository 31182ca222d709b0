import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { type GuardPartsFragment, HaltAllDocument } from '#client/generated/operations.ts';
import { createIntentionKeys } from '../../api/intention-keys.ts';
import { AskReason } from './ask-reason.tsx';
import { Rearm } from './rearm.tsx';
import { useDecision } from './use-decision.ts';

interface HaltControlsProps {
  readonly guards: readonly GuardPartsFragment[];
  /** Signatures that may still land; null while it is not known. */
  readonly inFlight: number | null;
  readonly onChange: () => void;
}

/** The one button that stops everything, or, when it was pressed, the one that lets it go on. */
export function HaltControls({ guards, inFlight, onChange }: HaltControlsProps) {
  const platform = guards.find(({ scope }) => scope === 'PLATFORM');
  if (platform !== undefined) return <Rearm guard={platform} onChange={onChange} />;
  return <HaltAll inFlight={inFlight} onChange={onChange} />;
}

const flying = (count: number): string => `${count} ${count === 1 ? 'signature is' : 'signatures are'} in flight`;

function HaltAll({ inFlight, onChange }: Omit<HaltControlsProps, 'guards'>) {
  const [keys] = useState(createIntentionKeys<'halt'>);
  const { asking, underway, ask, leave, confirm } = useDecision(HaltAllDocument, ({ haltAll }) => {
    keys.settle('halt');
    const message = `${flying(haltAll.inFlight)} and will be driven to the end.`;
    notifications.show({ color: 'water', title: 'Everything is halted', message });
    onChange();
  });
  return (
    <>
      <Button variant="default" c="var(--bad)" onClick={ask}>
        Halt everything
      </Button>
      <AskReason
        opened={asking}
        title="Halt everything?"
        consequences={[
          'No campaign of any organisation signs anything from the moment this is done until an administrator re-arms the platform.',
          `What was signed before cannot be taken back, and is driven to its end${inFlight === null ? '' : `: ${flying(inFlight)} now`}.`,
          'Campaigns keep their state; trades that run out of time meanwhile expire.',
        ]}
        label="Halt everything"
        dangerous
        underway={underway}
        onConfirm={(reason) => void confirm({ input: { reason, idempotencyKey: keys.keyFor('halt') } })}
        onCancel={leave}
      />
    </>
  );
}
