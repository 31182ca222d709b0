/** Who may do what: the guard of each root field, and the parameters that hand a resolver its caller. */
import { type AuthChecker, createParameterDecorator } from 'type-graphql';
import { appError } from '#core/domain/errors.ts';
import type { ApiScope } from '#core/domain/organization/api-key.ts';
import type { Caller } from '#core/usecases/account/caller.ts';
import { type Context, requireSignedIn } from '../context.ts';
import type { Loaders } from './loaders.ts';

/** In an organisation, or on the installation. */
type Role = Caller['role'] | 'admin';

/** Who may use a root field: given to `@Authorized`, checked at each request, and written into the schema's descriptions. */
export interface AccessRule {
  /** Any of them will do; none: whoever is signed in. */
  readonly roles: readonly Role[];
  /**
   * The scope an API key must have. `person`: no key will do. `session`: nor will an outside issuer's token, which has no session
   * here.
   */
  readonly needs: ApiScope | 'person' | 'session';
}

const rule = (needs: AccessRule['needs'], ...roles: Role[]): AccessRule => ({ roles, needs });

/** Reads what belongs to the organisation. */
export const READ = rule('read');
/** Starts, stops and prepares trading. */
export const TRADE = rule('trade', 'owner', 'trader');
/** Makes and names wallets. */
export const WALLETS = rule('wallets', 'owner', 'trader');
/** Holds something back or decides about it; the use case asks whose it is. */
export const OPERATORS = rule('trade', 'owner', 'trader', 'admin');
/** Reads or changes what is the person's own, and changes nothing of the organisation's. */
export const PERSON = rule('person');
/** The same for what a session of ours alone has: other sessions, a second factor, step-up. */
export const SESSION = rule('session');
/** What a trader must do in person. */
export const TRADERS = rule('person', 'owner', 'trader');
/** Members, keys, exports, withdrawal addresses. */
export const OWNERS = rule('person', 'owner');
/** Operates the installation. */
export const ADMINS = rule('person', 'admin');

/** The rule of a field from what `@Authorized` was given; without any, the strictest that any role passes. */
export const ruleOf = ([given]: readonly AccessRule[]): AccessRule => given ?? SESSION;

const isHeld = ({ role, platformRole }: Caller, wanted: Role): boolean =>
  wanted === 'admin' ? platformRole === 'admin' : wanted === role;

/** @throws AppError SESSION_REQUIRED, SCOPE_MISSING */
function checkCredential({ credential, scopes }: Caller, needs: AccessRule['needs']): void {
  if (needs === 'person' || needs === 'session') {
    if (credential === 'session' || (credential === 'external' && needs === 'person')) return;
    throw appError('SESSION_REQUIRED', {});
  }
  if (scopes !== null && !scopes.includes(needs)) throw appError('SCOPE_MISSING', { need: needs });
}

/** Answers `@Authorized(rule)`. @throws AppError UNAUTHENTICATED, SESSION_REQUIRED, SCOPE_MISSING, FORBIDDEN */
export const authChecker: AuthChecker<Context, AccessRule> = ({ context }, given) => {
  const { caller } = requireSignedIn(context);
  const { roles, needs } = ruleOf(given);
  checkCredential(caller, needs);
  if (roles.length > 0 && !roles.some((wanted) => isHeld(caller, wanted)))
    throw appError('FORBIDDEN', { need: roles.join(' or ') });
  return true;
};

/** Gives a resolver the signed-in person; their organisation is the scope of everything it does. */
export const CurrentCaller = () =>
  createParameterDecorator<Context>(({ context }): Caller => requireSignedIn(context).caller);

/** Gives a field resolver the loaders of this request. */
export const RequestLoaders = () =>
  createParameterDecorator<Context>(({ context }): Loaders => requireSignedIn(context).loaders);
