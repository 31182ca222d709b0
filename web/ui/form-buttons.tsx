import { Button, Group } from '@mantine/core';

interface FormButtonsProps {
  /** What the button that does it says. */
  readonly label: string;
  readonly underway: boolean;
  readonly onLeave: () => void;
}

/** The way out and the way on at the end of a dialog's form. */
export const FormButtons = ({ label, underway, onLeave }: FormButtonsProps) => (
  <Group justify="flex-end" mt="sm">
    <Button variant="default" onClick={onLeave}>
      Leave it
    </Button>
    <Button type="submit" loading={underway}>
      {label}
    </Button>
  </Group>
);
