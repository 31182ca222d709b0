import DataLoader from 'dataloader';
import type { CampaignId } from '#core/domain/ids.ts';
import type { Page, PageRequest } from '#core/domain/page.ts';

type Read<Node> = (ids: readonly CampaignId[], page: PageRequest) => Promise<ReadonlyMap<CampaignId, Page<Node>>>;

/** Loads a page of what belongs to a campaign. */
export type PageLoader<Node> = (campaignId: CampaignId, page: PageRequest) => Promise<Page<Node>>;

/** Reads the same page of many campaigns at once: one `read` for each page asked for in a request, not one for each campaign. */
export function pageLoader<Node>(read: Read<Node>): PageLoader<Node> {
  const loaders = new Map<string, DataLoader<CampaignId, Page<Node>>>();
  const loaderOf = (page: PageRequest) => {
    const key = `${page.first}:${page.after ?? ''}`;
    const loader = loaders.get(key) ?? createLoader(read, page);
    loaders.set(key, loader);
    return loader;
  };
  return (campaignId, page) => loaderOf(page).load(campaignId);
}

const createLoader = <Node>(read: Read<Node>, page: PageRequest): DataLoader<CampaignId, Page<Node>> =>
  new DataLoader(async (ids) => {
    const pages = await read(ids, page);
    return ids.map((id) => pages.get(id) ?? { items: [], hasNext: false });
  });
