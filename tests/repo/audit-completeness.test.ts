/**
 * Every mutation of the schema that changes something leaves a row in the audit log (AD-03): which one, or why none, stands in this
 * table. A new mutation fails here until it is in it. That rows are written, the tests of the mutations show.
 */
import fs from 'node:fs';
import { expect, it } from 'vitest';
import { buildSchema } from '../../server/schema.ts';

type Told = readonly string[] | { readonly none: string };

const SIGNED_IN = ['account.signed-in', 'account.sign-in-failed'];
const none = (why: string): Told => ({ none: why });

const TOLD: Readonly<Record<string, Told>> = {
  acceptInvitation: ['member.joined'],
  acknowledgeAlert: ['alert.acknowledged'],
  addPool: ['pool.added'],
  addWatchWallet: ['wallet.watched'],
  addWithdrawalAddress: ['withdrawal-address.added'],
  attestLegalUse: ['account.legal-use-attested'],
  beginOAuth: none('hands out a challenge; nobody is signed in yet'),
  beginTwoFactor: none('a secret that is asked for at sign-in only after confirmTwoFactor'),
  beginWalletProof: none('hands out a challenge; proveWallet is told'),
  beginWalletSignIn: none('hands out a challenge; nobody is signed in yet'),
  changeMemberRole: ['member.role-changed'],
  changePassword: ['account.password-changed'],
  completeOAuth: SIGNED_IN,
  confirmTwoFactor: ['account.two-factor-on'],
  createApiKey: ['api-key.created'],
  createCampaign: ['campaign.created'],
  createLinkCode: none('hands out a challenge; redeemLinkCode is told'),
  createOrganization: ['organization.created'],
  createWallet: ['wallet.created'],
  deleteWallet: ['wallet.deleted'],
  disableTwoFactor: ['account.two-factor-off'],
  discardDeadLetter: ['deadLetter.discarded'],
  exportWalletKey: ['wallet.key-exported'],
  haltAll: ['guard.halted'],
  importWallet: ['wallet.imported'],
  inviteMember: ['member.invited'],
  leaveOrganization: ['member.left'],
  pauseCampaign: ['campaign.paused'],
  proveWallet: ['wallet.proven'],
  rearm: ['guard.active'],
  redeemLinkCode: ['identity.linked'],
  refreshSession: ['session.ended'],
  regenerateBackupCodes: ['account.backup-codes-renewed'],
  registerToken: ['token.registered'],
  removeMember: ['member.removed'],
  removeWithdrawalAddress: ['withdrawal-address.removed'],
  renameOrganization: ['organization.renamed'],
  requestPasswordReset: ['account.reset-requested'],
  resetPassword: ['account.password-reset'],
  resolveReview: ['review.declaredDead', 'review.watchedOn'],
  restrict: ['guard.halted', 'guard.reducing'],
  resumeCampaign: ['campaign.resumed'],
  retryDeadLetter: ['deadLetter.retried'],
  revokeApiKey: ['api-key.revoked'],
  revokeInvitation: ['invitation.revoked'],
  revokeOtherSessions: ['session.revoked'],
  revokeSession: ['session.revoked'],
  sendVerificationEmail: none('sends a mail to the account’s own address; verifyEmail is told'),
  setIpAllowList: ['organization.ip-allow-list-set'],
  signIn: SIGNED_IN,
  signInTwoFactor: SIGNED_IN,
  signInWithWallet: SIGNED_IN,
  signOut: ['account.signed-out'],
  signUp: ['account.signed-up'],
  startCampaign: ['campaign.started'],
  stepUp: ['session.stepped-up'],
  stopCampaign: ['campaign.stopped'],
  switchOrganization: ['session.switched'],
  unlinkIdentity: ['identity.unlinked'],
  updateWallet: ['wallet.changed'],
  verifyEmail: ['account.email-verified'],
  withdraw: ['withdrawal.requested'],
};

/** Actions that the code puts together from a state: what stands before the dot, and where its states stand. */
const BUILT: Readonly<Record<string, readonly string[]>> = {
  'core/usecases/guard/change-guard.ts': ['guard.halted', 'guard.reducing', 'guard.active'],
  'core/usecases/dead-letter/close.ts': ['deadLetter.retried', 'deadLetter.discarded'],
};

const sources = (folder: string): string[] =>
  fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?<![.]test)[.](ts|mjs)$/.test(name))
    .map((name) => `${folder}/${name}`);

/** Every action that a use case or the command line writes. */
const written = new Set(
  [...sources('core/usecases'), ...sources('scripts')].flatMap((file) => {
    const text = fs.readFileSync(file, 'utf8');
    if (!/appendAudit|auditAccount|auditAtHome|auditIdentity|record\(|openSession|audit_log/.test(text)) return [];
    const literal = [...text.matchAll(/'([a-z][a-zA-Z-]*\.[a-z][a-zA-Z-]*)'/g)].map(([, action]) => action ?? '');
    return [...literal, ...(BUILT[file] ?? [])];
  }),
);

const mutations = Object.keys(buildSchema().getMutationType()?.getFields() ?? {}).sort();

it('AD-03 every mutation is in the table, and nothing else is', () => {
  expect(Object.keys(TOLD).sort()).toEqual(mutations);
});

it('AD-03 every action of the table is one that the code writes', () => {
  const actions = Object.values(TOLD).flatMap((told) => ('none' in told ? [] : told));
  expect([...new Set(actions)].filter((action) => !written.has(action))).toEqual([]);
});

it('AD-03 whoever halts, reduces or re-arms a scope writes its row in the same function', () => {
  const callers = sources('core')
    .filter((file) => !file.startsWith('core/store/'))
    .filter((file) => fs.readFileSync(file, 'utf8').includes('putGuard('));
  expect(callers).toEqual(['core/usecases/guard/change-guard.ts']);
  expect(fs.readFileSync(callers[0] ?? '', 'utf8')).toMatch(/await putGuard\(.*\n\s+await appendAudit\(tx/);
});
