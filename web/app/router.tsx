import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { z } from 'zod';
import type { Api } from '../api/api.ts';
import { Broken } from '../ui/broken.tsx';
import { NotFound } from '../ui/not-found.tsx';
import { Shell } from './shell.tsx';

const root = createRootRouteWithContext<{ api: Api }>()({ notFoundComponent: NotFound });

/** `next` is where to go after signing in: a path of this console, never another site's. */
const signInSearch = z.object({
  next: z
    .string()
    .regex(/^\/(?![/\\])/)
    .optional()
    .catch(undefined),
  ended: z.boolean().optional().catch(undefined),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: signInSearch,
  component: lazyRouteComponent(() => import('../pages/sign-in/sign-in-page.tsx'), 'SignInPage'),
});

const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  validateSearch: signInSearch,
  component: lazyRouteComponent(() => import('../pages/sign-in/sign-up-page.tsx'), 'SignUpPage'),
});

/** From a mail: the secret of its link. */
const linkSearch = z.object({ token: z.string().max(256).optional().catch(undefined) });

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  component: lazyRouteComponent(() => import('../pages/sign-in/forgot-password-page.tsx'), 'ForgotPasswordPage'),
});

const resetPassword = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  validateSearch: linkSearch,
  component: lazyRouteComponent(() => import('../pages/sign-in/reset-password-page.tsx'), 'ResetPasswordPage'),
});

const verifyEmail = createRoute({
  getParentRoute: () => root,
  path: '/verify-email',
  validateSearch: linkSearch,
  component: lazyRouteComponent(() => import('../pages/sign-in/verify-email-page.tsx'), 'VerifyEmailPage'),
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  component: Shell,
  beforeLoad: ({ context, location }) => {
    if (context.api.sessions.get() === null) throw redirect({ to: '/sign-in', search: { next: location.href } });
  },
});

const home = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/campaigns' });
  },
});

const campaigns = createRoute({
  getParentRoute: () => signedIn,
  path: '/campaigns',
  component: lazyRouteComponent(() => import('../pages/campaigns/campaigns-page.tsx'), 'CampaignsPage'),
});

const campaign = createRoute({
  getParentRoute: () => signedIn,
  path: '/campaigns/$campaignId',
  component: lazyRouteComponent(() => import('../pages/campaign/campaign-page.tsx'), 'CampaignPage'),
});

const health = createRoute({
  getParentRoute: () => signedIn,
  path: '/admin/health',
  component: lazyRouteComponent(() => import('../pages/health/health-page.tsx'), 'HealthPage'),
});

const wallets = createRoute({
  getParentRoute: () => signedIn,
  path: '/wallets',
  component: lazyRouteComponent(() => import('../pages/wallets/wallets-page.tsx'), 'WalletsPage'),
});

const wallet = createRoute({
  getParentRoute: () => signedIn,
  path: '/wallets/$walletId',
  component: lazyRouteComponent(() => import('../pages/wallets/wallet-page.tsx'), 'WalletPage'),
});

const settings = createRoute({
  getParentRoute: () => signedIn,
  path: '/settings',
  component: lazyRouteComponent(() => import('../pages/settings/settings-page.tsx'), 'SettingsPage'),
});

const organisation = createRoute({
  getParentRoute: () => signedIn,
  path: '/organisation',
  component: lazyRouteComponent(() => import('../pages/organisation/organisation-page.tsx'), 'OrganisationPage'),
});

const invitation = createRoute({
  getParentRoute: () => signedIn,
  path: '/accept-invitation',
  validateSearch: linkSearch,
  component: lazyRouteComponent(() => import('../pages/organisation/invitation-page.tsx'), 'InvitationPage'),
});

const entrance = [signIn, signUp, forgotPassword, resetPassword, verifyEmail];
const pages = [home, campaigns, campaign, wallets, wallet, settings, organisation, invitation, health];
const routeTree = root.addChildren([...entrance, signedIn.addChildren(pages)]);

export const createConsoleRouter = (api: Api) =>
  createRouter({
    routeTree,
    context: { api },
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultErrorComponent: Broken,
  });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
