import { Button, CopyButton, Group } from '@mantine/core';
import classes from './secret.module.css';

interface SecretProps {
  /** What it is: `API key`. */
  readonly name: string;
  readonly value: string;
}

/** A secret that is shown once, whole, with a way to take it along. */
export const Secret = ({ name, value }: SecretProps) => (
  <Group gap="xs" align="stretch" wrap="nowrap">
    <SecretText name={name}>{value}</SecretText>
    <CopySecret name={name} value={value} />
  </Group>
);

interface SecretTextProps {
  readonly name: string;
  readonly children: string;
}

export const SecretText = ({ name, children }: SecretTextProps) => (
  <section aria-label={name} className={classes['secret']}>
    <code>{children}</code>
  </section>
);

export const CopySecret = ({ name, value }: SecretProps) => (
  <CopyButton value={value}>
    {({ copied, copy }) => (
      <Button variant="light" onClick={copy} flex="none" aria-label={`Copy the ${name}`}>
        {copied ? 'Copied' : 'Copy'}
      </Button>
    )}
  </CopyButton>
);
