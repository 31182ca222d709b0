import { Modal } from '@mantine/core';
import { Outlet, useLocation } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useSession } from '../api/api.ts';
import classes from './shell.module.css';
import { TopBar } from './top-bar.tsx';
import { UnconfirmedNotice } from './unconfirmed-notice.tsx';

/** Leaves by loading the page anew, so that nothing the last session read stays in memory. */
function leaveWhenSignedOut(here: string): void {
  window.location.replace(`/sign-in?${new URLSearchParams({ ended: 'true', next: here })}`);
}

/** What surrounds every page behind the sign-in. */
export function Shell() {
  const session = useSession();
  const here = useLocation({ select: ({ href }) => href });
  useEffect(() => {
    if (session === null) leaveWhenSignedOut(here);
  }, [session, here]);
  if (session === null) return null;
  return (
    <Modal.Stack>
      <a className="skip-link" href="#content">
        Skip to the content
      </a>
      <TopBar />
      <main id="content" className={classes['content']} tabIndex={-1}>
        <UnconfirmedNotice />
        <Outlet />
      </main>
    </Modal.Stack>
  );
}
