import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { PageMessage } from './page-message.tsx';

export function NotFound() {
  return (
    <PageMessage title="There is no such page" text="The address may be mistyped, or the page has moved.">
      <Button component={Link} to="/campaigns" variant="light">
        To the campaigns
      </Button>
    </PageMessage>
  );
}
