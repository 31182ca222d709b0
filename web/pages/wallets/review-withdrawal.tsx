import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import {
  type WithdrawalAddressPartsFragment,
  type WithdrawalPreviewInput,
  type WithdrawalPreviewQuery,
  WithdrawDocument,
} from '#client/generated/operations.ts';
import { problemOf } from '../../api/errors.ts';
import { FormProblem } from '../../ui/form.tsx';
import { tellDone } from '../../ui/tell.ts';
import { SOL, withSymbol } from '../../ui/units.ts';
import { useCreation } from '../../ui/use-creation.ts';
import { useSteppedUp } from '../../ui/use-stepped-up.tsx';
import type { Asset } from './assets.ts';
import classes from './review-withdrawal.module.css';

export interface Reviewed {
  readonly input: WithdrawalPreviewInput;
  readonly asset: Asset;
  readonly to: WithdrawalAddressPartsFragment;
  readonly preview: WithdrawalPreviewQuery['withdrawalPreview'];
}

interface ReviewWithdrawalProps {
  readonly reviewed: Reviewed;
  readonly close: () => void;
  readonly onDone: () => void;
}

/** Names what arrives, where, and what it costs; then does it, once it is proved who asks. */
export function ReviewWithdrawal({ reviewed, close, onDone }: ReviewWithdrawalProps) {
  const { input, asset, to, preview } = reviewed;
  const [underway, setUnderway] = useState(false);
  const [problem, setProblem] = useState<string>();
  const withdraw = useCreation(WithdrawDocument);
  const steppedUp = useSteppedUp();
  const amount = withSymbol(BigInt(preview.amount), asset, asset.decimals);

  const confirm = async (): Promise<void> => {
    setUnderway(true);
    const answer = await steppedUp.run(() => withdraw(input));
    setUnderway(false);
    if (answer === null) return;
    setProblem(answer.error && problemOf(answer.error).sentence);
    if (answer.error) return;
    tellDone(`${amount} is on its way`, `To “${to.label}”. See below how it goes.`);
    onDone();
  };

  return (
    <Stack gap="sm">
      <FormProblem message={problem} />
      <dl className={`numeric ${classes['terms']}`}>
        <Term name="Arrives">
          <strong>{amount}</strong>
        </Term>
        <Term name="At">
          {to.label}
          <span className={classes['address']}>{to.address}</span>
        </Term>
        <Term name="Network fee, at the most">{withSymbol(BigInt(preview.fee), SOL, SOL.decimals)}</Term>
        {preview.rent !== '0' && (
          <Term name="Token account there, stays there">{withSymbol(BigInt(preview.rent), SOL, SOL.decimals)}</Term>
        )}
      </dl>
      <Text size="sm">What is sent cannot be taken back. If it cannot be sent within half an hour, it expires.</Text>
      <Group justify="flex-end" mt="sm">
        <Button variant="default" data-autofocus disabled={underway} onClick={close}>
          Leave it
        </Button>
        <Button loading={underway} onClick={() => void confirm()}>
          Withdraw {amount}
        </Button>
      </Group>
      {steppedUp.dialog}
    </Stack>
  );
}

const Term = ({ name, children }: { readonly name: string; readonly children: React.ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
