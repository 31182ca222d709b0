import { registerEnumType } from 'type-graphql';

type ValuesConfig<Value extends string> = Record<Value, { description: string }>;

/**
 * Makes a GraphQL enum of a union of strings that the domain already has, with a description for each value. The values on the
 * wire are the domain's own.
 */
export function enumOf<Value extends string>(
  name: string,
  description: string,
  values: Readonly<Record<Value, string>>,
): Readonly<Record<Value, Value>> {
  const names = Object.keys(values) as Value[];
  const object = Object.fromEntries(names.map((value) => [value, value])) as Record<Value, Value>;
  registerEnumType(object, {
    name,
    description,
    valuesConfig: Object.fromEntries(
      names.map((value) => [value, { description: values[value] }]),
    ) as ValuesConfig<Value>,
  });
  return object;
}
