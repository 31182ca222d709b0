/** The basics that a machine can check: names, labels, headings, order of focus, width. */
import type { Page } from 'playwright-core';

/** The accessible names of the first `count` tab stops, beginning at the top of the page. */
export async function tabStops(page: Page, count: number): Promise<string[]> {
  const names: string[] = [];
  for (let index = 0; index < count; index += 1) {
    await page.keyboard.press('Tab');
    names.push(await page.evaluate(nameOfFocused));
  }
  return names;
}

/** Runs in the page. */
function nameOfFocused(): string {
  const element = document.activeElement;
  const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : null;
  return (element?.getAttribute('aria-label') ?? label ?? element?.textContent ?? '').trim();
}

/** What breaks a basic rule, in words; empty when nothing does. */
export function basicFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    const all = (selector: string): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(selector)];
    const isShown = (element: HTMLElement): boolean =>
      element.checkVisibility() && element.closest('[aria-hidden="true"]') === null;
    const show = (element: HTMLElement): string => element.outerHTML.slice(0, 120);
    if (document.documentElement.lang === '') faults.push('the page has no language');
    if (document.title === '') faults.push('the page has no title');
    if (all('h1').filter(isShown).length !== 1) faults.push('there is not exactly one h1');
    if (all('main').length !== 1) faults.push('there is not exactly one main');
    for (const element of all('button, a[href]').filter(isShown)) {
      const names = [element.getAttribute('aria-label'), element.textContent, element.title];
      if (names.every((name) => (name ?? '').trim() === '')) faults.push(`no name: ${show(element)}`);
    }
    for (const element of all('input').filter(isShown)) {
      if (!(element as HTMLInputElement).labels?.length && !element.hasAttribute('aria-label'))
        faults.push(`no label: ${show(element)}`);
    }
    for (const element of all('svg, img').filter(isShown)) {
      const named = element.hasAttribute('aria-label') || element.hasAttribute('alt') || element.hasAttribute('role');
      if (!named && element.closest('button, a, [role="img"]') === null)
        faults.push(`no alternative: ${show(element)}`);
    }
    const ids = all('[id]').map(({ id }) => id);
    if (new Set(ids).size !== ids.length) faults.push('an id is used twice');
    return faults;
  });
}

/** How many pixels the page is wider than the window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
