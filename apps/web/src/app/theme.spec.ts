/// <reference types="node" />
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { PALETTE, paletteVariable } from './theme.js';

const SOURCES = 'apps/web/src';

describe('the style sheets', () => {
  it('name no colour the palette does not have: a rule with one would be dropped without a word', () => {
    const known = new Set(Object.keys(PALETTE.light).map(paletteVariable));
    const sheets = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.css'));
    expect(sheets).toContain(join('app', 'app.css'));
    const unknown = sheets.flatMap((sheet) =>
      [...readFileSync(join(SOURCES, sheet), 'utf8').matchAll(/var\((--lh-[a-z-]+)/g)].flatMap(([, name = '']) =>
        known.has(name) ? [] : [`${sheet}: ${name}`],
      ),
    );
    expect(unknown).toEqual([]);
  });
});
