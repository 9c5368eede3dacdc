import type { NodeAssignment } from '@lianghuan/matching';
import type { EntityManager } from 'typeorm';
import type { CorrectionRow } from './chain-input.js';
import type { NodeCorrections } from './node-corrections.js';

/** Rows that go into a table in one statement. */
const BLOCK_SIZE = 5_000;

interface LinkRow {
  readonly node_id: string;
  readonly subject_kind: CorrectionRow['subjectKind'];
  readonly subject_id: string;
  readonly strength: number;
  readonly origin: 'rule' | 'person';
  readonly evidence: readonly object[];
}

/** Writes links in blocks and applies what people said: their word goes before the rule's. */
export class LinkWriter {
  #waiting: LinkRow[] = [];
  count = 0;

  constructor(
    private readonly tx: EntityManager,
    private readonly corrections: NodeCorrections,
  ) {}

  /** @returns the nodes the subject belongs to, corrections applied */
  async add(
    kind: CorrectionRow['subjectKind'],
    id: string,
    found: readonly (Omit<NodeAssignment, 'evidence'> & { readonly evidence: readonly object[] })[],
  ): Promise<NodeAssignment[]> {
    const { byRule, byPerson } = this.corrections.applyTo(kind, id, found);
    const rows: LinkRow[] = [
      ...byRule.map(({ nodeId, strength, evidence }) => ({
        node_id: nodeId,
        subject_kind: kind,
        subject_id: id,
        strength,
        origin: 'rule' as const,
        evidence: evidence.map(shortened),
      })),
      ...byPerson.map(({ nodeId, strength, reason }) => ({
        node_id: nodeId,
        subject_kind: kind,
        subject_id: id,
        strength,
        origin: 'person' as const,
        evidence: [{ kind: 'person', reason }],
      })),
    ];
    this.count += rows.length;
    this.#waiting.push(...rows);
    if (this.#waiting.length >= BLOCK_SIZE) await this.flush();
    return [...(byRule as readonly NodeAssignment[]), ...byPerson];
  }

  async flush(): Promise<void> {
    const rows = this.#waiting;
    this.#waiting = [];
    await insertRows(this.tx, 'chain_link', rows);
  }
}

const LONGEST_TEXT = 80;
/** Evidence quotes the line it found, not a whole description. */
function shortened(evidence: object): object {
  return 'text' in evidence && typeof evidence.text === 'string' && evidence.text.length > LONGEST_TEXT
    ? { ...evidence, text: `${evidence.text.slice(0, LONGEST_TEXT)}…` }
    : evidence;
}

/** What a refresh writes: the columns of its tables with their types. */
const COLUMNS = {
  chain_link: {
    node_id: 'uuid',
    subject_kind: 'text',
    subject_id: 'uuid',
    strength: 'double precision',
    origin: 'text',
    evidence: 'jsonb',
  },
  chain_occupancy: {
    node_id: 'uuid',
    area_code: 'text',
    chain_id: 'uuid',
    chain_version: 'int',
    gap_class: 'text',
    rule: 'text',
    rule_version: 'text',
    facts: 'jsonb',
    parks: 'jsonb',
    priority: 'double precision',
    parts: 'jsonb',
  },
  chain_occupant: {
    node_id: 'uuid',
    area_code: 'text',
    kind: 'text',
    id: 'uuid',
    enterprise_id: 'uuid',
    project_id: 'uuid',
    name: 'text',
    is_example: 'boolean',
  },
  chain_filler: {
    node_id: 'uuid',
    rank: 'int',
    enterprise_id: 'uuid',
    enterprise_name: 'text',
    score: 'double precision',
    parts: 'jsonb',
    evidence: 'jsonb',
  },
  chain_near: { area_code: 'text', node_id: 'uuid', density: 'double precision', because: 'jsonb' },
} as const;

/** Rows into a table, a block in one statement. A refresh deletes what was there before. */
export async function insertRows(
  tx: EntityManager,
  table: keyof typeof COLUMNS,
  rows: readonly object[],
): Promise<void> {
  const columns: Readonly<Record<string, string>> = COLUMNS[table];
  const names = Object.keys(columns);
  for (let from = 0; from < rows.length; from += BLOCK_SIZE) {
    await tx.query(
      `INSERT INTO ${table} (${names.join(', ')}) SELECT ${names.join(', ')} FROM jsonb_to_recordset($1::jsonb)
         AS r(${names.map((name) => `${name} ${columns[name]}`).join(', ')})`,
      [JSON.stringify(rows.slice(from, from + BLOCK_SIZE))],
    );
  }
}
