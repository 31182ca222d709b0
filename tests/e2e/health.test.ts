import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SignUpDocument } from '#client/generated/operations.ts';
import { openDatabase } from '#core/store/db.ts';
import { createOwners } from '#core/store/owners.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import { recordFailure } from '#core/usecases/dead-letter/record-failure.ts';
import { setPlatformRole } from '../../scripts/lib/admin.mjs';
import { silentLog } from '../support/machine.ts';
import { basicFaults, overflow } from './support/accessibility.ts';
import { createAsk } from './support/api.ts';
import { openBrowser, signIn, visit } from './support/browser.ts';
import { type Product, startProduct } from './support/product.ts';

describe('AD-01 the page of an administrator', () => {
  let product: Product;
  let browser: Browser;

  beforeAll(async () => {
    product = await startProduct();
    await setPlatformRole(product.databaseUrl, product.person.email, 'admin');
    browser = await openBrowser();
  });
  afterAll(async () => {
    await Promise.all([product?.stop(), browser?.close()]);
  });

  const openHealth = async (page: Page): Promise<void> => {
    await page.goto('/');
    await signIn(page, product.person);
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByRole('menuitem', { name: 'Health of the installation' }).click();
    await page.getByRole('heading', { level: 1, name: 'Health' }).waitFor();
  };

  it('shows every part, and is whole on a phone and in the dark', async () => {
    const options = { viewport: { width: 390, height: 844 }, colorScheme: 'dark' } as const;
    const { page, errors } = await visit(browser, product.url, options);
    await openHealth(page);
    for (const part of ['Trades', 'Chain', 'Signer', /^Postgres \d/, /^Redis \d/]) {
      await page.getByText(part, { exact: true }).first().waitFor();
    }
    for (const row of [
      /^trade\.buy/,
      /^maintenance/,
      /^campaign the dispatcher/,
      /^worker-1/,
      /^server/,
      /127\.0\.0\.1/,
    ]) {
      await page.getByRole('row', { name: row }).waitFor();
    }
    expect(await basicFaults(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it('G-01 halts everything once it has said what that means, and lets it go on again', async () => {
    const { page } = await visit(browser, product.url);
    await openHealth(page);
    await page.getByRole('button', { name: 'Halt everything' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('until an administrator re-arms the platform').waitFor();
    const halt = dialog.getByRole('button', { name: 'Halt everything' });
    expect(await halt.isDisabled()).toBe(true);
    await dialog.getByLabel('Why').fill('a drill');
    await halt.click();
    await page.getByText('Trading is held back').waitFor();
    await page.getByText('reason: a drill').waitFor();

    await page.getByRole('button', { name: 'Re-arm the whole installation' }).first().click();
    await dialog.getByText('It was halted because: a drill').waitFor();
    await dialog.getByLabel('Why').fill('the drill is over');
    await dialog.getByRole('button', { name: 'Re-arm the whole installation' }).click();
    await page.getByText('Nothing is wrong just now.').waitFor();
    await page.getByRole('button', { name: 'Halt everything' }).waitFor();
    await page.context().close();
  });

  it('E-06 lists a dead letter, and discards it for a reason', async () => {
    const db = openDatabase({ url: product.databaseUrl, max: 1, applicationName: 'test' });
    const owners = createOwners(db.as(NO_TENANT));
    const job = { queue: 'trade.buy', jobId: 'job-1', payload: { hello: 'world' }, hopeless: true } as const;
    await recordFailure({ db, owners, log: silentLog }, { ...job, error: new TypeError('what is this?') });
    await db.close();
    const { page } = await visit(browser, product.url);
    await openHealth(page);
    await page.getByText('TypeError: what is this?').waitFor();
    await page.getByText('A job keeps failing').waitFor();
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.getByRole('dialog').getByLabel('Why').fill('nobody needs it');
    await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
    await page.getByText('No job waits for a decision.').waitFor();
    await page.getByText('Nothing is wrong just now.').waitFor();
    await page.context().close();
  });

  it('is for administrators alone', async () => {
    const person = { name: 'Grace', email: 'grace@example.org', password: 'a ship in port is safe' };
    await createAsk(product.url)(SignUpDocument, { input: person });
    const { page } = await visit(browser, product.url);
    await page.goto('/');
    await signIn(page, person);
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
    expect(await page.getByRole('menuitem', { name: 'Health of the installation' }).count()).toBe(0);
    await page.goto('/admin/health');
    await page.getByRole('heading', { name: 'For administrators' }).waitFor();
    await page.context().close();
  });
});
