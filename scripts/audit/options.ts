/** What `npm run sluice -- audit verify` may be told. */
import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { isUuid, type OrganizationId } from '#core/domain/ids.ts';
import type { Chains } from '#core/store/audit-links.ts';
import type { ExpectedLink } from '#core/usecases/audit/judge-chain.ts';
import { Failure } from '../lib/failure.mjs';

export interface AuditOptions {
  readonly chains: Chains;
  readonly expected: readonly ExpectedLink[];
  readonly json: boolean;
}

const USAGE = `npm run sluice -- audit verify [--organization ID] [--expect-head ID:SEQ:HASH] [--expect-heads FILE] [--json]
ID is an organisation's, or "platform" for what belongs to none. FILE has one ID:SEQ:HASH a line.`;

/** What stands for the chain of what belongs to no organisation. */
export const PLATFORM = 'platform';

/** @throws Failure for what cannot be understood */
export function readAuditOptions(args: readonly string[]): AuditOptions {
  const values = parse(args);
  if (values.help === true) throw new Failure('Walks the hash chains of the audit log.', USAGE);
  const lines = (values['expect-heads'] ?? []).flatMap((file) => fs.readFileSync(file, 'utf8').split('\n'));
  const heads = [...(values['expect-head'] ?? []), ...lines.map((line) => line.trim()).filter((line) => line !== '')];
  const { organization } = values;
  return {
    chains: organization === undefined ? 'all' : { organizationId: chainOf(organization) },
    expected: heads.map(expectedLink),
    json: values.json === true,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        organization: { type: 'string' },
        'expect-head': { type: 'string', multiple: true },
        'expect-heads': { type: 'string', multiple: true },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new Failure(`${(error as Error).message}`, USAGE);
  }
}

function chainOf(text: string): OrganizationId | null {
  if (text === PLATFORM) return null;
  if (!isUuid(text)) throw new Failure(`"${text}" is no id of an organisation.`, USAGE);
  return text as OrganizationId;
}

function expectedLink(text: string): ExpectedLink {
  const [, chain, seq, hash] = /^([^:]+):([1-9]\d*):([0-9a-f]{64})$/.exec(text) ?? [];
  if (chain === undefined || seq === undefined || hash === undefined) {
    throw new Failure(`"${text}" is no head.`, USAGE);
  }
  return { organizationId: chainOf(chain), seq: BigInt(seq), hash };
}
