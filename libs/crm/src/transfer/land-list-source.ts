import {
  fieldsOf,
  CreateProject,
  LAND_LIST_FIELDS,
  type LandListChange,
  type LandListRow,
  type LandListVersion,
  LandNeedQuery,
  ProjectQuery,
  type ProjectView,
  termOf,
} from '@lianghuan/contracts';
import { z } from 'zod';
import type { LandListService } from '../project/land-list.service.js';
import type { ProjectService } from '../project/project.service.js';
import { exactNumber } from './cell-value.js';
import type { ExportSource, ListColumn } from './export-sources.js';
import type { SheetCell } from './sheet-writer.js';
import { Exact } from './unit.js';

const TEXT = '@';
const FIGURE = '#,##0.######';

type LandNeed = Pick<LandListRow, 'code' | 'name' | 'areaName'> &
  Readonly<Partial<Record<(typeof LAND_LIST_FIELDS)[number], string | null>>>;
/** What of a project the list of today shows and no version keeps. */
const LIVE_FIELDS = ['code', 'name', 'areaName', 'place', 'landYear', 'plannedStartOn', 'totalInvestmentCny', 'note'] as const satisfies readonly (keyof ProjectView)[]; // prettier-ignore
type LiveNeed = Pick<ProjectView, (typeof LIVE_FIELDS)[number]>;

const TITLES = new Map(fieldsOf(CreateProject).map((field) => [field.name, field]));
const titleOf = (name: string) => TITLES.get(name)?.title ?? name;
const unitOf = (name: string) => TITLES.get(name)?.unit;
/** A kept value as people read it: a term for a code, a number for a figure. */
function valueOf(name: string, value: string | null | undefined): SheetCell {
  if (value == null) return null;
  const field = TITLES.get(name);
  if (field?.dictionary !== undefined) return termOf(field.dictionary, value);
  return field?.kind === 'quantity' ? exactNumber(new Exact(value)) : value;
}

const NAMED: readonly ListColumn<Pick<LandListRow, 'code' | 'name' | 'areaName'>>[] = [
  { heading: '项目编号', format: TEXT, cell: ({ code }) => code },
  { heading: '项目', format: TEXT, cell: ({ name }) => name },
  { heading: '地区', format: TEXT, cell: ({ areaName }) => areaName },
];
const KEPT: readonly ListColumn<LandNeed>[] = LAND_LIST_FIELDS.map((name) => {
  const unit = unitOf(name);
  return {
    heading: unit === undefined ? titleOf(name) : `${titleOf(name)}（${unit}）`,
    format: unit === undefined ? TEXT : FIGURE,
    cell: (need) => valueOf(name, need[name]),
  };
});
const LIVE: readonly ListColumn<LiveNeed>[] = [
  { heading: '建设地点', format: TEXT, cell: ({ place }) => place ?? null },
  { heading: '用地年度', format: '0', cell: ({ landYear }) => landYear ?? null },
  { heading: '计划开工', format: 'yyyy-mm-dd', cell: ({ plannedStartOn }) => plannedStartOn ?? null },
  { heading: '总投资（万元）', format: FIGURE, cell: ({ totalInvestmentCny }) => (totalInvestmentCny == null ? null : exactNumber(new Exact(totalInvestmentCny).div(10_000))) },
  { heading: '备注', format: TEXT, cell: ({ note }) => note ?? null },
]; // prettier-ignore

interface Kept {
  readonly version: LandListVersion;
  readonly row: LandListRow;
}
const OF_VERSION: readonly ListColumn<Kept>[] = [
  { heading: '版本', format: TEXT, cell: ({ version }) => versionText(version) },
  ...[...NAMED, ...KEPT].map((column) => ({ ...column, cell: ({ row }: Kept) => column.cell(row) })),
];

interface Change {
  readonly between: string;
  readonly change: LandListChange;
}
const OF_DIFFERENCE: readonly ListColumn<Change>[] = [
  { heading: '版本', format: TEXT, cell: ({ between }) => between },
  { heading: '变化', format: TEXT, cell: ({ change }) => termOf('landListChange', change.change) },
  ...NAMED.map((column) => ({ ...column, cell: ({ change }: Change) => column.cell(change.project) })),
  ...LAND_LIST_FIELDS.flatMap((name) =>
    (['before', 'after'] as const).map((side) => ({
      heading: `${titleOf(name)}${side === 'before' ? '（原）' : '（新）'}`,
      format: unitOf(name) === undefined ? TEXT : FIGURE,
      cell: ({ change }: Change) => valueOf(name, change.fields.find(({ field }) => field === name)?.[side]),
    })),
  ),
];

/** A version that is kept instead of the list of today, and what it is compared with. */
const LandListExport = LandNeedQuery.extend({
  version: z.uuid().optional(),
  against: z.union([z.literal('now'), z.uuid()]).optional(),
});

/** 年度用地需求清单 (measure 43): the projects of one year, with what of land they need and have; a version of it; or what differs. */
export function landListSource(projects: ProjectService, lists: LandListService): ExportSource {
  return {
    code: 'land_need',
    title: '用地需求清单',
    permission: 'project.read',
    query: LandListExport,
    sortNames: projects.sortNames,
    columns: ({ version, against }) =>
      version === undefined ? [...NAMED, ...KEPT, ...LIVE] : against === undefined ? OF_VERSION : OF_DIFFERENCE,
    async *rows(filters) {
      const { version: id, against } = LandListExport.parse(filters);
      if (id === undefined) {
        const columns = [...NAMED, ...KEPT, ...LIVE] as readonly ListColumn<LandNeed & LiveNeed>[];
        const wanted = ProjectQuery.parse({ ...filters, placement: 'local' });
        for await (const block of projects.stream(wanted, [...LIVE_FIELDS, ...LAND_LIST_FIELDS]))
          yield block.map((view) => columns.map(({ cell }) => cell(view)));
        return;
      }
      if (against === undefined) {
        const { rows, ...version } = await lists.detail(id);
        yield rows.map((row) => OF_VERSION.map(({ cell }) => cell({ version, row })));
        return;
      }
      const { from, to, changes } = await lists.difference(id, against === 'now' ? undefined : against);
      const between = `${versionText(from)} → ${to === null ? '现在' : versionText(to)}`;
      yield changes.map((change) => OF_DIFFERENCE.map(({ cell }) => cell({ between, change })));
    },
  };
}

function versionText({ year, areaName, number, step }: LandListVersion): string {
  return `${year}年${areaName}第${number}版（${termOf('landListStep', step)}）`;
}
