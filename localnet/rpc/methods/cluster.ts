import { SYSTEM_PROGRAM } from '../../chain/account.ts';
import { epochOf, SLOTS_PER_EPOCH } from '../../chain/sysvars.ts';
import { API_VERSION, type MethodTable, viewFor } from '../rpc-context.ts';

/** The one node of the cluster. It has no stake, no gossip and no vote account, so any address will do. */
const NODE_IDENTITY = SYSTEM_PROGRAM;

export const clusterMethods: MethodTable = {
  getHealth: () => 'ok',
  getVersion: () => ({ 'solana-core': API_VERSION, 'feature-set': 0 }),
  getGenesisHash: ({ genesisHash }) => genesisHash,
  getIdentity: () => ({ identity: NODE_IDENTITY }),
  getClusterNodes: () => [
    { pubkey: NODE_IDENTITY, gossip: null, tpu: null, rpc: null, version: API_VERSION, featureSet: 0, shredVersion: 0 },
  ],
  getVoteAccounts: () => ({ current: [], delinquent: [] }),
  getSlotLeader: () => NODE_IDENTITY,
  getSlotLeaders: (_, params) =>
    Array.from({ length: Math.min(params.integer(1, 'limit'), 5_000) }, () => NODE_IDENTITY),

  getEpochSchedule: () => ({
    slotsPerEpoch: SLOTS_PER_EPOCH,
    leaderScheduleSlotOffset: SLOTS_PER_EPOCH,
    warmup: false,
    firstNormalEpoch: 0,
    firstNormalSlot: 0,
  }),

  getEpochInfo({ chain }, params) {
    const view = viewFor(chain, params.options(0));
    return {
      absoluteSlot: view.slot,
      blockHeight: view.height,
      epoch: epochOf(view.slot),
      slotIndex: view.slot % SLOTS_PER_EPOCH,
      slotsInEpoch: SLOTS_PER_EPOCH,
      transactionCount: chain.transactionCount(view.height),
    };
  },

  getSlot: ({ chain }, params) => viewFor(chain, params.options(0)).slot,
  getBlockHeight: ({ chain }, params) => viewFor(chain, params.options(0)).height,
  getTransactionCount: ({ chain }, params) => chain.transactionCount(viewFor(chain, params.options(0)).height),
};
