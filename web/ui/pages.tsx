import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';

interface PageInfo {
  readonly hasNextPage: boolean;
  readonly endCursor: string | null;
}

interface PagesProps {
  /** What the button says that shows the next chunk: `Show older wallets`. */
  readonly more: string;
  /** One chunk: the things behind `after`, then what `next` makes of the chunk's page info. */
  readonly children: (after: string | null, next: (info: PageInfo) => ReactNode) => ReactNode;
}

interface ChunkProps extends PagesProps {
  readonly after: string | null;
}

/** A list in chunks, each read by itself; the last one offers the next. */
export const Pages = (props: PagesProps) => <Chunk {...props} after={null} />;

function Chunk({ after, more, children }: ChunkProps) {
  const [next, setNext] = useState<string | null>(null);
  return (
    <>
      {children(
        after,
        ({ hasNextPage, endCursor }) =>
          hasNextPage &&
          next === null && (
            <Button variant="default" size="xs" mt="sm" onClick={() => setNext(endCursor)}>
              {more}
            </Button>
          ),
      )}
      {next !== null && (
        <Chunk after={next} more={more}>
          {children}
        </Chunk>
      )}
    </>
  );
}
