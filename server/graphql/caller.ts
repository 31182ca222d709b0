/** Who may do what: the guard of each root field, and the parameters that hand a resolver its caller. */
import { type AuthChecker, createParameterDecorator } from 'type-graphql';
import { appError } from '#core/domain/errors.ts';
import type { Caller } from '#core/usecases/account/caller.ts';
import { type Context, requireSignedIn } from '../context.ts';
import type { Loaders } from './loaders.ts';

/** In an organisation, or on the installation. */
type Role = Caller['role'] | 'admin';

/** Roles that may change something. */
export const TRADERS: Role[] = ['owner', 'trader'];
/** Roles that operate the installation. */
export const ADMINS: Role[] = ['admin'];
/** Roles that may hold something back or decide about it; the use case asks whose it is. */
export const OPERATORS: Role[] = [...TRADERS, ...ADMINS];

/** Answers `@Authorized()`: signed in, and in one of the roles where roles are named. */
export const authChecker: AuthChecker<Context, Role> = ({ context }, roles) => {
  const { role, platformRole } = requireSignedIn(context).caller;
  const isHeld = (wanted: Role): boolean => (wanted === 'admin' ? platformRole === 'admin' : wanted === role);
  if (roles.length > 0 && !roles.some(isHeld)) throw appError('FORBIDDEN', { need: roles.join(' or ') });
  return true;
};

/** Gives a resolver the signed-in person; their organisation is the scope of everything it does. */
export const CurrentCaller = () =>
  createParameterDecorator<Context>(({ context }): Caller => requireSignedIn(context).caller);

/** Gives a field resolver the loaders of this request. */
export const RequestLoaders = () =>
  createParameterDecorator<Context>(({ context }): Loaders => requireSignedIn(context).loaders);
