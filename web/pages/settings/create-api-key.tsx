import { Button, Checkbox, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Controller, useForm } from 'react-hook-form';
import { z } from 'zod';
import { CreateApiKeyDocument } from '#client/generated/operations.ts';
import { FormProblem, showProblem } from '../../ui/form.tsx';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { label } from '../../ui/schemas.ts';
import { Secret } from '../../ui/secret.tsx';
import { useCreation } from '../../ui/use-creation.ts';
import { zodResolver } from '../../ui/zod-resolver.ts';
import { ALL_SCOPES, endOf, LIFETIMES, SCOPES } from './scopes.ts';

interface CreateApiKeyProps {
  readonly close: () => void;
  readonly onCreated: () => void;
}

const schema = z.object({
  name: label,
  scopes: z.array(z.enum(['READ', 'TRADE', 'WALLETS'])).min(1, 'Choose at least one'),
  days: z.string(),
});
type Values = z.infer<typeof schema>;

/** Name, scopes and end; then the key, once. */
export function CreateApiKey({ close, onCreated }: CreateApiKeyProps) {
  const create = useCreation(CreateApiKeyDocument);
  const [key, setKey] = useState<string | null>(null);
  const form = useForm<Values>({
    resolver: zodResolver(schema),
    defaultValues: { name: '', scopes: ['READ'], days: '90' },
  });
  const { errors, isSubmitting } = form.formState;

  const submit = async ({ name, scopes, days }: Values): Promise<void> => {
    const { data, error } = await create({ name, scopes, expiresAt: endOf(Number(days), Date.now()) });
    if (error) return showProblem(form, error);
    onCreated();
    setKey(data?.createApiKey.key ?? null);
  };

  if (key !== null) return <NewKey value={key} close={close} />;
  return (
    <form noValidate onSubmit={form.handleSubmit(submit)}>
      <Stack gap="sm">
        <FormProblem message={errors.root?.message} />
        <TextInput
          label="Name"
          description="What uses it"
          data-autofocus
          error={errors.name?.message}
          {...form.register('name')}
        />
        <Controller
          name="scopes"
          control={form.control}
          render={({ field: { value, onChange } }) => (
            <Checkbox.Group label="May" value={value} onChange={onChange} error={errors.scopes?.message}>
              <Stack gap={8} mt={6}>
                {ALL_SCOPES.map((scope) => (
                  <Checkbox key={scope} value={scope} label={SCOPES[scope].name} description={SCOPES[scope].help} />
                ))}
              </Stack>
            </Checkbox.Group>
          )}
        />
        <NativeSelect
          label="Ends in"
          data={LIFETIMES.map((days) => ({ value: String(days), label: `${days} days` }))}
          {...form.register('days')}
        />
        <FormButtons label="Make it" underway={isSubmitting} onLeave={close} />
      </Stack>
    </form>
  );
}

const NewKey = ({ value, close }: { readonly value: string; readonly close: () => void }) => (
  <Stack gap="sm">
    <Text size="sm">
      Send it as <code>Authorization: Bearer …</code>. It is not shown again: keep it where your program reads its
      secrets.
    </Text>
    <Secret name="API key" value={value} />
    <Group justify="flex-end" mt="sm">
      <Button onClick={close}>I have kept it</Button>
    </Group>
  </Stack>
);
