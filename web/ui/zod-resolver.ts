import type { FieldValues, Resolver } from 'react-hook-form';
import type { z } from 'zod';

/** Lets a zod schema check a react-hook-form form: the first message of each field is shown beside it. */
export function zodResolver<Values extends FieldValues>(schema: z.ZodType<Values>): Resolver<Values> {
  return (values) => {
    const result = schema.safeParse(values);
    if (result.success) return { values: result.data, errors: {} };
    const errors: Record<string, { type: string; message: string }> = {};
    for (const { path, code, message } of result.error.issues) errors[path.join('.')] ??= { type: code, message };
    return { values: {}, errors: errors as never };
  };
}
