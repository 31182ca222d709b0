import { Group, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from 'react-hook-form';
import { useMutation } from 'urql';
import { z } from 'zod';
import {
  AddWithdrawalAddressDocument,
  RemoveWithdrawalAddressDocument,
  WithdrawalAddressesDocument,
  type WithdrawalAddressPartsFragment,
} from '#client/generated/operations.ts';
import { Card } from '../../ui/card.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Copyable } from '../../ui/copyable.tsx';
import { DialogButton } from '../../ui/dialog-button.tsx';
import { FormProblem, showProblem } from '../../ui/form.tsx';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { Pages } from '../../ui/pages.tsx';
import { ProblemMessage } from '../../ui/problem-message.tsx';
import { Empty, Note, Row, Rows } from '../../ui/rows.tsx';
import { address, label } from '../../ui/schemas.ts';
import { Tag } from '../../ui/tag.tsx';
import { tellDone, tellProblem } from '../../ui/tell.ts';
import { dateTime } from '../../ui/time.tsx';
import { useCreation } from '../../ui/use-creation.ts';
import { useLastingQuery } from '../../ui/use-lasting-query.ts';
import { useNow } from '../../ui/use-now.ts';
import { useSteppedUp } from '../../ui/use-stepped-up.tsx';
import { zodResolver } from '../../ui/zod-resolver.ts';

const CHUNK = 25;
/** A new one is read at once, also when there was none before. */
const context = { additionalTypenames: ['WithdrawalAddress'] };

/** Where money may be withdrawn to (W-07). */
export const AddressesCard = ({ isOwner }: { readonly isOwner: boolean }) => (
  <Card title="Withdrawal addresses">
    <Pages more="Show older addresses">
      {(after, next) => <AddressesChunk after={after} isOwner={isOwner} next={next} />}
    </Pages>
    {isOwner && (
      <Group mt="md">
        <DialogButton label="List an address" title="List a withdrawal address">
          {(close) => <AddAddress close={close} />}
        </DialogButton>
      </Group>
    )}
  </Card>
);

interface ChunkProps {
  readonly after: string | null;
  readonly isOwner: boolean;
  readonly next: (info: { hasNextPage: boolean; endCursor: string | null }) => React.ReactNode;
}

function AddressesChunk({ after, isOwner, next }: ChunkProps) {
  const variables = { first: CHUNK, after };
  const { data, error, refresh } = useLastingQuery({ query: WithdrawalAddressesDocument, variables, context });
  if (data === undefined && error)
    return <ProblemMessage title="The addresses could not be read" error={error} onRetry={refresh} />;
  if (data === undefined) return <Skeleton height={60} radius="md" />;
  const { edges, pageInfo } = data.withdrawalAddresses;
  if (edges.length === 0 && after === null)
    return <Empty>None is listed: no money can be withdrawn from any wallet of the organisation.</Empty>;
  return (
    <>
      <Rows>
        {edges.map(({ node }) => (
          <AddressRow key={node.id} listed={node} isOwner={isOwner} onChange={refresh} />
        ))}
      </Rows>
      {next(pageInfo)}
    </>
  );
}

interface AddressRowProps {
  readonly listed: WithdrawalAddressPartsFragment;
  readonly isOwner: boolean;
  readonly onChange: () => void;
}

function AddressRow({ listed, isOwner, onChange }: AddressRowProps) {
  const [, remove] = useMutation(RemoveWithdrawalAddressDocument);
  const now = useNow(true);
  const usableAt = Date.parse(listed.usableAt);
  const confirm = async (): Promise<boolean> => {
    const { error } = await remove({ id: listed.id });
    if (error) tellProblem('The address is still listed', error);
    else tellDone(`“${listed.label}” is off the list`);
    onChange();
    return error === undefined;
  };
  const words = (
    <>
      <strong>{listed.label}</strong>
      <Note>
        <Copyable value={listed.address} name="address" /> · listed {dateTime(Date.parse(listed.createdAt))}
      </Note>
    </>
  );
  return (
    <Row words={words}>
      <Group gap="xs">
        {usableAt <= now ? <Tag tone="good">Usable</Tag> : <Tag tone="warn">Usable from {dateTime(usableAt)}</Tag>}
        {isOwner && (
          <ConfirmButton
            label="Remove"
            name={`Remove ${listed.label}`}
            title={`Take “${listed.label}” off the list?`}
            consequences={[
              'Once it is done, nothing more is signed that goes there; what was signed before is driven to its end.',
              'Listed again, it waits a day again where money is worth something.',
            ]}
            dangerous
            onConfirm={confirm}
          />
        )}
      </Group>
    </Row>
  );
}

const schema = z.object({ label, address });
type Values = z.infer<typeof schema>;

function AddAddress({ close }: { readonly close: () => void }) {
  const add = useCreation(AddWithdrawalAddressDocument);
  const steppedUp = useSteppedUp();
  const form = useForm<Values>({ resolver: zodResolver(schema), defaultValues: { label: '', address: '' } });
  const { errors, isSubmitting } = form.formState;
  const submit = async (input: Values): Promise<void> => {
    const answer = await steppedUp.run(() => add(input));
    if (answer?.error) showProblem(form, answer.error);
    if (!answer?.data) return;
    const { usableAt } = answer.data.addWithdrawalAddress;
    close();
    const waits = Date.parse(usableAt) > Date.now();
    tellDone(
      `“${input.label}” is listed`,
      waits ? `Usable from ${dateTime(Date.parse(usableAt))}.` : 'Usable at once.',
    );
  };
  return (
    <>
      <form noValidate onSubmit={form.handleSubmit(submit)}>
        <Stack gap="sm">
          <Text size="sm">
            Everybody in the organisation sees it. Where money is worth something, it can be used a day later, so that
            there is time to notice what should not be here.
          </Text>
          <FormProblem message={errors.root?.message} />
          <TextInput
            label="Address"
            data-autofocus
            autoComplete="off"
            spellCheck={false}
            error={errors.address?.message}
            {...form.register('address')}
          />
          <TextInput label="Name" error={errors.label?.message} {...form.register('label')} />
          <FormButtons label="List it" underway={isSubmitting} onLeave={close} />
        </Stack>
      </form>
      {steppedUp.dialog}
    </>
  );
}
