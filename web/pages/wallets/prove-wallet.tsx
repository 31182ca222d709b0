import { Alert, Skeleton, Stack, Text, Textarea } from '@mantine/core';
import { useEffect } from 'react';
import { useForm } from 'react-hook-form';
import { useMutation } from 'urql';
import { z } from 'zod';
import { BeginWalletProofDocument, ProveWalletDocument } from '#client/generated/operations.ts';
import { problemOf } from '../../api/errors.ts';
import { DialogButton } from '../../ui/dialog-button.tsx';
import { FormProblem, showProblem } from '../../ui/form.tsx';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { Secret } from '../../ui/secret.tsx';
import { tellDone } from '../../ui/tell.ts';
import { zodResolver } from '../../ui/zod-resolver.ts';
import type { Wallet } from './wallet.ts';

interface ProveWalletProps {
  readonly wallet: Wallet;
}

/** Shows that a watch-only wallet is the organisation's, by a message signed with its key elsewhere. */
export const ProveWallet = ({ wallet }: ProveWalletProps) => (
  <DialogButton label="Prove it is yours" title={`Prove that “${wallet.label}” is yours`} size="xs">
    {(close) => <Proof wallet={wallet} close={close} />}
  </DialogButton>
);

interface ProofProps extends ProveWalletProps {
  readonly close: () => void;
}

function Proof({ wallet, close }: ProofProps) {
  const [{ data, error }, begin] = useMutation(BeginWalletProofDocument);
  useEffect(() => {
    void begin({ walletId: wallet.id });
  }, [begin, wallet.id]);
  if (error) return <Alert color="red">{problemOf(error).sentence}</Alert>;
  if (!data) return <Skeleton height={200} radius="md" />;
  return <ProofForm wallet={wallet} close={close} {...data.beginWalletProof} />;
}

const schema = z.object({
  signature: z
    .string()
    .trim()
    .regex(/^[1-9A-HJ-NP-Za-km-z]{64,90}$/, 'Enter the signature in base58'),
});

interface ProofFormProps extends ProofProps {
  readonly nonce: string;
  readonly message: string;
}

function ProofForm({ wallet, close, nonce, message }: ProofFormProps) {
  const [, prove] = useMutation(ProveWalletDocument);
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { signature: '' } });
  const { errors, isSubmitting } = form.formState;
  const submit = async ({ signature }: z.infer<typeof schema>): Promise<void> => {
    const { error } = await prove({ input: { walletId: wallet.id, nonce, signature } });
    if (error) return showProblem(form, error);
    close();
    tellDone(`“${wallet.label}” is proven to be yours`);
  };
  return (
    <form noValidate onSubmit={form.handleSubmit(submit)}>
      <Stack gap="sm">
        <Text size="sm">
          Sign this message, byte for byte, with the wallet’s key, where you keep it. It is good for five minutes and
          one try, and for nothing else.
        </Text>
        <Secret name="message to sign" value={message} />
        <FormProblem message={errors.root?.message} />
        <Textarea
          label="Signature"
          description="Base58"
          autosize
          spellCheck={false}
          error={errors.signature?.message}
          {...form.register('signature')}
        />
        <FormButtons label="Prove it" underway={isSubmitting} onLeave={close} />
      </Stack>
    </form>
  );
}
