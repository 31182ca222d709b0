/**
 * Compute limits and prices. The limit comes from a simulation and is kept for the same wallet on the same route, so that
 * from the second trade on one simulation, of the final message, is enough.
 */
import { computeUnitLimit, MAX_COMPUTE_UNITS, priorityFee } from '#core/domain/execution/policy.ts';
import type { Address } from '#core/domain/ids.ts';
import type { Chain, SimulationResult } from '#core/ports/chain.ts';

const PRICE_REUSE_SLOTS = 20n;

export interface ComputeBudget {
  readonly units: number;
  /** Micro-lamports a compute unit. */
  readonly price: bigint;
}

/** A budget, and whether a simulation has shown the limit; else it is the network's. */
export type KnownBudget = ComputeBudget & { readonly measured: boolean };

/** Transactions that take about the same. */
export interface TransactionRoute {
  /** The pool, or the account that a transfer goes to. */
  readonly through: Address;
  readonly wallet: Address;
  /** Accounts it locks for writing: what others pay for those sets the price. */
  readonly writable: readonly Address[];
}

export interface ComputeBudgets {
  /** The budget to build with; `measured` is false when the limit is the network's and a simulation has to tell. */
  of(route: TransactionRoute, signal: AbortSignal): Promise<KnownBudget>;
  /** Learns from a simulation: how much it took, or that the limit kept was wrong. Answers the limit to build with. */
  learn(route: TransactionRoute, simulation: SimulationResult): number;
}

const keyOf = (route: TransactionRoute): string => `${route.through}/${route.wallet}`;

export function createComputeBudgets(chain: Chain): ComputeBudgets {
  const limits = new Map<string, number>();
  const prices = new Map<Address, { price: bigint; slot: bigint }>();
  const asked = new Map<Address, Promise<bigint>>();

  const ask = async (route: TransactionRoute): Promise<bigint> => {
    try {
      const { slot } = chain.highest();
      const price = priorityFee(await chain.read((endpoint) => endpoint.recentPriorityFees(route.writable)));
      prices.set(route.through, { price, slot });
      return price;
    } finally {
      asked.delete(route.through);
    }
  };

  const priceOf = async (route: TransactionRoute, signal: AbortSignal): Promise<bigint> => {
    const { slot } = chain.highest();
    const known = prices.get(route.through);
    // A slot that turned out to be wrong tells no age.
    const isYoung = known !== undefined && known.slot <= slot && slot - known.slot <= PRICE_REUSE_SLOTS;
    if (isYoung) return known.price;
    // Shared by all that wait, so it does not stop when one of them gives up.
    const asking = asked.get(route.through) ?? ask(route);
    asked.set(route.through, asking);
    const price = await asking;
    signal.throwIfAborted();
    return price;
  };

  return {
    async of(route, signal) {
      const units = limits.get(keyOf(route));
      const price = await priceOf(route, signal);
      return { units: units ?? MAX_COMPUTE_UNITS, price, measured: units !== undefined };
    },
    learn(route, simulation) {
      if (simulation.error !== null) {
        limits.delete(keyOf(route));
        return MAX_COMPUTE_UNITS;
      }
      const units = Math.max(limits.get(keyOf(route)) ?? 0, computeUnitLimit(simulation.unitsConsumed));
      limits.set(keyOf(route), units);
      return units;
    },
  };
}
