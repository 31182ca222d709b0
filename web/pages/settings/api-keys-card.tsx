import { Group, Skeleton } from '@mantine/core';
import { useMutation } from 'urql';
import { type ApiKeyPartsFragment, ApiKeysDocument, RevokeApiKeyDocument } from '#client/generated/operations.ts';
import { Card } from '../../ui/card.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { DialogButton } from '../../ui/dialog-button.tsx';
import { ProblemMessage } from '../../ui/problem-message.tsx';
import { Empty, Note, Row, Rows } from '../../ui/rows.tsx';
import { Tag } from '../../ui/tag.tsx';
import { tellDone, tellProblem } from '../../ui/tell.ts';
import { dateTime, Time } from '../../ui/time.tsx';
import { useLastingQuery } from '../../ui/use-lasting-query.ts';
import { CreateApiKey } from './create-api-key.tsx';
import { isInUse, SCOPES } from './scopes.ts';

/** Keys for programs that act for the organisation. For owners. */
export function ApiKeysCard() {
  const { data, error, refresh } = useLastingQuery({ query: ApiKeysDocument, variables: {} });
  const keys = data?.apiKeys.filter((key) => isInUse(key, Date.now()));
  return (
    <Card title="API keys">
      {data === undefined && error && (
        <ProblemMessage title="The API keys could not be read" error={error} onRetry={refresh} />
      )}
      {data === undefined && !error && <Skeleton height={60} radius="md" />}
      {keys?.length === 0 && <Empty>No program has a key to this organisation.</Empty>}
      <Rows>
        {keys?.map((key) => (
          <KeyRow key={key.id} apiKey={key} onChange={refresh} />
        ))}
      </Rows>
      <Group mt="md">
        <DialogButton label="Make an API key" title="Make an API key">
          {(close) => <CreateApiKey close={close} onCreated={refresh} />}
        </DialogButton>
      </Group>
    </Card>
  );
}

interface KeyRowProps {
  readonly apiKey: ApiKeyPartsFragment;
  readonly onChange: () => void;
}

function KeyRow({ apiKey, onChange }: KeyRowProps) {
  const [, revoke] = useMutation(RevokeApiKeyDocument);
  const { name, hint, scopes, lastUsedAt, expiresAt } = apiKey;
  const confirm = async (): Promise<boolean> => {
    const { error } = await revoke({ id: apiKey.id });
    if (error) tellProblem('The key was not revoked', error);
    else tellDone(`The key “${name}” is revoked`);
    onChange();
    return error === undefined;
  };
  const words = (
    <>
      <strong>{name}</strong> <code>{hint}</code>
      <Note>
        {lastUsedAt === null ? (
          'Never used'
        ) : (
          <>
            Last used <Time at={Date.parse(lastUsedAt)} />
          </>
        )}{' '}
        · ends {dateTime(Date.parse(expiresAt))}
      </Note>
    </>
  );
  return (
    <Row words={words}>
      <Group gap={6}>
        {scopes.map((scope) => (
          <Tag key={scope}>{SCOPES[scope].name}</Tag>
        ))}
        <ConfirmButton
          label="Revoke"
          name={`Revoke the key ${name}`}
          title={`Revoke the key “${name}”?`}
          consequences={['Within two seconds no program can use it any more. This cannot be undone.']}
          dangerous
          onConfirm={confirm}
        />
      </Group>
    </Row>
  );
}
