import {
  type LandListChange,
  type LandListDetail,
  type LandListField,
  type LandListRow,
  type LandNeedFigures,
  termOf,
} from '@lianghuan/contracts';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Select } from 'antd';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { Panel } from '../app/panel.js';
import { PlainTable } from '../app/plain-table.js';
import { ExportButton } from '../export/export-button.js';
import { formatInstant } from '../format/date.js';
import { formatNumber } from '../format/number.js';
import { FieldValue } from '../register/field-value.js';
import { StatusDot, type Tone } from '../register/status-tags.js';
import { useCan } from '../session/session.queries.js';
import { landListName } from './land-list-panel.js';
import { useLandList, useLandListDifference, useLandLists } from './land-list.queries.js';
import { projectRegister } from './project.register.js';

const route = getRouteApi('/shell/projects/land-lists/$versionId');
const TONES: Readonly<Record<LandListChange['change'], Tone>> = { added: 'ok', changed: 'warn', removed: 'muted' };
/** Compared with the list as it is now. */
const NOW = 'now';

/** A 清单版本: what it kept, and what became of the list since or came before it. */
export function LandListPage() {
  const { versionId } = route.useParams();
  const version = useLandList(versionId);
  return (
    <Page
      title={version.data === undefined ? '清单版本' : landListName(version.data)}
      parent={{ path: '/projects/land-needs', title: '用地需求清单' }}
      meta={
        version.data !== undefined && (
          <span>
            {version.data.organisationName} {version.data.frozenByName} 于{' '}
            <span className="number">{formatInstant(version.data.frozenAt)}</span> 存档：{version.data.reason}
          </span>
        )
      }
      actions={version.data !== undefined && <Export version={version.data} search={{ version: versionId }} />}
    >
      <LoadState query={version} rows={10}>
        {(data) => (
          <>
            <Difference version={data} />
            <div className="section-gap">
              <Panel title={`存档的项目（${formatNumber(data.total.count)} 个）`}>
                <Kept version={data} />
              </Panel>
            </div>
          </>
        )}
      </LoadState>
    </Page>
  );
}

function Export(props: {
  readonly version: LandListDetail;
  readonly search: Record<string, string>;
  readonly total?: number;
}) {
  const can = useCan();
  if (!can('export.create')) return null;
  const { version, search } = props;
  return (
    <ExportButton
      register="land_need"
      search={{ landYear: String(version.year), ...search }}
      total={props.total ?? version.total.count}
    />
  );
}

function Difference({ version }: { readonly version: LandListDetail }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const versions = useLandLists(version.year);
  const against = search.against ?? NOW;
  const difference = useLandListDifference(version.id, against);
  const others = versions.data?.items.filter(({ id, areaCode }) => id !== version.id && areaCode === version.areaCode);
  return (
    <Panel
      title="变化"
      extra={
        <span className="land-list-against">
          <Select
            size="small"
            aria-label="与哪一版比较"
            value={against}
            popupMatchSelectWidth={false}
            options={[
              { value: NOW, label: '与现在比较' },
              ...(others ?? []).map((other) => ({ value: other.id, label: `与第${other.number}版比较` })),
            ]}
            onChange={(next) => void navigate({ search: next === NOW ? {} : { against: next }, replace: true })}
          />{' '}
          <Export version={version} search={{ version: version.id, against }} total={difference.data?.changes.length} />
        </span>
      }
    >
      <LoadState query={difference} rows={4}>
        {({ total, changes }) => (
          <>
            <p className="small">{totalText(total.before, total.after)}</p>
            {changes.length === 0 ? (
              <p className="faint">两者没有差别。</p>
            ) : (
              <PlainTable
                rows={changes}
                rowKey={({ project }) => project.projectId}
                columns={[
                  { title: '项目', render: ({ project }) => <ProjectLink row={project} /> },
                  {
                    title: '变化',
                    render: ({ change }) => (
                      <StatusDot tone={TONES[change]}>{termOf('landListChange', change)}</StatusDot>
                    ),
                  },
                  { title: '内容', render: (change) => <Fields change={change} /> },
                ]}
              />
            )}
          </>
        )}
      </LoadState>
    </Panel>
  );
}

/** 项目 12 → 14 个；用地需求 1,200 → 1,350 亩: the sums on both sides. */
function totalText(before: LandNeedFigures, after: LandNeedFigures): string {
  const part = (title: string, of: (figures: LandNeedFigures) => string | number, unit: string) =>
    `${title} ${formatNumber(of(before))} → ${formatNumber(of(after))} ${unit}`;
  return [
    part('项目', ({ count }) => count, '个'),
    part('用地需求', ({ landMu }) => landMu, '亩'),
    part('新增建设用地指标', ({ newConstructionMu }) => newConstructionMu, '亩'),
    part('林地定额', ({ forestMu }) => forestMu, '亩'),
    part('已保障用地', ({ landGuaranteedMu }) => landGuaranteedMu, '亩'),
  ].join('；');
}

const fieldNamed = (name: LandListField) => projectRegister.fields.find((field) => field.name === name);

function Fields({ change: { fields } }: { readonly change: LandListChange }) {
  return (
    <ul className="land-list-fields small">
      {fields.map(({ field: name, before, after }) => {
        const field = fieldNamed(name);
        return (
          field !== undefined && (
            <li key={name}>
              <span className="faint">{field.title}</span> <FieldValue field={field} value={before} /> →{' '}
              <FieldValue field={field} value={after} />
            </li>
          )
        );
      })}
    </ul>
  );
}

const COLUMNS = ['landClass', 'landMu', 'newConstructionMu', 'landGuaranteedMu', 'forestMu', 'forestGuaranteedMu', 'landGuarantee', 'forestGuarantee'] as const satisfies readonly LandListField[]; // prettier-ignore

function Kept({ version }: { readonly version: LandListDetail }) {
  return (
    <PlainTable
      rows={version.rows}
      rowKey={({ projectId }) => projectId}
      columns={[
        { title: '项目', render: (row) => <ProjectLink row={row} /> },
        { title: '地区', render: ({ areaName }) => areaName },
        ...COLUMNS.flatMap((name) => {
          const field = fieldNamed(name);
          if (field === undefined) return [];
          const isFigure = field.kind === 'quantity';
          const { unit: _unit, ...bare } = field;
          return [
            {
              title: isFigure ? `${field.title}（亩）` : field.title,
              numeric: isFigure,
              render: (row: LandListRow) => <FieldValue field={bare} value={row[name]} />,
            },
          ];
        }),
      ]}
    />
  );
}

function ProjectLink({ row }: { readonly row: Pick<LandListRow, 'projectId' | 'name'> }) {
  return (
    <Link to="/projects/$projectId" params={{ projectId: row.projectId }}>
      {row.name}
    </Link>
  );
}
