import { Button, Checkbox, List, Skeleton, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import {
  AttestationDocument,
  type AttestationQuery,
  AttestLegalUseDocument,
  type MeQuery,
} from '#client/generated/operations.ts';
import { Card } from '../../ui/card.tsx';
import { ProblemMessage } from '../../ui/problem-message.tsx';
import { Tag } from '../../ui/tag.tsx';
import { tellDone, tellProblem } from '../../ui/tell.ts';

interface LegalCardProps {
  readonly viewer: MeQuery['me'];
  readonly onChange: () => void;
}

/** The declaration of legal use, which a first run asks for on any chain but the local one. */
export function LegalCard({ viewer, onChange }: LegalCardProps) {
  const [{ data, error }, read] = useQuery({ query: AttestationDocument });
  const retry = (): void => read({ requestPolicy: 'network-only' });
  return (
    <Card title="Legal use">
      {!data && error && <ProblemMessage title="The declaration could not be read" error={error} onRetry={retry} />}
      {!data && !error && <Skeleton height={120} radius="md" />}
      {data && <Declaration {...data.attestation} viewer={viewer} onChange={onChange} />}
    </Card>
  );
}

function Declaration({ version, text, viewer, onChange }: AttestationQuery['attestation'] & LegalCardProps) {
  const [accepted, setAccepted] = useState(false);
  const [{ fetching }, attest] = useMutation(AttestLegalUseDocument);
  const declare = async (): Promise<void> => {
    const { error } = await attest({ input: { version, accepted } });
    if (error) return tellProblem('It was not declared', error);
    tellDone('It is declared', `For ${viewer.organization.name}, version ${version}.`);
    onChange();
  };
  return (
    <Stack gap="sm">
      <Text size="sm">
        <Tag tone={viewer.attested ? 'good' : 'quiet'}>{viewer.attested ? 'Declared' : 'Not declared'}</Tag> For{' '}
        {viewer.organization.name}, version {version}. Asked for before the first run, but on the local chain.
      </Text>
      <List size="sm" spacing={4}>
        {text.split('\n').map((sentence) => (
          <List.Item key={sentence}>{sentence}</List.Item>
        ))}
      </List>
      {!viewer.attested && (
        <>
          <Checkbox
            label="All of this is so"
            checked={accepted}
            onChange={(event) => setAccepted(event.currentTarget.checked)}
          />
          <Button
            variant="default"
            disabled={!accepted}
            loading={fetching}
            style={{ alignSelf: 'flex-start' }}
            onClick={() => void declare()}
          >
            Declare it
          </Button>
        </>
      )}
    </Stack>
  );
}
