import {
  changedFields,
  isEmptyValue,
  LEAD_TOLD_FIELDS,
  RECORD_TOLD_FIELDS,
  termOf,
  TIMELINE_CODES,
  type TimelineEntry,
  type TimelineFigures,
  TimelineQuery,
  timelineText,
  type ToldField,
} from '@lianghuan/contracts';
import type { TimelineService } from '../timeline/timeline.service.js';
import { cellOf, cellText } from './cell-value.js';
import type { FieldValue } from './field-value.js';
import type { ExportSource } from './export-sources.js';
import { minuteOf } from './minute.js';
import type { PlaceNames } from './place-names.js';
import type { SheetCell } from './sheet-writer.js';
import type { TransferRegisters } from './transfer-registers.js';
import { Exact } from './unit.js';

const TEXT = '@';
const COLUMNS = ['时间', '操作人', '类型', '事项', '字段', '原来', '改为', '说明'].map((heading) => ({ heading, format: TEXT })); // prettier-ignore
const FIGURES: TimelineFigures = { number: (value) => value, amount: (yuan) => `${inWan(yuan)}万元` };

/** 时间线 of one record, entry by entry as its page tells it; of several fields changed at once each has a line of the cell. */
export function timelineSource(
  timeline: TimelineService,
  registers: TransferRegisters,
  places: PlaceNames,
): ExportSource {
  return {
    code: 'timeline',
    title: '时间线',
    about: async (query) => {
      const wanted = TimelineQuery.parse(query);
      return `${termOf('subject', wanted.subject)}“${await timeline.nameOf(wanted)}”`;
    },
    query: TimelineQuery,
    sortNames: [],
    columns: () => COLUMNS,
    async *rows(query) {
      const wanted = TimelineQuery.parse(query);
      const own = wanted.subject === 'lead' ? LEAD_TOLD_FIELDS : registers.get(wanted.subject).fields;
      const fields: ToldField[] = [...own, ...RECORD_TOLD_FIELDS];
      for await (const block of timeline.stream(wanted)) yield block.map((entry) => rowOf(entry, fields, places));
    },
  };
}

function rowOf(entry: TimelineEntry, fields: readonly ToldField[], places: PlaceNames): SheetCell[] {
  const { at, actorName, kind, note } = entry;
  const changes = changesOf(entry, fields, places);
  const lines = (part: (change: Change) => string) => (changes.length === 0 ? null : changes.map(part).join('\n'));
  return [
    minuteOf(new Date(at)),
    actorName,
    termOf('timelineKind', kind),
    timelineText(entry, FIGURES),
    lines(({ title }) => title),
    lines(({ before }) => before),
    lines(({ after }) => after),
    note,
  ];
}

interface Change {
  readonly title: string;
  readonly before: string;
  readonly after: string;
}

/** Fields of the record, or the state an entry tells of by its codes. Of a new row its page and list show all values. */
function changesOf(entry: TimelineEntry, fields: readonly ToldField[], places: PlaceNames): Change[] {
  const { changes, event, fromCode, toCode } = entry;
  const dictionary = TIMELINE_CODES[event];
  if (
    event === 'reserve_changed' ||
    event === 'guarantee_changed' ||
    event === 'lead_moved' ||
    event === 'lead_status'
  ) {
    const term = (code: string | null) =>
      code === null || dictionary === undefined ? '未填' : termOf(dictionary, code);
    return [{ title: STATE_TITLES[event] ?? entry.name ?? '', before: term(fromCode), after: term(toCode) }];
  }
  if (changes === null || toCode === 'INSERT') return [];
  return changedFields(changes, fields).map(({ field, before, after }) => ({
    title: field.title,
    before: toldText(before, field, places),
    after: toldText(after, field, places),
  }));
}

const STATE_TITLES: Partial<Record<TimelineEntry['event'], string>> = {
  reserve_changed: '储备状态',
  lead_moved: '阶段',
  lead_status: '状态',
};

/** A value in words and with its unit. */
function toldText(value: unknown, field: ToldField, places: PlaceNames): string {
  if (isEmptyValue(value)) return '未填';
  const text = cellText(cellOf(value as FieldValue, field, places));
  switch (field.kind) {
    case 'money':
      return `${text}万元`;
    case 'share':
      return `${new Exact(text).mul(100).toFixed()}%`;
    case 'quantity':
    case 'integer':
      return `${text}${field.unit ?? ''}`;
    default:
      return text;
  }
}

function inWan(yuan: string): string {
  return new Exact(yuan).div(10_000).toFixed();
}
