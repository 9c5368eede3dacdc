import { createHash } from 'node:crypto';
import { CreateProject, type PacketChange, RESERVE_KEY_FIELDS } from '@lianghuan/contracts';
import { isSameFact } from '../project/key-facts.js';
import type { Project } from '../project/project.entity.js';

/** A project as it stood: every field people write, by its name on the wire. */
export type Frozen = Readonly<Record<string, unknown>>;

/** @param lists codes of the lists the project is on */
export function frozenOf(project: Project, lists: readonly string[]): Frozen {
  const row = project as unknown as Readonly<Record<string, unknown>>;
  const fields = Object.keys(CreateProject.shape).map((name) => [name, row[name] ?? null]);
  return { ...(Object.fromEntries(fields) as Record<string, unknown>), lists: [...lists].sort() };
}

/** SHA-256 over the contents, whatever the order their names come in. */
export function digestOf(frozen: Frozen): string {
  const ordered = Object.entries(frozen).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(ordered)).digest('hex');
}

const KEY_FIELDS: ReadonlySet<string> = new Set(RESERVE_KEY_FIELDS);

/** Fields that are different, key facts first. */
export function changesBetween(before: Frozen, after: Frozen): PacketChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changes = names
    .filter((name) => !isSameFact(name, before[name] ?? null, after[name] ?? null))
    .map((name) => ({
      field: name,
      before: before[name] ?? null,
      after: after[name] ?? null,
      isKey: KEY_FIELDS.has(name),
    }));
  return [...changes.filter(({ isKey }) => isKey), ...changes.filter(({ isKey }) => !isKey)];
}
