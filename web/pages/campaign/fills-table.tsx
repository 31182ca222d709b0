import { Anchor, Button, Skeleton } from '@mantine/core';
import { createColumnHelper, tableFeatures, useTable } from '@tanstack/react-table';
import { useMemo, useState } from 'react';
import { formatBps, formatUnits } from '#client/format/amounts.ts';
import { formatPrice, priceOf } from '#client/format/price.ts';
import { Copyable } from '../../ui/copyable.tsx';
import { PageMessage } from '../../ui/page-message.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { Time } from '../../ui/time.tsx';
import { type CampaignUnits, SOL } from '../../ui/units.ts';
import pageClasses from './campaign-page.module.css';
import classes from './fills-table.module.css';
import type { FillRow } from './live-state.ts';

const features = tableFeatures({});
const helper = createColumnHelper<typeof features, FillRow>();

/** Some figures come only once the trade is final. */
const pending = <span className="quiet">…</span>;

function price(row: FillRow, { input, output }: CampaignUnits): string {
  const exact = priceOf(
    { amount: row.input, decimals: input.decimals },
    { amount: row.output, decimals: output.decimals },
  );
  return exact === null ? '—' : formatPrice(exact);
}

const columnsFor = (units: CampaignUnits) =>
  helper.columns([
    helper.display({ id: 'time', header: 'Time', cell: ({ row }) => <Time at={row.original.at} /> }),
    helper.display({
      id: 'in',
      header: `${units.input.symbol} in`,
      cell: ({ row }) => formatUnits(row.original.input, units.input.decimals, 6),
    }),
    helper.display({
      id: 'out',
      header: `${units.output.symbol} out`,
      cell: ({ row }) => formatUnits(row.original.output, units.output.decimals, 4, 4),
    }),
    helper.display({ id: 'price', header: 'Price', cell: ({ row }) => price(row.original, units) }),
    helper.display({
      id: 'slippage',
      header: 'Slippage',
      cell: ({ row: { original } }) => (original.slippageBps === null ? pending : formatBps(original.slippageBps)),
    }),
    helper.display({
      id: 'fee',
      header: 'Fee, SOL',
      cell: ({ row: { original } }) => (original.fee === null ? pending : formatUnits(original.fee, SOL.decimals)),
    }),
    helper.display({ id: 'signature', header: 'Signature', cell: ({ row }) => <Signature row={row.original} /> }),
    helper.display({ id: 'state', header: 'State', cell: ({ row }) => <State final={row.original.final} /> }),
  ]);

interface FillsTableProps {
  /** Newest first. */
  readonly rows: readonly FillRow[];
  readonly units: CampaignUnits;
  readonly loaded: boolean;
  readonly loadOlder: (() => Promise<void>) | null;
}

/** Every trade that landed. On a phone each row becomes a small card. */
export function FillsTable({ rows, units, loaded, loadOlder }: FillsTableProps) {
  const columns = useMemo(() => columnsFor(units), [units]);
  const table = useTable({ features, columns, data: rows, getRowId: (row) => row.signature });
  return (
    <section className={`card ${pageClasses['panel']}`} aria-labelledby="fills-title">
      <div className={pageClasses['panelHead']}>
        <h2 id="fills-title">Fills</h2>
        <span className="quiet numeric">{rows.length > 0 && (loadOlder ? `newest ${rows.length}` : rows.length)}</span>
      </div>
      {rows.length === 0 ? (
        <NoFills loaded={loaded} />
      ) : (
        <ScrollRegion labelledBy="fills-title">
          <table className={`numeric ${classes['table']}`}>
            <thead>
              {table.getHeaderGroups().map((group) => (
                <tr key={group.id}>
                  {group.headers.map((header) => (
                    <th key={header.id} data-column={header.column.id} scope="col">
                      <table.FlexRender header={header} />
                    </th>
                  ))}
                </tr>
              ))}
            </thead>
            <tbody>
              {table.getRowModel().rows.map((row) => (
                <tr key={row.id} data-provisional={!row.original.final || undefined} data-signature={row.id}>
                  {row.getAllCells().map((cell) => (
                    <td key={cell.id} data-column={cell.column.id} data-label={String(cell.column.columnDef.header)}>
                      <table.FlexRender cell={cell} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          {loadOlder && <OlderButton load={loadOlder} />}
        </ScrollRegion>
      )}
    </section>
  );
}

const NoFills = ({ loaded }: { readonly loaded: boolean }) =>
  loaded ? (
    <PageMessage title="Nothing has landed yet" text="Each trade shows here the moment the chain confirms it." />
  ) : (
    <Skeleton height={160} radius="md" />
  );

function OlderButton({ load }: { readonly load: () => Promise<void> }) {
  const [loading, setLoading] = useState(false);
  const press = async (): Promise<void> => {
    setLoading(true);
    await load().finally(() => setLoading(false));
  };
  return (
    <Button variant="default" size="xs" mt="sm" loading={loading} onClick={() => void press()}>
      Show older fills
    </Button>
  );
}

const Signature = ({ row }: { readonly row: FillRow }) => (
  <span className={classes['signature']}>
    <Copyable value={row.signature} name="signature" />
    {row.explorerUrl !== null && (
      <Anchor
        href={row.explorerUrl}
        target="_blank"
        rel="noreferrer"
        aria-label={`Show ${row.signature} in the explorer`}
      >
        ↗
      </Anchor>
    )}
  </span>
);

const State = ({ final }: { readonly final: boolean }) => (
  <span className={classes['state']} data-final={final}>
    {final ? 'Final' : 'Provisional'}
  </span>
);
