import { Alert } from '@mantine/core';
import type { FieldValues, Path, UseFormReturn } from 'react-hook-form';
import type { CombinedError } from 'urql';
import { problemOf } from '../api/errors.ts';

/** Puts what the server says beside the field it is about; what is about no field of the form stands at its head. */
export function showProblem<Values extends FieldValues>(form: UseFormReturn<Values>, error: CombinedError): void {
  const { field, sentence } = problemOf(error);
  const name = field?.split('.').at(-1);
  const isOfForm = name !== undefined && name in form.getValues();
  form.setError(isOfForm ? (name as Path<Values>) : 'root', { message: sentence }, { shouldFocus: isOfForm });
}

/** What went wrong with the whole of a form. */
export const FormProblem = ({ message }: { readonly message: string | undefined }) =>
  message !== undefined && (
    <Alert color="red" variant="light" role="alert">
      {message}
    </Alert>
  );
