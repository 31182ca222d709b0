import { Args, Authorized, Ctx, Query, Resolver } from 'type-graphql';
import type { AuditFilter, AuditLogEntry } from '#core/domain/audit/entry.ts';
import type { Caller } from '#core/usecases/account/caller.ts';
import { searchAllAudit, searchAudit } from '#core/usecases/audit/search-audit.ts';
import type { Context } from '../../context.ts';
import { ADMINS, CurrentCaller, OWNERS } from '../../graphql/caller.ts';
import { type Connection, toConnection } from '../../graphql/connection.ts';
import { AdminAuditLogArgs, type AuditFilterInput, AuditLogArgs } from './audit.inputs.ts';
import { type AuditEntry, AuditEntryConnection } from './audit.types.ts';

const toEntry = ({ id, detail, ...rest }: AuditLogEntry): AuditEntry => ({
  ...rest,
  id: String(id),
  detail: JSON.stringify(detail),
});

/** Null narrows nothing. */
const toFilter = (input: AuditFilterInput | null | undefined): AuditFilter =>
  Object.fromEntries(Object.entries(input ?? {}).filter(([, value]) => value !== null));

@Resolver()
export class AuditResolver {
  @Authorized(OWNERS)
  @Query(() => AuditEntryConnection, {
    description: 'What was done in the organisation, newest first. BAD_USER_INPUT, INVALID_CURSOR.',
  })
  async auditLog(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Args(() => AuditLogArgs) { filter, ...page }: AuditLogArgs,
  ): Promise<Connection<AuditEntry>> {
    return toConnection(await searchAudit(runtime, caller, toFilter(filter), page), toEntry);
  }

  @Authorized(ADMINS)
  @Query(() => AuditEntryConnection, {
    description:
      'What was done in all organisations and to the installation, newest first. NOT_FOUND, BAD_USER_INPUT, INVALID_CURSOR.',
  })
  async adminAuditLog(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Args(() => AdminAuditLogArgs) { filter, organizationId, ...page }: AdminAuditLogArgs,
  ): Promise<Connection<AuditEntry>> {
    const wanted = { ...toFilter(filter), organizationId: organizationId ?? null };
    return toConnection(await searchAllAudit(runtime, caller, wanted, page), toEntry);
  }
}
