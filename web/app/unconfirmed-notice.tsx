import { useQuery } from 'urql';
import { SystemDocument } from '#client/generated/operations.ts';
import { SendConfirmation } from '../ui/send-confirmation.tsx';
import { useViewer } from '../ui/use-viewer.ts';
import classes from './unconfirmed-notice.module.css';

/** Says what cannot be done until the e-mail address is confirmed. Quiet on the local chain, where nothing waits for it. */
export function UnconfirmedNotice() {
  const { viewer } = useViewer();
  const [{ data }] = useQuery({ query: SystemDocument });
  if (viewer === null || viewer.user.emailVerified || data === undefined || data.system.cluster === 'LOCAL')
    return null;
  return (
    <aside className={classes['notice']} aria-label="Your e-mail address">
      <p className={classes['words']}>
        Confirm {viewer.user.email}: the link is in your inbox. Until then you can look around, but not make wallets,
        start campaigns or withdraw.
      </p>
      <SendConfirmation />
    </aside>
  );
}
