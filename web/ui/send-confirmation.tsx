import { Button } from '@mantine/core';
import { useMutation } from 'urql';
import { SendVerificationEmailDocument } from '#client/generated/operations.ts';
import { tellDone, tellProblem } from './tell.ts';

/** Has the link sent once more that confirms the own e-mail address. */
export function SendConfirmation() {
  const [{ fetching }, send] = useMutation(SendVerificationEmailDocument);
  const press = async (): Promise<void> => {
    const { error } = await send({});
    if (error) tellProblem('The link was not sent', error);
    else tellDone('The link is on its way', 'It is good for a day; earlier links are not any more.');
  };
  return (
    <Button size="xs" variant="default" loading={fetching} onClick={() => void press()}>
      Send the link again
    </Button>
  );
}
