import { Group } from '@mantine/core';
import type { WalletPartsFragment } from '#client/generated/operations.ts';
import { Tag } from '../../ui/tag.tsx';

/** Who holds its key, whether that was proved, and whether it is in use. */
export const WalletTags = ({ wallet }: { readonly wallet: WalletPartsFragment }) => (
  <Group gap={6}>
    <Tag>{wallet.kind === 'CUSTODIAL' ? 'Custodial' : 'Watch-only'}</Tag>
    {wallet.kind === 'WATCH' && wallet.provenAt !== null && <Tag tone="good">Proven</Tag>}
    {!wallet.active && <Tag tone="warn">Switched off</Tag>}
  </Group>
);
