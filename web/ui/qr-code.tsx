import classes from './qr-code.module.css';

interface QrCodeProps {
  /** From the top, each with as many letters as there are rows: `1` is dark. The light border is part of it. */
  readonly rows: readonly string[];
  /** What it says, for those who cannot see it. */
  readonly label: string;
}

/** Dark on light in both colour schemes: many readers take nothing else. */
export const QrCode = ({ rows, label }: QrCodeProps) => (
  <svg
    className={classes['code']}
    viewBox={`0 0 ${rows.length} ${rows.length}`}
    shapeRendering="crispEdges"
    role="img"
    aria-label={label}
  >
    <rect width="100%" height="100%" fill="#fff" />
    <path d={darkPath(rows)} fill="#000" />
  </svg>
);

/** Each run of dark modules as one rectangle. */
const darkPath = (rows: readonly string[]): string =>
  rows
    .flatMap((row, y) =>
      [...row.matchAll(/1+/g)].map((run) => `M${run.index} ${y}h${run[0].length}v1h-${run[0].length}z`),
    )
    .join('');
