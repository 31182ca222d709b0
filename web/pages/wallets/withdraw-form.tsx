import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { useClient } from 'urql';
import { shorten } from '#client/format/address.ts';
import {
  type WithdrawalAddressPartsFragment,
  WithdrawalPreviewDocument,
  type WithdrawalPreviewInput,
} from '#client/generated/operations.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { FormProblem } from '../../ui/form.tsx';
import { dateTime } from '../../ui/time.tsx';
import { withSymbol } from '../../ui/units.ts';
import { useNow } from '../../ui/use-now.ts';
import type { Asset } from './assets.ts';
import { type Reviewed, ReviewWithdrawal } from './review-withdrawal.tsx';
import type { Wallet } from './wallet.ts';
import { isUsable, MAX, readAmount, type WithdrawalValues, withdrawalProblem } from './withdrawal-form.ts';

interface WithdrawFormProps {
  readonly wallet: Wallet;
  readonly assets: readonly Asset[];
  /** At least one. */
  readonly destinations: readonly WithdrawalAddressPartsFragment[];
  readonly onDone: () => void;
}

const EMPTY: WithdrawalValues = { asset: 'SOL', amount: '', addressId: '' };

export function WithdrawForm({ wallet, assets, destinations, onDone }: WithdrawFormProps) {
  const client = useClient();
  const now = useNow(true);
  const [reviewed, setReviewed] = useState<Reviewed | null>(null);
  const [reviewing, setReviewing] = useState(false);
  const form = useForm<WithdrawalValues>({ defaultValues: EMPTY });
  const { errors, isSubmitting } = form.formState;

  const preview = async (input: WithdrawalPreviewInput, asset: Asset, to: Reviewed['to']): Promise<void> => {
    const { data, error } = await client
      .query(WithdrawalPreviewDocument, { input }, { requestPolicy: 'network-only' })
      .toPromise();
    if (error) return form.setError('root', { message: withdrawalProblem(error, assets) });
    if (!data) return;
    setReviewed({ input, asset, to, preview: data.withdrawalPreview });
    setReviewing(true);
  };

  const submit = async ({ asset: assetId, amount: text, addressId }: WithdrawalValues): Promise<void> => {
    const asset = assets.find(({ id }) => id === assetId);
    const to = destinations.find(({ id }) => id === addressId);
    if (asset === undefined) return form.setError('asset', { message: 'Choose what to withdraw' });
    const read = readAmount(text, asset);
    if ('problem' in read) return form.setError('amount', { message: read.problem }, { shouldFocus: true });
    if (to === undefined) return form.setError('addressId', { message: 'Choose where to' }, { shouldFocus: true });
    const amount = read.amount === null ? {} : { amount: String(read.amount) };
    await preview({ walletId: wallet.id, asset: assetId, addressId, ...amount }, asset, to);
  };

  const done = (): void => {
    setReviewing(false);
    form.reset();
    onDone();
  };

  return (
    <form noValidate onSubmit={form.handleSubmit(submit)}>
      <Stack gap="sm">
        <FormProblem message={errors.root?.message} />
        <Group grow align="flex-start" gap="sm" preventGrowOverflow={false}>
          <NativeSelect
            label="Asset"
            data={assets.map((asset) => ({ value: asset.id, label: withSymbol(asset.amount, asset, asset.decimals) }))}
            error={errors.asset?.message}
            {...form.register('asset')}
          />
          <TextInput
            label="Amount"
            inputMode="decimal"
            autoComplete="off"
            error={errors.amount?.message}
            rightSectionWidth={62}
            rightSection={
              <Button
                variant="light"
                size="compact-xs"
                aria-label="Withdraw all there is"
                onClick={() => form.setValue('amount', MAX, { shouldDirty: true })}
              >
                MAX
              </Button>
            }
            {...form.register('amount')}
          />
        </Group>
        <NativeSelect
          label="To"
          error={errors.addressId?.message}
          data={[
            { value: '', label: 'Choose an address of the list', disabled: true },
            ...destinations.map((to) => ({
              value: to.id,
              label: destinationLabel(to, isUsable(to, now)),
              disabled: !isUsable(to, now),
            })),
          ]}
          {...form.register('addressId')}
        />
        <Button type="submit" loading={isSubmitting} style={{ alignSelf: 'flex-start' }}>
          Review
        </Button>
      </Stack>
      <Dialog opened={reviewing} onClose={() => setReviewing(false)} title={`Withdraw from “${wallet.label}”?`}>
        {reviewed && <ReviewWithdrawal reviewed={reviewed} close={() => setReviewing(false)} onDone={done} />}
      </Dialog>
    </form>
  );
}

const destinationLabel = ({ label, address, usableAt }: WithdrawalAddressPartsFragment, usable: boolean): string =>
  `${label} · ${shorten(address)}${usable ? '' : ` · from ${dateTime(Date.parse(usableAt))}`}`;
