import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { basicFaults, tabStops } from './support/accessibility.ts';
import { openBrowser, signIn, visit } from './support/browser.ts';
import { type Product, startProduct } from './support/product.ts';

describe('U-01 the way into the console', () => {
  let product: Product;
  let browser: Browser;

  beforeAll(async () => {
    product = await startProduct();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await Promise.all([product?.stop(), browser?.close()]);
  });

  it('refuses a wrong password in one sentence, and lets the right one in', async () => {
    const { page } = await visit(browser, product.url);
    await page.goto('/campaigns');
    await page.getByLabel('E-mail').fill(product.person.email);
    await page.getByRole('textbox', { name: 'Password' }).fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('Wrong e-mail or password.', { exact: true }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/sign-in');

    await signIn(page, product.person);
    expect(new URL(page.url()).pathname).toBe('/campaigns');
    await page.context().close();
  });

  it('U-10 says what is wrong with each field before anything is sent', async () => {
    const { page } = await visit(browser, product.url);
    await page.goto('/sign-up');
    await page.getByLabel('E-mail').fill('not an address');
    await page.getByRole('textbox', { name: 'Password' }).fill('short');
    await page.getByRole('button', { name: 'Make the account' }).click();
    for (const message of ['Enter the name others will see', 'Enter an e-mail address', 'At least 12 characters']) {
      await page.getByText(message).last().waitFor();
    }
    const email = page.getByLabel('E-mail');
    expect(await email.getAttribute('aria-invalid')).toBe('true');
    await page.context().close();
  });

  it('shows beside the field what the server says of it', async () => {
    const { page } = await visit(browser, product.url);
    await page.goto('/sign-up');
    await page.getByLabel('Name').fill('Another Ada');
    await page.getByLabel('E-mail').fill(product.person.email);
    await page.getByRole('textbox', { name: 'Password' }).fill('long enough for anybody');
    await page.getByRole('button', { name: 'Make the account' }).click();
    await page.getByText('There is already an account for this e-mail.').waitFor();
    expect(await page.getByLabel('E-mail').getAttribute('aria-invalid')).toBe('true');
    await page.context().close();
  });

  it('makes an account, whose organisation has no campaigns yet', async () => {
    const { page, errors } = await visit(browser, product.url);
    await page.goto('/');
    await page.getByRole('link', { name: 'Make an account' }).click();
    await page.getByLabel('Name').fill('Grace');
    await page.getByLabel('E-mail').fill('grace@example.org');
    await page.getByRole('textbox', { name: 'Password' }).fill('a ship in port is safe');
    await page.getByRole('button', { name: 'Make the account' }).click();
    await page.getByRole('heading', { name: 'No campaigns yet' }).waitFor();
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it('A-03 keeps the session over a reload, and ends it everywhere on signing out', async () => {
    const { page } = await visit(browser, product.url);
    await page.goto('/');
    await signIn(page, product.person);
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Campaigns' }).waitFor();

    const other = await page.context().newPage();
    await other.goto('/campaigns');
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await other.getByRole('button', { name: 'Sign in' }).waitFor();
    await page.context().close();
  });

  it('A-03 goes back to the sign-in page, and from there to where one was, when the session can no longer be renewed', async () => {
    const { page } = await visit(browser, product.url);
    await page.goto('/');
    await signIn(page, product.person);
    const campaignId = await product.createCampaign('Away', { budget: '1000000000', durationSeconds: 60, slices: 6 });
    await page.evaluate(() => {
      const ended = { accessToken: 'spent', accessTokenExpiresAt: '2020-01-01T00:00:00.000Z', refreshToken: 'revoked' };
      localStorage.setItem('sluice.session', JSON.stringify(ended));
    });
    await page.goto(`/campaigns/${campaignId}`);
    await page.getByText('You are signed out. Sign in to go on.').waitFor();
    await page.getByLabel('E-mail').fill(product.person.email);
    await page.getByRole('textbox', { name: 'Password' }).fill(product.person.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Away' }).waitFor();
    await page.context().close();
  });

  it('never follows an address to another site after signing in', async () => {
    const { page } = await visit(browser, product.url);
    await page.goto('/sign-in?next=//evil.example');
    await signIn(page, product.person);
    expect(page.url()).toBe(`${product.url}/campaigns`);
    await page.context().close();
  });

  it('follows the system between dark and light until told otherwise, and remembers what it was told', async () => {
    const { page } = await visit(browser, product.url, { colorScheme: 'dark' });
    await page.goto('/sign-in');
    const scheme = () => page.locator('html').getAttribute('data-mantine-color-scheme');
    await page.getByRole('button', { name: 'Switch to light colours' }).click();
    await page.getByRole('button', { name: 'Switch to dark colours' }).waitFor();
    expect(await scheme()).toBe('light');
    await page.reload();
    await page.getByRole('button', { name: 'Switch to dark colours' }).waitFor();
    expect(await scheme()).toBe('light');
    await page.context().close();
  });

  it('S-02 keeps within its content security policy, on every page', async () => {
    const { page, errors } = await visit(browser, product.url);
    await page.goto('/sign-in');
    await signIn(page, product.person);
    const campaignId = await product.createCampaign('Strict', { budget: '1000000000', durationSeconds: 60, slices: 6 });
    await page.goto(`/campaigns/${campaignId}`);
    await page.getByRole('heading', { level: 1, name: 'Strict' }).waitFor();
    // The dialog, the menu and the chart make style sheets in the page.
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click();
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
    await page.locator('canvas').first().waitFor();
    const probe = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'document.title = "injected"';
      document.body.append(script);
      return document.title;
    });
    expect(probe).not.toBe('injected');
    const [refused, ...others] = errors.filter((error) => error.includes('Content Security Policy'));
    expect([refused?.includes('inline script'), others]).toEqual([true, []]);
    await page.context().close();
  });

  it('can be used from the keyboard, in the order it is read, and names its parts', async () => {
    const { page } = await visit(browser, product.url);
    await page.goto('/sign-in');
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await tabStops(page, 5)).toEqual([
      'Switch to dark colours',
      'E-mail',
      'Password',
      'Sign in',
      'Make an account',
    ]);
    expect(await basicFaults(page)).toEqual([]);
    await page.context().close();
  });
});
