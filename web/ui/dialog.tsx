import { Modal, type ModalProps } from '@mantine/core';
import { useId } from 'react';

/** A dialog that another may come up over, such as the question for proof: keys and focus are then the upper one's alone. */
export function Dialog(props: Pick<ModalProps, 'opened' | 'onClose' | 'title' | 'size' | 'children'>) {
  return <Modal stackId={useId()} centered radius="lg" {...props} />;
}
