import type { ErrorDetails } from '@lianghuan/contracts';
import type { z } from 'zod';
import { ApiError } from './api-error.js';

const BASE = '/api/v1';
/** Cross-site pages cannot set a header of their own without asking; the API refuses writes that lack it. */
const WRITE_HEADERS = { 'x-requested-with': 'lianghuan' } as const;

export type QueryValues = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Address of an API resource. Empty values are left out. */
export function apiUrl(path: string, query: QueryValues = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(key, String(value));
  }
  const text = search.toString();
  return text === '' ? BASE + path : `${BASE}${path}?${text}`;
}

/** Typed requests: every answer is parsed with its schema of `@lianghuan/contracts`, every failure is an {@link ApiError}. */
export const api = {
  get: <T extends z.ZodType>(path: string, schema: T, query?: QueryValues, signal?: AbortSignal) =>
    send('GET', apiUrl(path, query), schema, undefined, signal),
  post: <T extends z.ZodType>(path: string, schema: T, body?: unknown) => send('POST', apiUrl(path), schema, body),
  patch: <T extends z.ZodType>(path: string, schema: T, body: unknown) => send('PATCH', apiUrl(path), schema, body),
  delete: <T extends z.ZodType>(path: string, schema: T, body?: unknown) => send('DELETE', apiUrl(path), schema, body),
  upload,
};

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** How long the same write as the one before is taken for a second tap of the same finger. */
const SECOND_TAP_MS = 1_000;
/** The last write: what was asked, what came of it, and until when asking it once more is no new one. */
let lastWrite: { readonly asked: string; readonly answer: Promise<Answer>; until: number } | undefined;

async function send<T extends z.ZodType>(
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  url: string,
  schema: T,
  body?: unknown,
  signal?: AbortSignal,
): Promise<z.output<T>> {
  const init: RequestInit = {
    method,
    credentials: 'same-origin',
    headers: {
      accept: 'application/json',
      ...(method === 'GET' ? {} : WRITE_HEADERS),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    signal,
  };
  if (body !== undefined) init.body = JSON.stringify(body);
  const { status, text } = await (method === 'GET' ? ask(url, init) : writeOnce(url, init));
  return settle(status, text, schema);
}

/**
 * Sends a write, unless it is the last one over again: a button that is tapped twice is drawn as busy only after the second tap, and two
 * reservations or two comments would be made. The second tap gets the answer of the first. What failed may be tried again at once.
 */
function writeOnce(url: string, init: RequestInit): Promise<Answer> {
  const asked = JSON.stringify([init.method, url, init.body]);
  if (lastWrite?.asked === asked && performance.now() < lastWrite.until) return lastWrite.answer;
  const write = { asked, answer: ask(url, init), until: Number.POSITIVE_INFINITY };
  lastWrite = write;
  write.answer.then(
    ({ status }) => (write.until = status < 400 ? performance.now() + SECOND_TAP_MS : 0),
    () => (write.until = 0),
  );
  return write.answer;
}

async function ask(url: string, init: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(url, init);
    return { status: response.status, text: await response.text() };
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ApiError('NETWORK_UNREACHABLE', 0, {}, { cause });
  }
}

/** Sends files. `fetch` tells nothing about the progress of an upload, XMLHttpRequest does. */
function upload<T extends z.ZodType>(
  path: string,
  schema: T,
  form: FormData,
  { query, onProgress }: { query?: QueryValues; onProgress?: (share: number) => void } = {},
): Promise<z.output<T>> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', apiUrl(path, query));
    request.setRequestHeader('accept', 'application/json');
    for (const [name, value] of Object.entries(WRITE_HEADERS)) request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) onProgress?.(event.loaded / event.total);
    });
    request.addEventListener('error', () => reject(new ApiError('NETWORK_UNREACHABLE', 0)));
    request.addEventListener('load', () => {
      try {
        resolve(settle(request.status, request.responseText, schema));
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    request.send(form);
  });
}

function settle<T extends z.ZodType>(status: number, text: string, schema: T): z.output<T> {
  const body = parseJson(text);
  if (status < 200 || status >= 300) throw errorOf(status, body);
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new ApiError('RESPONSE_UNEXPECTED', status, {}, { cause: parsed.error });
  return parsed.data;
}

function parseJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // e.g. the HTML error page of a proxy: errorOf and the schema judge it
  }
}

function errorOf(status: number, body: unknown): ApiError {
  if (typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string') {
    const details =
      'details' in body && typeof body.details === 'object' ? (body.details as ErrorDetails | null) : null;
    return new ApiError(body.code, status, details ?? {});
  }
  // A proxy answers for an API that is down.
  return status >= 502 && status <= 504
    ? new ApiError('NETWORK_UNREACHABLE', status)
    : new ApiError('INTERNAL', status, { requestId: '' });
}
