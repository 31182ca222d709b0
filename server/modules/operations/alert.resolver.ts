import { Arg, Authorized, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { Alert as DomainAlert } from '#core/domain/alert/alert.ts';
import type { Caller } from '#core/usecases/account/caller.ts';
import { acknowledgeAlert } from '#core/usecases/health/acknowledge-alert.ts';
import { listAlerts } from '#core/usecases/health/list-alerts.ts';
import type { Context } from '../../context.ts';
import { ADMINS, CurrentCaller } from '../../graphql/caller.ts';
import { Alert } from './alert.types.ts';

const toAlert = ({ detail, ...rest }: DomainAlert): Alert => ({ ...rest, detail: JSON.stringify(detail) });

@Resolver()
export class AlertResolver {
  @Authorized(ADMINS)
  @Query(() => [Alert], { description: 'Open alerts of the installation, newest first. For administrators.' })
  async alerts(@Ctx() { runtime }: Context, @CurrentCaller() caller: Caller): Promise<Alert[]> {
    return (await listAlerts(runtime, caller)).map(toAlert);
  }

  @Authorized(ADMINS)
  @Mutation(() => Alert, {
    description: 'Says that somebody looks at it; it stays open until it is over. For administrators. NOT_FOUND.',
  })
  async acknowledgeAlert(
    @Ctx() { runtime }: Context,
    @CurrentCaller() caller: Caller,
    @Arg('id', () => ID, { description: 'The alert.' }) id: string,
  ): Promise<Alert> {
    return toAlert(await acknowledgeAlert(runtime, caller, id));
  }
}
