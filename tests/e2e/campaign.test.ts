import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CampaignDocument, CampaignExecutionsDocument, CampaignFillsDocument } from '#client/generated/operations.ts';
import { basicFaults, overflow } from './support/accessibility.ts';
import { openBrowser, signIn, visit } from './support/browser.ts';
import { type Line, openLine } from './support/line.ts';
import { type Product, startProduct } from './support/product.ts';

/** One trade a second for a minute and a half. */
const PLAN = { budget: '9000000000', durationSeconds: 90, slices: 90 };
/** Longer than a trade takes to become final, and than the console waits before it connects again. */
const SOON = { timeout: 30_000, interval: 100 };

const rows = (page: Page) => page.locator('tbody tr[data-signature]');
const status = (page: Page) => page.getByRole('status', { name: 'Status' });
const feed = (page: Page, word: string) => page.getByRole('status').getByText(word, { exact: true });

/** Opens the campaign as somebody would: from the list. */
async function openCampaign(page: Page, product: Product, name: string): Promise<void> {
  await page.goto('/');
  await signIn(page, product.person);
  await page.getByRole('link', { name }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

async function start(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click();
  await status(page).getByText('Active').waitFor();
}

const signaturesShown = (page: Page): Promise<string[]> =>
  rows(page).evaluateAll((elements) => elements.map((element) => element.getAttribute('data-signature') ?? ''));

const sequenceShown = (page: Page): Promise<number[]> =>
  page
    .locator('li[data-seq]')
    .evaluateAll((elements) => elements.map((element) => Number(element.getAttribute('data-seq'))));

describe('U-04 the page of a campaign', () => {
  let product: Product;
  let browser: Browser;

  beforeAll(async () => {
    product = await startProduct();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await Promise.all([product?.stop(), browser?.close()]);
  });

  const inFlight = async (id: string): Promise<number> =>
    (await product.ask(CampaignDocument, { id })).campaign.currentRun?.summary.inFlight ?? 0;

  const attemptCount = async (id: string): Promise<number> => {
    const { campaign } = await product.ask(CampaignExecutionsDocument, { id, first: 100 });
    return campaign.executions.edges.reduce((sum, { node }) => sum + node.attempts.length, 0);
  };

  const fillSignatures = async (id: string): Promise<string[]> => {
    const { campaign } = await product.ask(CampaignFillsDocument, { id, first: 100 });
    return campaign.fills.edges.map(({ node }) => node.signature);
  };

  it('C-05 starts, fills live, pauses, resumes and stops a campaign', async () => {
    const name = 'Steady buying';
    const id = await product.createCampaign(name, PLAN);
    const { page, errors } = await visit(browser, product.url);
    await openCampaign(page, product, name);
    await page.evaluate(() => Object.assign(window, { notReloaded: true }));

    await page.getByRole('button', { name: 'Start' }).click();
    const question = page.getByRole('dialog');
    await question.getByText('Up to 9 SOL of the wallet “Trading” buys DRIP, over 1 min 30 s in 90 trades.').waitFor();
    await question.getByRole('button', { name: 'Leave it' }).click();
    await status(page).getByText('Draft').waitFor();
    await start(page);

    // Provisional at first, final a moment later, and all without a reload.
    await page.locator('tr[data-provisional]').first().waitFor();
    await rows(page).getByText('Final').nth(1).waitFor();
    await page
      .getByRole('img', { name: /^Line chart of \d+ fills/ })
      .locator('canvas')
      .first()
      .waitFor();
    expect(await page.evaluate(() => 'notReloaded' in window)).toBe(true);

    await page.getByRole('button', { name: 'Pause' }).click();
    await status(page).getByText('Paused').waitFor();
    const signed = await attemptCount(id);
    await vi.waitUntil(async () => (await inFlight(id)) === 0, SOON);
    const slot = await product.connection.getSlot('processed');
    // Three trades' time at ten slots a second.
    await vi.waitUntil(async () => (await product.connection.getSlot('processed')) > slot + 30, SOON);
    expect(await attemptCount(id)).toBe(signed);
    await vi.waitUntil(async () => (await page.locator('tr[data-provisional]').count()) === 0, SOON);
    expect((await signaturesShown(page)).toSorted()).toEqual((await fillSignatures(id)).toSorted());

    const before = await rows(page).count();
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click();
    await status(page).getByText('Active').waitFor();
    await rows(page)
      .nth(before + 1)
      .waitFor();

    await page.getByRole('button', { name: 'Stop' }).click();
    await page
      .getByRole('dialog')
      .getByText(/\d+ trades not yet sent are cancelled\./)
      .waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
    await status(page).getByText('Stopped').waitFor();
    await page.getByRole('button', { name: 'Start' }).waitFor();
    expect(await inFlight(id)).toBe(0);
    expect(await page.getByRole('button', { name: 'Stop' }).count()).toBe(0);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it('L-02 misses nothing and shows nothing twice when the line is cut, and keeps the session over a reload', async () => {
    const name = 'Through a storm';
    const id = await product.createCampaign(name, PLAN);
    const line: Line = await openLine(product.url);
    const { page } = await visit(browser, line.url);
    await openCampaign(page, product, name);
    await start(page);
    await feed(page, 'Live').waitFor();
    await rows(page).first().waitFor();

    for (const _ of [1, 2]) {
      line.cut();
      await feed(page, 'Reconnecting').waitFor();
      const known = await fillSignatures(id);
      await vi.waitUntil(async () => (await fillSignatures(id)).length >= known.length + 2, SOON);
      line.mend();
      await feed(page, 'Live').waitFor();
    }
    await page.getByRole('button', { name: 'Pause' }).click();
    await status(page).getByText('Paused').waitFor();
    await vi.waitUntil(async () => (await inFlight(id)) === 0, SOON);
    const fills = (await fillSignatures(id)).toSorted();
    await vi.waitUntil(async () => (await rows(page).getByText('Final').count()) === fills.length, SOON);
    expect((await signaturesShown(page)).toSorted()).toEqual(fills);
    const { campaign } = await product.ask(CampaignDocument, { id });
    const last = Number(campaign.lastEventSeq);
    expect(await sequenceShown(page)).toEqual(Array.from({ length: last }, (_, index) => last - index));

    await page.reload();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await vi.waitUntil(async () => (await rows(page).count()) === fills.length, SOON);
    expect((await signaturesShown(page)).toSorted()).toEqual(fills);
    await page.context().close();
    await line.close();
  });

  it('U-10 sends a pause once, however often it is pressed, and shows it before it is done', async () => {
    const name = 'Impatient';
    await product.createCampaign(name, PLAN);
    const { page } = await visit(browser, product.url);
    await openCampaign(page, product, name);
    await start(page);
    let sent = 0;
    let answer: () => void = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route('**/graphql', async (route) => {
      if (route.request().postData()?.includes('"operationName":"PauseCampaign"')) {
        sent += 1;
        await answered;
      }
      await route.continue();
    });
    await page.getByRole('button', { name: 'Pause' }).evaluate((button: HTMLButtonElement) => {
      for (let press = 0; press < 5; press += 1) button.click();
    });
    await status(page).getByText('Pausing…').waitFor();
    answer();
    await status(page).getByText('Paused').waitFor();
    expect(sent).toBe(1);
    await page.context().close();
  });

  it('tells what went wrong, and goes back to what is so, when the server refuses', async () => {
    const name = 'Beyond its means';
    await product.createCampaign(name, { ...PLAN, budget: '900000000000' });
    const { page } = await visit(browser, product.url);
    await openCampaign(page, product, name);
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click();
    await page.getByText('Could not start').waitFor();
    await page.getByText(/^Not enough SOL/).waitFor();
    await status(page).getByText('Draft').waitFor();
    await page.context().close();
  });

  it('says so when there is no such campaign', async () => {
    const { page } = await visit(browser, product.url);
    await page.goto('/');
    await signIn(page, product.person);
    await page.goto('/campaigns/00000000-0000-4000-8000-000000000000');
    await page.getByRole('heading', { name: 'There is no such campaign' }).waitFor();
    await page.context().close();
  });

  it('fits a phone, and keeps the basics of accessibility, in light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await visit(browser, product.url, { viewport: { width: 390, height: 844 }, colorScheme });
      await page.goto('/');
      expect(await overflow(page)).toBe(0);
      await signIn(page, product.person);
      await page.getByRole('link', { name: 'Steady buying' }).waitFor();
      expect(await overflow(page)).toBe(0);
      expect(await basicFaults(page)).toEqual([]);
      await page.getByRole('link', { name: 'Steady buying' }).click();
      await rows(page).first().waitFor();
      expect(await overflow(page)).toBe(0);
      expect(await basicFaults(page)).toEqual([]);
      await page.context().close();
    }
  });

  it('can be left and entered from the keyboard alone', async () => {
    const { page } = await visit(browser, product.url);
    await openCampaign(page, product, 'Steady buying');
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Steady buying' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
    await page.getByRole('button', { name: 'Start' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    // The safe answer has the focus, and Escape leaves everything as it is.
    await vi.waitUntil(() => page.evaluate(() => document.activeElement?.textContent === 'Leave it'), SOON);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await status(page).getByText('Stopped').waitFor();
    await page.context().close();
  });
});
