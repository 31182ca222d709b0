import { Modal, type ModalProps } from '@mantine/core';
import { useId } from 'react';

/**
 * A dialog that another may come up over, such as the question for proof: keys and focus are then the upper one's alone.
 * A press beside it does not close it: what was typed, or is shown only once, would be lost.
 */
export function Dialog(props: Pick<ModalProps, 'opened' | 'onClose' | 'title' | 'size' | 'children'>) {
  return <Modal stackId={useId()} centered radius="lg" closeOnClickOutside={false} {...props} />;
}
