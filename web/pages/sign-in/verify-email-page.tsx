import { Anchor, Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMutation } from 'urql';
import { VerifyEmailDocument } from '#client/generated/operations.ts';
import { problemOf } from '../../api/errors.ts';
import { useLinkToken } from '../../ui/use-link-token.ts';
import { AuthFrame } from './auth-frame.tsx';

/** Where the link of a confirmation leads. A press confirms, not the visit: mail programs visit links by themselves. */
export function VerifyEmailPage() {
  const token = useLinkToken();
  const [isDone, setIsDone] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [{ fetching }, verify] = useMutation(VerifyEmailDocument);

  const confirm = async (): Promise<void> => {
    const { error } = await verify({ token });
    setProblem(error ? problemOf(error).sentence : null);
    setIsDone(!error);
  };

  return (
    <AuthFrame
      title="Your e-mail address"
      lead={isDone ? 'It is confirmed.' : 'Confirm that this address is yours.'}
      problem={problem}
      footer={
        <Anchor inherit renderRoot={(props) => <Link to="/campaigns" {...props} />}>
          To your campaigns
        </Anchor>
      }
    >
      {!isDone && (
        <Button onClick={() => void confirm()} loading={fetching} fullWidth>
          Confirm
        </Button>
      )}
    </AuthFrame>
  );
}
