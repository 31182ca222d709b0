import { Button, Text } from '@mantine/core';

interface DemoHintProps {
  readonly email: string;
  readonly onUse: (email: string) => void;
}

/** Offered on the local chain alone, where a demo account was seeded. Its password stands where Sluice was started. */
export function DemoHint({ email, onUse }: DemoHintProps) {
  return (
    <Text size="sm" c="dimmed" mt="lg" pt="md" style={{ borderTop: '1px solid var(--line)' }}>
      Local chain: there is a demo account.{' '}
      <Button variant="transparent" size="compact-sm" px={0} onClick={() => onUse(email)}>
        Use {email}
      </Button>
      <br />
      Its password is printed where you started Sluice.
    </Text>
  );
}
