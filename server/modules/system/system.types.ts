/** What anybody may know of this installation. */
import { Field, ObjectType } from 'type-graphql';
import { enumOf } from '../../graphql/enum.ts';

export const ClusterEnum = enumOf(
  'Cluster',
  'Which Solana chain this installation trades on, known by its genesis hash. mainnet-beta is refused at start.',
  {
    LOCAL: 'The chain that comes with Sluice: its money is play money.',
    DEVNET: "Solana's devnet.",
    TESTNET: "Solana's testnet.",
  },
);
export type Cluster = keyof typeof ClusterEnum;

@ObjectType({ description: 'This installation, for the log-in page and for clients that check what they talk to.' })
export class SystemInfo {
  @Field(() => ClusterEnum, { description: 'The chain by name.' })
  cluster!: Cluster;

  @Field(() => String, { description: 'Hash of the genesis block in base58: the name no other chain can have.' })
  genesisHash!: string;

  @Field(() => String, { description: 'Version of Sluice.' })
  version!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Address of a transaction in an explorer, with `{signature}` to replace; null where no explorer knows the chain.',
  })
  explorerUrlTemplate!: string | null;

  @Field(() => Boolean, { description: 'Whether campaigns may trade over a block engine (Jito).' })
  blockEngine!: boolean;

  @Field(() => String, {
    nullable: true,
    description:
      'E-mail of the demo account that a start on the local chain makes; null where there is none. Never its password.',
  })
  demoEmail!: string | null;
}
