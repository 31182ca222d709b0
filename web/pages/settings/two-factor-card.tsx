import { Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useMutation } from 'urql';
import { DisableTwoFactorDocument, RegenerateBackupCodesDocument } from '#client/generated/operations.ts';
import { Card } from '../../ui/card.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogButton } from '../../ui/dialog-button.tsx';
import { Tag } from '../../ui/tag.tsx';
import { tellDone, tellProblem } from '../../ui/tell.ts';
import { useSteppedUp } from '../../ui/use-stepped-up.tsx';
import { BackupCodes } from './backup-codes.tsx';
import { EnrolTwoFactor } from './enrol-two-factor.tsx';

interface TwoFactorCardProps {
  readonly isOn: boolean;
  readonly onChange: () => void;
}

/** A code of an app beside the password. */
export const TwoFactorCard = ({ isOn, onChange }: TwoFactorCardProps) => (
  <Card title="Two-factor">
    <Text size="sm" mb="sm">
      <Tag tone={isOn ? 'good' : 'warn'}>{isOn ? 'On' : 'Off'}</Tag>{' '}
      {isOn
        ? 'Signing in, moving money out and exporting keys ask for a code of your authenticator app.'
        : 'With it on, nobody signs in as you or moves money out with your password alone.'}
    </Text>
    {isOn ? (
      <Group gap="xs">
        <NewBackupCodes />
        <Disable onChange={onChange} />
      </Group>
    ) : (
      <DialogButton label="Switch it on" title="Two-factor" variant="filled" onClosed={onChange}>
        {(close) => <EnrolTwoFactor close={close} />}
      </DialogButton>
    )}
  </Card>
);

function NewBackupCodes() {
  const [, regenerate] = useMutation(RegenerateBackupCodesDocument);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const steppedUp = useSteppedUp();
  const forget = (): void => setCodes(null);
  const confirm = async (): Promise<boolean> => {
    const answer = await steppedUp.run(() => regenerate({}));
    if (answer?.error) tellProblem('The old codes stay', answer.error);
    if (answer?.data) setCodes(answer.data.regenerateBackupCodes);
    return answer?.data !== undefined;
  };
  return (
    <>
      <ConfirmButton
        label="New backup codes"
        title="Make new backup codes?"
        consequences={['Ten new ones are shown once. All earlier ones are worthless from then on.']}
        onConfirm={confirm}
      />
      <Dialog opened={codes !== null} onClose={forget} title="Your backup codes">
        {codes && <BackupCodes codes={codes} onKept={forget} />}
      </Dialog>
      {steppedUp.dialog}
    </>
  );
}

function Disable({ onChange }: Pick<TwoFactorCardProps, 'onChange'>) {
  const [, disable] = useMutation(DisableTwoFactorDocument);
  const steppedUp = useSteppedUp();
  const confirm = async (): Promise<boolean> => {
    const answer = await steppedUp.run(() => disable({}));
    if (answer?.error) tellProblem('Two-factor stays on', answer.error);
    if (!answer?.data) return false;
    tellDone('Two-factor is off');
    onChange();
    return true;
  };
  return (
    <>
      <ConfirmButton
        label="Switch it off"
        title="Switch two-factor off?"
        consequences={[
          'Your password alone is then enough to sign in and to move money out.',
          'The app’s secret and all backup codes are worthless from then on.',
        ]}
        dangerous
        onConfirm={confirm}
      />
      {steppedUp.dialog}
    </>
  );
}
