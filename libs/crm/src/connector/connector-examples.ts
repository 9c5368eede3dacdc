import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { termOf } from '@lianghuan/contracts';
import { dayAfter } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import type { ConnectorRunService } from './connector-run.service.js';
import type { VendorConnectors } from './vendor-connector.js';
import { ALL_FIELDS } from './vendor-fields.js';

const KIND = 'drop-folder';
const FOLDER = 'example-feed';
const FILE = '示例-企业数据.csv';
const FIELDS = ['name', 'employeeCount', 'signalKind', 'signalTitle', 'signalOccurredOn', 'signalSourceName'];

/**
 * Sets up a connector marked 示例, puts a file of invented facts about real enterprises where it finds it, and asks for a preview: what would
 * become of each row is shown, and nothing is written. For the system, inside the caller's transaction.
 * @returns how many connectors were made
 */
export async function seedExampleConnector(
  tx: EntityManager,
  { vendors, runs }: { readonly vendors: VendorConnectors; readonly runs: ConnectorRunService },
  today: string,
  { responsibleId, createdById }: { readonly responsibleId: string; readonly createdById: string },
): Promise<number> {
  const settings = { folder: FOLDER, mapping: [], settleSeconds: 0 };
  const [connector] = (await tx.query(
    `INSERT INTO connector (kind, name, folder, source_name, source_kind, confidence, creates_enterprises, settle_seconds, responsible_id, is_enabled,
       created_by_id, updated_by_id, is_example)
     VALUES ($1, '示例：企业数据投放', $2, '示例数据商，内容为虚构', 'aggregator', 'low', false, $3, $4, true, $5, $5, true)
     ON CONFLICT (folder) DO NOTHING RETURNING id`,
    [KIND, settings.folder, settings.settleSeconds, responsibleId, createdById],
  )) as { id: string }[];
  if (connector === undefined) return 0;
  const vendor = vendors.get(KIND);
  // A first start that was broken off has put it there already.
  const { waiting } = await vendor.check(settings);
  if (waiting.length === 0) await vendor.receive(settings, FILE, Readable.from([await fileOf(tx, today)]));
  await runs.insert(tx, connector.id, 'preview', null);
  return 1;
}

/** Takes the files of the example connector away, wherever a run has put them. */
export function removeExampleFolder(dataDir: string): Promise<void> {
  return rm(join(dataDir, 'connectors', FOLDER), { recursive: true, force: true });
}

/** Each outcome a row can have, of enterprises nobody holds. */
async function fileOf(tx: EntityManager, today: string): Promise<string> {
  const found = (await tx.query(
    `SELECT name FROM enterprise WHERE province = '贵州省' AND listed_code IS NOT NULL AND status = 'active' AND archived_at IS NULL
       AND holder_organisation_id IS NULL ORDER BY code LIMIT 5`,
  )) as { name: string }[];
  const name = (at: number) => found.at(at)?.name ?? `示例企业${at}`;
  const told = (kind: string, title: string) => ['', kind, title, dayAfter(today, -9), '示例数据商'];
  const rows = [
    FIELDS.map((field) => ALL_FIELDS.find((known) => known.name === field)?.title ?? field),
    [name(0), '1260', '', '', '', ''],
    [name(1), ...told(termOf('signalKind', 'expansion'), '示例：新增一条生产线')],
    [name(2), ...told('扩能', '示例：该类型须先作值对应')],
    [name(3), '约一千', '', '', '', ''],
    ['示例：查无此企业有限公司', '300', '', '', '', ''],
    [name(4), ...told(termOf('signalKind', 'subsidiary'), '示例：在毕节设立子公司')],
  ];
  return `\uFEFF${rows.map((row) => row.join(',')).join('\r\n')}\r\n`;
}
