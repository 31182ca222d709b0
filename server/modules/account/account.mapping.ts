/** Sessions and people on their way to the wire. */
import type { Viewer as DomainViewer } from '#core/usecases/account/get-viewer.ts';
import type { OpenSession } from '#core/usecases/account/open-session.ts';
import type { AuthPayload, OrganizationRole, PlatformRole, Viewer } from './account.types.ts';

export const toViewer = ({ role, platformRole, ...viewer }: DomainViewer): Viewer => ({
  ...viewer,
  role: role.toUpperCase() as OrganizationRole,
  platformRole: platformRole.toUpperCase() as PlatformRole,
});

export const toAuthPayload = ({ access, refreshToken, viewer }: OpenSession): AuthPayload => ({
  accessToken: access.token,
  accessTokenExpiresAt: access.expiresAt,
  refreshToken,
  viewer: toViewer(viewer),
});
