/** A real browser: CHROMIUM_BIN, or the Chromium that is installed here. */
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../../scripts/lib/chromium.mjs';
import type { Person } from './product.ts';

/** It runs as root in containers, and must not go anywhere but to the server under test. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** How long the console may take over anything, on a machine that is busy with everything else too. */
const PATIENCE_MS = 15_000;

export async function openBrowser(): Promise<Browser> {
  const { command, env } = await findChromium();
  return chromium.launch({ executablePath: command, args: FLAGS, env: definedOnly(env) });
}

const definedOnly = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));

export interface Visit {
  readonly page: Page;
  /** What the page logged as an error or did not catch. A test that expects none compares with `[]`. */
  readonly errors: string[];
}

/** A browser of its own, with nothing stored, on `url`. Its context is closed by {@link Page.context}. */
export async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(error.message));
  return { page, errors };
}

/** Signs in on the page that asks for it, and waits until the campaigns are there. */
export async function signIn(page: Page, { email, password }: Pick<Person, 'email' | 'password'>): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { level: 1, name: 'Campaigns' }).waitFor();
}
