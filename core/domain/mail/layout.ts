/** The frame of every mail: plain text, and the same as HTML without pictures, styles from elsewhere or tracking. */

export interface MailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface MailParts {
  readonly subject: string;
  /** Paragraphs before the link. */
  readonly opening: readonly string[];
  readonly link?: { readonly label: string; readonly url: string };
  /** Paragraphs after it. */
  readonly closing: readonly string[];
}

const ESCAPED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (letter) => ESCAPED[letter] ?? letter);

/** People choose their names: no line of one may become a header or a line of its own. */
const oneLine = (text: string): string => text.replace(/\p{Cc}+/gu, ' ').trim();

export function layOut({ subject, opening, link, closing }: MailParts): MailText {
  const before = opening.map(oneLine);
  const after = [...closing, 'Sluice'].map(oneLine);
  const paragraph = (text: string): string => `<p>${escapeHtml(text)}</p>`;
  const anchor = link === undefined ? [] : [`<p><a href="${escapeHtml(link.url)}">${escapeHtml(link.label)}</a></p>`];
  return {
    subject: oneLine(subject),
    text: `${[...before, ...(link === undefined ? [] : [link.url]), ...after].join('\n\n')}\n`,
    html: `<!doctype html>\n<html lang="en"><body>\n${[...before.map(paragraph), ...anchor, ...after.map(paragraph)].join('\n')}\n</body></html>\n`,
  };
}
