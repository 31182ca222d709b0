import { Group, Stack, Text, Textarea } from '@mantine/core';
import { useForm } from 'react-hook-form';
import { useMutation } from 'urql';
import { SetIpAllowListDocument } from '#client/generated/operations.ts';
import { problemOf } from '../../api/errors.ts';
import { Card } from '../../ui/card.tsx';
import { DialogButton } from '../../ui/dialog-button.tsx';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { Empty, Row, Rows } from '../../ui/rows.tsx';
import { tellDone } from '../../ui/tell.ts';
import { useSteppedUp } from '../../ui/use-stepped-up.tsx';
import { networksIn } from './networks.ts';

interface NetworksCardProps {
  readonly networks: readonly string[];
  readonly isOwner: boolean;
}

/** From where keys are exported and money is withdrawn. */
export const NetworksCard = ({ networks, isOwner }: NetworksCardProps) => (
  <Card title="Allowed networks">
    {networks.length === 0 ? (
      <Empty>Key exports, withdrawals, withdrawal addresses and new API keys are let in from anywhere.</Empty>
    ) : (
      <Rows>
        {networks.map((network) => (
          <Row key={network} words={<code>{network}</code>} />
        ))}
      </Rows>
    )}
    {isOwner && (
      <Group mt="md">
        <DialogButton label="Change the networks" title="Allowed networks">
          {(close) => <NetworksForm networks={networks} close={close} />}
        </DialogButton>
      </Group>
    )}
  </Card>
);

interface NetworksFormProps {
  readonly networks: readonly string[];
  readonly close: () => void;
}

function NetworksForm({ networks, close }: NetworksFormProps) {
  const [, set] = useMutation(SetIpAllowListDocument);
  const steppedUp = useSteppedUp();
  const form = useForm({ defaultValues: { networks: networks.join('\n') } });
  const { errors, isSubmitting } = form.formState;
  const submit = async ({ networks: text }: { networks: string }): Promise<void> => {
    const answer = await steppedUp.run(() => set({ networks: networksIn(text) }));
    if (answer?.error) form.setError('networks', { message: problemOf(answer.error).sentence }, { shouldFocus: true });
    if (!answer?.data) return;
    close();
    tellDone('The networks are changed');
  };
  return (
    <>
      <form noValidate onSubmit={form.handleSubmit(submit)}>
        <Stack gap="sm">
          <Text size="sm">
            Key exports, withdrawals, withdrawal addresses and new API keys are let in from these alone. Yours must be
            among them. None: from anywhere.
          </Text>
          <Textarea
            label="Networks"
            description="One a line: 203.0.113.7 or 203.0.113.0/24"
            autosize
            minRows={3}
            spellCheck={false}
            data-autofocus
            error={errors.networks?.message}
            {...form.register('networks')}
          />
          <FormButtons label="Change them" underway={isSubmitting} onLeave={close} />
        </Stack>
      </form>
      {steppedUp.dialog}
    </>
  );
}
