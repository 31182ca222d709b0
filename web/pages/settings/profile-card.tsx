import type { MeQuery } from '#client/generated/operations.ts';
import { Card } from '../../ui/card.tsx';
import { Note, Row, Rows } from '../../ui/rows.tsx';
import { SendConfirmation } from '../../ui/send-confirmation.tsx';
import { Tag } from '../../ui/tag.tsx';

/** Who one is here. */
export const ProfileCard = ({ viewer: { user } }: { readonly viewer: MeQuery['me'] }) => (
  <Card title="Profile">
    <Rows>
      <Row
        words={
          <>
            <strong>{user.name}</strong>
            <Note>The name that members of your organisation see</Note>
          </>
        }
      />
      <Row
        words={
          <>
            <strong>{user.email}</strong>{' '}
            <Tag tone={user.emailVerified ? 'good' : 'warn'}>{user.emailVerified ? 'Confirmed' : 'Not confirmed'}</Tag>
            <Note>You sign in with it, and mails about your account go to it</Note>
          </>
        }
      >
        {!user.emailVerified && <SendConfirmation />}
      </Row>
    </Rows>
  </Card>
);
