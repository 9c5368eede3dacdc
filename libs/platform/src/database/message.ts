import type { Connection, Submittable } from 'pg';

/** One statement of a message. Each of its columns comes back as PostgreSQL writes it: text, or null. */
export interface Statement {
  readonly text: string;
  readonly values?: readonly unknown[];
  /**
   * Parsed once and planned a few times for each connection instead of for each message. For texts that come again and again, and whose
   * best plan does not hang on the values; `parsed` for those whose plan does, which are planned for their values each time.
   */
  readonly isKept?: boolean | 'parsed';
}

export type TextRow = readonly (string | null)[];

interface Part {
  readonly text: string;
  readonly name: string;
  readonly values: (string | null)[];
  /** Place among the statements asked for; undefined for what is said to PostgreSQL about the next. */
  readonly at: number | undefined;
}

/** Kept at the most, so that texts nobody thought of do not fill the memory of the server; further ones are parsed each time. */
const KEPT_LIMIT = 200;
/** Names of the statements that are kept, the same on each connection. */
const names = new Map<string, string>();
/** Statements a connection knows by name. */
const known = new WeakMap<Connection, Set<string>>();

/**
 * Several statements in one message to the server, which are one transaction: PostgreSQL begins it with the first and ends it at the end of the
 * message, so what a statement sets for the transaction (`set_config(…, true)`) holds for those after it and for nothing else. When one
 * fails, those after it are not carried out, and nothing of the message remains. Within an open transaction it is a part of that.
 *
 * A query object of node-postgres, like those of pg-cursor: https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING
 */
export class Message implements Submittable {
  readonly #parts: readonly Part[];
  readonly #answers: TextRow[][];
  #at = 0;
  #known: Set<string> = new Set();
  #settle: (failure: Error | undefined) => void = () => undefined;

  /** Rows of each statement. Rejects with the error of the driver. */
  readonly answers: Promise<TextRow[][]>;

  constructor(statements: readonly Statement[]) {
    this.#parts = statements.flatMap((statement, at) => {
      const part = partOf(statement, at);
      return statement.isKept === 'parsed' ? [planFor('force_custom_plan'), part, planFor('auto')] : [part];
    });
    this.#answers = statements.map(() => []);
    this.answers = new Promise((resolve, reject) => {
      this.#settle = (failure) => (failure === undefined ? resolve(this.#answers) : reject(failure));
    });
  }

  /** Place of the statement that failed. */
  get at(): number {
    return this.#parts[this.#at]?.at ?? 0;
  }

  submit(connection: Connection): void {
    this.#known = known.get(connection) ?? new Set();
    known.set(connection, this.#known);
    connection.stream.cork();
    for (const { text, name, values } of this.#parts) {
      if (!this.#known.has(name)) {
        // One that failed when it was sent first may be there all the same.
        if (name !== '') connection.close({ type: 'S', name }, true);
        connection.parse({ name, text, types: [] }, true);
      }
      connection.bind({ statement: name, values }, true);
      connection.execute(null, true);
    }
    connection.sync();
    connection.stream.uncork();
  }

  handleDataRow({ fields }: { readonly fields: TextRow }): void {
    const { at } = this.#parts[this.#at];
    if (at !== undefined) this.#answers[at].push(fields);
  }

  handleCommandComplete(): void {
    const { name } = this.#parts[this.#at];
    if (name !== '') this.#known.add(name);
    this.#at += 1;
  }

  handleError(failure: Error): void {
    this.#settle(failure);
  }

  handleReadyForQuery(): void {
    this.#settle(undefined);
  }
}

function partOf({ text, values = [], isKept = false }: Statement, at?: number): Part {
  return { text, name: isKept === false ? '' : nameOf(text), values: values.map(parameterText), at };
}

/** How PostgreSQL plans what follows in the message. */
function planFor(mode: 'auto' | 'force_custom_plan'): Part {
  return partOf({ text: `SELECT set_config('plan_cache_mode', $1, true)`, values: [mode], isKept: true });
}

function nameOf(text: string): string {
  const present = names.get(text);
  if (present !== undefined || names.size === KEPT_LIMIT) return present ?? '';
  const name = `kept_${names.size + 1}`;
  names.set(text, name);
  return name;
}

/** A value as PostgreSQL reads it in text: lists as array literals, lists in lists as the literal of each. @throws {TypeError} for objects */
export function parameterText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return arrayText(value);
  throw new TypeError(`${typeof value} as a parameter of a message`);
}

/** Of texts alone the engine's own JSON is the literal, but for the brackets and where it spells signs PostgreSQL reads otherwise. */
function arrayText(values: readonly unknown[]): string {
  if (values.every((value) => typeof value === 'string' || value === null)) {
    const json = JSON.stringify(values);
    if (!json.includes('\\')) return `{${json.slice(1, -1)}}`;
  }
  return `{${values.map(elementText).join(',')}}`;
}

function elementText(value: unknown): string {
  const text = parameterText(value);
  if (text === null) return 'NULL';
  return `"${/["\\]/.test(text) ? text.replaceAll(/["\\]/g, String.raw`\$&`) : text}"`;
}
