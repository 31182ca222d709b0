import { Button } from '@mantine/core';
import { PageMessage } from './page-message.tsx';

/** A page that failed to load or to draw: after an update of the server, loading it anew is what helps. */
export function Broken() {
  return (
    <PageMessage
      title="This page broke"
      text="Something went wrong while it was drawn. Nothing that trades is affected."
      urgent
    >
      <Button variant="light" onClick={() => window.location.reload()}>
        Load it again
      </Button>
    </PageMessage>
  );
}
