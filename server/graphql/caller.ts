/** Who may do what: the guard of each root field, and the parameters that hand a resolver its caller. */
import { type AuthChecker, createParameterDecorator } from 'type-graphql';
import { appError } from '#core/domain/errors.ts';
import type { Caller } from '#core/usecases/account/caller.ts';
import { type Context, requireSignedIn } from '../context.ts';
import type { Loaders } from './loaders.ts';

type Role = Caller['role'];

/** Roles that may change something. */
export const TRADERS: Role[] = ['owner', 'trader'];

/** Answers `@Authorized()`: signed in, and in one of the roles where roles are named. */
export const authChecker: AuthChecker<Context, Role> = ({ context }, roles) => {
  const { role } = requireSignedIn(context).caller;
  if (roles.length > 0 && !roles.includes(role)) throw appError('FORBIDDEN', { need: roles.join(' or ') });
  return true;
};

/** Gives a resolver the signed-in person; their organisation is the scope of everything it does. */
export const CurrentCaller = () =>
  createParameterDecorator<Context>(({ context }): Caller => requireSignedIn(context).caller);

/** Gives a field resolver the loaders of this request. */
export const RequestLoaders = () =>
  createParameterDecorator<Context>(({ context }): Loaders => requireSignedIn(context).loaders);
