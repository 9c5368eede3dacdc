import { IndustryView } from '@lianghuan/contracts';
import { z } from 'zod';
import { api } from '../api/client.js';

type Waiting = { readonly resolve: (industry: IndustryView | null) => void; readonly reject: (error: unknown) => void };

/** The API takes the codes in the address; this many fit comfortably. */
const CODES_PER_REQUEST = 200;

let waiting = new Map<string, Waiting[]>();

/** One industry by its code; null if there is none. All that are asked for in the same moment, say by the rows of a table, share one request. */
export function loadIndustry(code: string): Promise<IndustryView | null> {
  return new Promise((resolve, reject) => {
    if (waiting.size === 0) setTimeout(() => void flush(), 0);
    waiting.set(code, [...(waiting.get(code) ?? []), { resolve, reject }]);
  });
}

async function flush(): Promise<void> {
  const asked = [...waiting];
  waiting = new Map();
  for (let start = 0; start < asked.length; start += CODES_PER_REQUEST) {
    const part = asked.slice(start, start + CODES_PER_REQUEST);
    try {
      const found = await api.get('/industries', z.array(IndustryView), {
        codes: part.map(([code]) => code).join(','),
      });
      for (const [code, callers] of part) {
        const industry = found.find((candidate) => candidate.code === code) ?? null;
        for (const { resolve } of callers) resolve(industry);
      }
    } catch (error) {
      for (const [, callers] of part) for (const { reject } of callers) reject(error);
    }
  }
}
