import { denial } from '../denial.ts';
import type { Guard } from '../view.ts';

/** The blockhash can be what the worker says it is; see `execution/bounds.ts`. */
export const blockhashGuard: Guard = ({ blockhashPlausible }) =>
  blockhashPlausible ? null : denial('BLOCKHASH_IMPLAUSIBLE');
