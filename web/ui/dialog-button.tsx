import { Button, type ButtonProps } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Dialog } from './dialog.tsx';

interface DialogButtonProps extends Pick<ButtonProps, 'size' | 'variant'> {
  readonly label: string;
  /** Says what it is about, for those who cannot see where the button stands. */
  readonly name?: string;
  readonly title: string;
  /** However it was closed. */
  readonly onClosed?: () => void;
  /** What the dialog holds; made anew each time it opens, gone when it closes. */
  readonly children: (close: () => void) => ReactNode;
}

/** A button that opens a dialog. */
export function DialogButton(props: DialogButtonProps) {
  const { label, name, title, onClosed, children, variant = 'default', size = 'sm' } = props;
  const [opened, setOpened] = useState(false);
  const close = (): void => {
    setOpened(false);
    onClosed?.();
  };
  return (
    <>
      <Button
        size={size}
        variant={variant}
        {...(name === undefined ? {} : { 'aria-label': name })}
        onClick={() => setOpened(true)}
      >
        {label}
      </Button>
      <Dialog opened={opened} onClose={close} title={title}>
        {opened && children(close)}
      </Dialog>
    </>
  );
}
