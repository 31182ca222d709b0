import type { DeadLetter } from '#core/domain/dead-letter/dead-letter.ts';
import type { Page, PageRequest } from '#core/domain/page.ts';
import type { Schedule } from '#core/store/db.ts';
import { type DeadLetterFilter, deadLetterPage } from '#core/store/dead-letters.ts';
import type { Caller } from '../account/caller.ts';
import { requireAdmin } from '../require-admin.ts';

/** Dead letters of the installation, newest first. @throws AppError FORBIDDEN, BAD_USER_INPUT, INVALID_CURSOR */
export async function listDeadLetters(
  deps: { readonly schedule: Schedule },
  caller: Caller,
  filter: DeadLetterFilter,
  page: PageRequest,
): Promise<Page<DeadLetter>> {
  requireAdmin(caller);
  return deadLetterPage(deps.schedule, filter, page);
}
