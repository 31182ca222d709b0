import { denial } from '../denial.ts';
import type { Guard } from '../view.ts';

/** Programs, payer, accounts, amounts and their order are those of the intent, byte for byte. */
export const messageGuard: Guard = ({ order }) => (order.matches ? null : denial('MESSAGE_DIFFERS'));
