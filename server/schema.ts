/** The GraphQL schema, built from the resolvers; `schema.graphql` is its printed form. */
import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync, type PubSub } from 'type-graphql';
import { authChecker } from './graphql/caller.ts';
import { describeAccess } from './graphql/describe-access.ts';
import { AccountResolver } from './modules/account/account.resolver.ts';
import { AttestationResolver } from './modules/account/attestation.resolver.ts';
import { PasswordResolver } from './modules/account/password.resolver.ts';
import { SessionResolver } from './modules/account/session.resolver.ts';
import { TwoFactorResolver } from './modules/account/two-factor.resolver.ts';
import { ApiKeyResolver } from './modules/api-key/api-key.resolver.ts';
import { AuditResolver } from './modules/audit/audit.resolver.ts';
import { CampaignResolver } from './modules/campaign/campaign.resolver.ts';
import { CampaignFieldsResolver } from './modules/campaign/campaign-fields.resolver.ts';
import { EventResolver } from './modules/event/event.resolver.ts';
import { AlertResolver } from './modules/operations/alert.resolver.ts';
import { DeadLetterResolver } from './modules/operations/dead-letter.resolver.ts';
import { GuardResolver } from './modules/operations/guard.resolver.ts';
import { HealthResolver } from './modules/operations/health.resolver.ts';
import { ReviewResolver } from './modules/operations/review.resolver.ts';
import { MemberResolver } from './modules/organization/member.resolver.ts';
import { OrganizationResolver } from './modules/organization/organization.resolver.ts';
import { PoolResolver } from './modules/pool/pool.resolver.ts';
import { FillResolver } from './modules/run/execution.resolver.ts';
import { RunResolver } from './modules/run/run.resolver.ts';
import { IdentityResolver } from './modules/sign-in/identity.resolver.ts';
import { SignInResolver } from './modules/sign-in/sign-in.resolver.ts';
import { SystemResolver } from './modules/system/system.resolver.ts';
import { TokenResolver } from './modules/token/token.resolver.ts';
import { WalletDepositResolver } from './modules/wallet/deposit.resolver.ts';
import { WalletResolver } from './modules/wallet/wallet.resolver.ts';
import { WalletCareResolver } from './modules/wallet/wallet-care.resolver.ts';
import { WalletExportResolver } from './modules/wallet/wallet-export.resolver.ts';
import { WithdrawalResolver } from './modules/withdrawal/withdrawal.resolver.ts';
import { WithdrawalAddressResolver } from './modules/withdrawal/withdrawal-address.resolver.ts';

/**
 * type-graphql asks for a pub-sub as soon as there is a subscription. Ours subscribe to Postgres instead (docs/architecture.md):
 * the stock one lets a single client that stops reading end the process.
 */
const noPubSub: PubSub = {
  publish: () => undefined,
  subscribe: () => {
    throw new Error('subscriptions bring their own source');
  },
};

export const buildSchema = (): GraphQLSchema =>
  describeAccess(
    buildSchemaSync({
      resolvers: [
        AccountResolver,
        SessionResolver,
        PasswordResolver,
        TwoFactorResolver,
        AttestationResolver,
        SignInResolver,
        IdentityResolver,
        OrganizationResolver,
        MemberResolver,
        ApiKeyResolver,
        SystemResolver,
        WalletResolver,
        WalletDepositResolver,
        WithdrawalResolver,
        WithdrawalAddressResolver,
        WalletCareResolver,
        WalletExportResolver,
        TokenResolver,
        PoolResolver,
        CampaignResolver,
        CampaignFieldsResolver,
        RunResolver,
        FillResolver,
        EventResolver,
        HealthResolver,
        AlertResolver,
        DeadLetterResolver,
        GuardResolver,
        ReviewResolver,
        AuditResolver,
      ],
      authChecker,
      pubSub: noPubSub,
      // The rules of each input stand in the use cases, for every surface alike.
      validate: false,
    }),
  );
