import { expect, it } from 'vitest';
import { type AuditRow, encodeLink, FIRST_PREVIOUS } from '#core/domain/audit/link.ts';
import type { OrganizationId } from '#core/domain/ids.ts';
import { hashLink } from './audit-links.ts';

const ROW: AuditRow = {
  id: 42n,
  organizationId: '11111111-2222-4333-8444-555555555555' as OrganizationId,
  actorId: null,
  action: 'campaign.started',
  objectKind: 'campaign',
  objectId: '66666666-7777-4888-9999-000000000000',
  detail: '{"name": "Zoë", "budget": 18446744073709551615}',
  at: 1_795_274_130_500n,
};

it('AD-03 the hash of a row is that of docs/audit.md', () => {
  const first = hashLink(ROW, { seq: 1n, previousHash: FIRST_PREVIOUS });
  expect(first.toString('hex')).toBe('80eb65183b78abb094cc9c742d80de2ec4e42237aa04b4bb9d481b6848484bba');
  const second = hashLink({ ...ROW, organizationId: null }, { seq: 2n, previousHash: first });
  expect(second.toString('hex')).toBe('0daf80e7264f64216115986ec8122dbd168717d33e3b50408e7e69254bda51c8');
});

it('AD-03 no two rows have the same bytes: each field is preceded by its length, and nothing is not the empty text', () => {
  const place = { seq: 1n, previousHash: FIRST_PREVIOUS };
  const bytes = (change: Partial<AuditRow>): string =>
    Buffer.from(encodeLink({ ...ROW, ...change }, place)).toString('hex');
  const others = [
    bytes({}),
    bytes({ action: 'campaign.starte', objectKind: 'dcampaign' }),
    bytes({ objectKind: '' }),
    bytes({ actorId: '' }),
    bytes({ organizationId: null }),
    bytes({ id: 4n }),
    bytes({ at: ROW.at + 1n }),
  ];
  expect(new Set(others).size).toBe(others.length);
});
