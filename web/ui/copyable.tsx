import { CopyButton, Tooltip, UnstyledButton } from '@mantine/core';
import { shorten } from '#client/format/address.ts';
import classes from './copyable.module.css';

interface CopyableProps {
  /** An address or a signature. */
  readonly value: string;
  /** What it is, for those who cannot see where it stands: `pool address`. */
  readonly name: string;
}

/** A long address by its two ends; a press copies the whole of it. */
export function Copyable({ value, name }: CopyableProps) {
  return (
    <CopyButton value={value} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : value} openDelay={250} multiline maw={320}>
          <UnstyledButton className={classes['copyable']} onClick={copy} aria-label={`Copy the ${name} ${value}`}>
            {copied ? 'Copied' : shorten(value)}
            <svg
              className={classes['icon']}
              width="12"
              height="12"
              viewBox="0 0 24 24"
              fill="none"
              stroke="currentColor"
              strokeWidth="2"
              aria-hidden="true"
            >
              {copied ? <path d="m5 13 4.5 4.5L19 7" /> : <path d="M9 9h11v11H9zM5 15H4V4h11v1" />}
            </svg>
          </UnstyledButton>
        </Tooltip>
      )}
    </CopyButton>
  );
}
