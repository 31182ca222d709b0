import { Arg, Authorized, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { LEGAL_USE } from '#core/domain/legal-use.ts';
import { attestLegalUse } from '#core/usecases/account/attest-legal-use.ts';
import type { Caller } from '#core/usecases/account/caller.ts';
import { type Context, originOf } from '../../context.ts';
import { CurrentCaller, PERSON, READ } from '../../graphql/caller.ts';
import { AttestLegalUseInput } from './account.inputs.ts';
import { Attestation } from './account.types.ts';

@Resolver()
export class AttestationResolver {
  @Authorized(READ)
  @Query(() => Attestation, { description: 'What is declared before the first run on any chain but the local one.' })
  attestation(): Attestation {
    return LEGAL_USE;
  }

  @Authorized(PERSON)
  @Mutation(() => Boolean, {
    description:
      'Declares for the organisation that the use is legal; kept with time, version and network address. A second time ' +
      'changes nothing. BAD_USER_INPUT. Always true.',
  })
  async attestLegalUse(
    @Ctx() context: Context,
    @CurrentCaller() caller: Caller,
    @Arg('input', () => AttestLegalUseInput) input: AttestLegalUseInput,
  ): Promise<boolean> {
    await attestLegalUse(context.runtime, caller, input, originOf(context));
    return true;
  }
}
