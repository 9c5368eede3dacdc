import type { EnterpriseRecord } from '../model.js';

/** A product line cut out of a record, still in the words of the record. */
export interface Line {
  readonly name: string;
  /** How much of the business it stands for, 0.3–1.5: by share of revenue, else by position. */
  readonly weight: number;
  readonly share?: number;
  readonly field: string;
  /** `[start, end)` in the text of that field. */
  readonly start: number;
  readonly end: number;
}

/** What lines of a list are set apart by, headings included. */
const SEPARATOR = /[\u3001\uff0c,\uff1b;\u3002/|\uff1a:]/;
const isSeparator = Uint8Array.from({ length: 65_536 }, (_, unit) =>
  SEPARATOR.test(String.fromCharCode(unit)) ? 1 : 0,
);

/** Weight of the line at a position when shares are unknown: earlier lines matter more. */
const weightOf = (importance: number): number => 0.3 + 1.2 * Math.max(0, Math.min(1, importance));

/**
 * Product lines of an enterprise: the ones given, and the ones listed in its main business
 * (「heading:line、line、line」; the heading counts as the first line).
 */
export function productLines(enterprise: EnterpriseRecord): Line[] {
  const lines: Line[] = [];
  (enterprise.products ?? []).forEach((product, position) => {
    const importance = product.share ?? 1 - 0.07 * position;
    lines.push({
      name: product.name,
      weight: weightOf(importance),
      ...(product.share === undefined ? {} : { share: product.share }),
      field: `products.${position}`,
      start: 0,
      end: product.name.length,
    });
  });
  const text = enterprise.mainBusiness ?? '';
  let start = 0;
  let position = 0;
  for (let i = 0; i <= text.length; i++) {
    if (i < text.length && isSeparator[text.charCodeAt(i)] === 0) continue;
    const piece = text.slice(start, i);
    const trimmed = piece.trim();
    if (trimmed) {
      const from = start + piece.indexOf(trimmed);
      lines.push({
        name: trimmed,
        weight: weightOf(1 - 0.07 * position),
        field: 'mainBusiness',
        start: from,
        end: from + trimmed.length,
      });
      position++;
    }
    start = i + 1;
  }
  return lines;
}
