import { Group, NativeSelect, Skeleton, Text } from '@mantine/core';
import { useState } from 'react';
import { useMutation } from 'urql';
import {
  ChangeMemberRoleDocument,
  type MemberPartsFragment,
  MembersDocument,
  type OrganizationRole,
  RemoveMemberDocument,
} from '#client/generated/operations.ts';
import { Card } from '../../ui/card.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { ProblemMessage } from '../../ui/problem-message.tsx';
import { ROLE_OPTIONS, ROLES } from '../../ui/roles.ts';
import { Note, Row, Rows } from '../../ui/rows.tsx';
import { Tag } from '../../ui/tag.tsx';
import { tellDone, tellProblem } from '../../ui/tell.ts';
import { Time } from '../../ui/time.tsx';
import { useLastingQuery } from '../../ui/use-lasting-query.ts';
import { useSteppedUp } from '../../ui/use-stepped-up.tsx';

interface MembersCardProps {
  readonly ownId: string;
  readonly isOwner: boolean;
}

/** Who is in the organisation, and what they may. */
export function MembersCard({ ownId, isOwner }: MembersCardProps) {
  const { data, error, refresh } = useLastingQuery({ query: MembersDocument, variables: {} });
  return (
    <Card title="Members">
      {data === undefined && error && (
        <ProblemMessage title="The members could not be read" error={error} onRetry={refresh} />
      )}
      {data === undefined && !error && <Skeleton height={60} radius="md" />}
      <Rows>
        {data?.members.map((member) => (
          <Row key={member.userId} words={<MemberWords member={member} isSelf={member.userId === ownId} />}>
            {isOwner && member.userId !== ownId ? (
              <MemberControls member={member} onChange={refresh} />
            ) : (
              <Tag>{ROLES[member.role].name}</Tag>
            )}
          </Row>
        ))}
      </Rows>
    </Card>
  );
}

const MemberWords = ({ member, isSelf }: { readonly member: MemberPartsFragment; readonly isSelf: boolean }) => (
  <>
    <strong>{member.name}</strong> {isSelf && <span className="quiet">(you)</span>}
    <Note>
      {member.email} · since <Time at={Date.parse(member.joinedAt)} />
    </Note>
  </>
);

interface MemberControlsProps {
  readonly member: MemberPartsFragment;
  readonly onChange: () => void;
}

function MemberControls({ member, onChange }: MemberControlsProps) {
  const { userId, name } = member;
  const [{ fetching }, change] = useMutation(ChangeMemberRoleDocument);
  const [, remove] = useMutation(RemoveMemberDocument);
  const steppedUp = useSteppedUp();
  const [toBeOwner, setToBeOwner] = useState(false);
  const choose = async (role: OrganizationRole): Promise<void> => {
    setToBeOwner(false);
    const answer = await steppedUp.run(() => change({ input: { userId, role } }));
    if (answer?.error) tellProblem('The role stays as it is', answer.error);
    if (answer?.data) tellDone(`${name} is ${ROLES[role].name.toLowerCase()} now`, `They may ${ROLES[role].may}.`);
    onChange();
  };
  const confirm = async (): Promise<boolean> => {
    const { error } = await remove({ userId });
    if (error) tellProblem(`${name} is still a member`, error);
    else tellDone(`${name} is no member any more`);
    onChange();
    return error === undefined;
  };
  return (
    <Group gap="xs">
      <NativeSelect
        size="xs"
        aria-label={`Role of ${name}`}
        data={ROLE_OPTIONS}
        value={member.role}
        disabled={fetching}
        onChange={(event) => {
          const role = event.currentTarget.value as OrganizationRole;
          if (role === 'OWNER') setToBeOwner(true);
          else void choose(role);
        }}
      />
      <Dialog opened={toBeOwner} onClose={() => setToBeOwner(false)} title={`Make ${name} an owner?`}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void choose('OWNER');
          }}
        >
          <Text size="sm">
            Owners may withdraw money, export keys, and change or remove members, you among them. It holds at once.
          </Text>
          <FormButtons label={`Make ${name} an owner`} underway={fetching} onLeave={() => setToBeOwner(false)} />
        </form>
      </Dialog>
      <ConfirmButton
        label="Remove"
        name={`Remove ${name}`}
        title={`Remove ${name}?`}
        consequences={[
          'Within two seconds they see and do nothing of this organisation any more, and their API keys for it end for good.',
          'What they made stays. Coming back takes an invitation.',
        ]}
        dangerous
        onConfirm={confirm}
      />
      {steppedUp.dialog}
    </Group>
  );
}
