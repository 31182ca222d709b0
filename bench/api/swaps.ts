/** How many swaps the engine lands, by its own rows. */
import { openDatabase } from '#core/store/db.ts';
import { NO_TENANT } from '#core/store/tenant.ts';

export interface SwapCount {
  /** Since the count was begun. */
  perMinute(): Promise<number>;
}

export async function countSwaps(databaseUrl: string): Promise<SwapCount> {
  const db = openDatabase({ url: databaseUrl, max: 1, applicationName: 'bench' });
  const count = async (): Promise<number> => {
    const [row] = await db.as(NO_TENANT).query<{ swaps: bigint }>({
      text: 'SELECT count(*) AS swaps FROM attempts WHERE confirmed_at IS NOT NULL',
    });
    return Number(row?.swaps ?? 0);
  };
  const [first, begun] = [await count(), performance.now()];
  return {
    async perMinute() {
      const [swaps, minutes] = [(await count()) - first, (performance.now() - begun) / 60_000];
      await db.close();
      return Math.round(swaps / minutes);
    },
  };
}
