/** Lists are read in pages, newest first, by an opaque cursor. */

export interface PageRequest {
  /** How many, 1 … 100. */
  readonly first: number;
  /** The cursor after which to go on; absent or null for the start. */
  readonly after?: string | null | undefined;
}

export interface Page<Node> {
  readonly items: readonly { readonly node: Node; readonly cursor: string }[];
  readonly hasNext: boolean;
}

export const LARGEST_PAGE = 100;
/** Events are small and read in order. */
export const LARGEST_EVENT_PAGE = 1_000;
