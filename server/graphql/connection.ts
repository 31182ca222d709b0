/** Cursor pages, after the Relay connection specification. */
import { ArgsType, type ClassType, Field, Int, ObjectType } from 'type-graphql';
import type { Page } from '#core/domain/page.ts';

@ObjectType({ description: 'Where a page ends.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether there is more after this page.' })
  hasNextPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Give it as `after` for the next page; null when the page is empty.',
  })
  endCursor!: string | null;
}

@ArgsType()
export class PageArgs {
  @Field(() => Int, { defaultValue: 20, description: 'How many at the most, 1 to 100.' })
  first!: number;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the last one already seen. INVALID_CURSOR when it is not one of this list.',
  })
  after?: string;
}

interface Edge<Node> {
  readonly cursor: string;
  readonly node: Node;
}

export interface Connection<Node> {
  readonly edges: readonly Edge<Node>[];
  readonly pageInfo: PageInfo;
}

/** A page on its way to the wire; `map` makes each node what its GraphQL type wants. */
export function toConnection<Node>(page: Page<Node>): Connection<Node>;
export function toConnection<Row, Node>(page: Page<Row>, map: (row: Row) => Node): Connection<Node>;
export function toConnection<Row>(page: Page<Row>, map: (row: Row) => unknown = (row) => row): Connection<unknown> {
  return {
    edges: page.items.map(({ node, cursor }) => ({ cursor, node: map(node) })),
    pageInfo: { hasNextPage: page.hasNext, endCursor: page.items.at(-1)?.cursor ?? null },
  };
}

/** Makes the `…Connection` and `…Edge` types of a list of `Node`. `what` names the list's order for the reader. */
export function connectionOf<Node extends object>(name: string, node: () => ClassType<Node>, what: string) {
  @ObjectType(`${name}Edge`, { description: `One of a page of ${name}.` })
  class EdgeType implements Edge<Node> {
    @Field(() => String, { description: 'Opaque position in the list.' })
    cursor!: string;

    @Field(node, { description: 'The object itself.' })
    node!: Node;
  }

  @ObjectType(`${name}Connection`, { description: what })
  class ConnectionType implements Connection<Node> {
    @Field(() => [EdgeType], { description: 'The page.' })
    edges!: EdgeType[];

    @Field(() => PageInfo, { description: 'Where the page ends.' })
    pageInfo!: PageInfo;
  }

  return ConnectionType;
}
