import {
  CreateProject,
  ProjectPage,
  ProjectView,
  SEAT_GUARANTEES,
  termOf,
  type ListedProject,
} from '@lianghuan/contracts';
import { formatAmount } from '../format/money.js';
import { formatNumber, UNFILLED } from '../format/number.js';
import { AmountCell, AreaCell, TermCell, TextCell } from '../register/cells.js';
import type { RegisterDefinition, RegisterListing } from '../register/register-definition.js';
import { registerFields } from '../register/register-field.js';
import { QualityTag } from '../reserve/quality.js';
import { FundingPlanTable } from './funding-plan.js';
import { ReserveStateTag } from './reserve-state-tag.js';
import { projectPlace } from './project-place.js';

/** 项目储备库 on the screen. */
export const projectRegister: RegisterDefinition<ProjectView> & RegisterListing<ListedProject> = {
  name: 'project',
  title: '项目储备库',
  term: '项目',
  path: '/projects',
  view: ProjectView,
  page: ProjectPage,
  fields: registerFields(CreateProject),
  filters: [
    { kind: 'area', name: 'areaCode', title: '地区' },
    { kind: 'dictionary', name: 'reserveState', title: '储备', dictionary: 'reserveState' },
    { kind: 'dictionary', name: 'phase', title: '阶段', dictionary: 'projectPhase' },
    { kind: 'dictionary', name: 'list', title: '清单', dictionary: 'projectList' },
    { kind: 'dictionary', name: 'qualityBand', title: '质量', dictionary: 'qualityBand' },
    { kind: 'industry', name: 'industryCode', title: '行业' },
    { kind: 'dictionary', name: 'placement', title: '归属', dictionary: 'placement' },
    { kind: 'dictionary', name: 'freshness', title: '时效', dictionary: 'freshness' },
    { kind: 'amount', name: 'investmentMinCny', nameTo: 'investmentMaxCny', title: '总投资' },
  ],
  nameWidth: 198,
  columns: [
    {
      key: 'areaCode',
      title: '地区',
      sort: 'areaCode',
      width: 80,
      render: (row) => (row.areaCode ? <AreaCell code={row.areaCode} /> : <TextCell text={projectPlace(row)} />),
    },
    { key: 'sector', title: '领域', sort: 'sector', width: 96, render: (row) => <TextCell text={row.sector} /> },
    {
      key: 'phase',
      title: '阶段',
      sort: 'phase',
      width: 68,
      render: (row) => <TermCell dictionary="projectPhase" code={row.phase} />,
    },
    {
      key: 'totalInvestmentCny',
      title: '总投资',
      unit: '亿元',
      sort: 'totalInvestmentCny',
      numeric: true,
      width: 108,
      render: (row) => (
        <AmountCell amountCny={row.totalInvestmentCny} unit="亿元" qualifier={row.investmentQualifier} />
      ),
    },
    {
      key: 'lists',
      title: '清单',
      width: 140,
      render: ({ lists }) => <TextCell text={lists.map((list) => termOf('projectList', list)).join('、')} />,
    },
    {
      key: 'reserveState',
      title: '储备',
      sort: 'reserveState',
      width: 80,
      render: (row) => <ReserveStateTag state={row.reserveState} />,
    },
    {
      key: 'quality',
      title: '质量',
      unit: '分',
      sort: 'quality',
      numeric: true,
      width: 84,
      render: (row) => <QualityTag score={row.qualityScore} />,
    },
    {
      key: 'openSuggestionCount',
      title: '待办建议',
      unit: '条',
      numeric: true,
      width: 76,
      render: (row) => (row.openSuggestionCount === 0 ? <span className="faint">0</span> : row.openSuggestionCount),
    },
  ],
  cardLines: (row) => [
    [projectPlace(row), row.sector, termOf('projectPhase', row.phase)].filter(Boolean).join(' · '),
    <>
      总投资 {row.totalInvestmentCny ? formatAmount(row.totalInvestmentCny) : UNFILLED}{' '}
      <ReserveStateTag state={row.reserveState} /> 质量 <QualityTag score={row.qualityScore} />
    </>,
    ...(row.openSuggestionCount > 0 ? [`${row.openSuggestionCount} 条匹配建议待处理`] : []),
  ],
  display: {
    totalInvestmentCny: (row) =>
      row.totalInvestmentCny
        ? `${row.investmentQualifier === 'equal' ? '' : `${termOf('qualifier', row.investmentQualifier)} `}${formatAmount(row.totalInvestmentCny)}`
        : null,
    fundingPlan: (row) => <FundingPlanTable project={row} />,
    landMu: (row) => <LandNeed row={row} />,
    ...Object.fromEntries(
      Object.values(SEAT_GUARANTEES).map((field) => [field, (row: ProjectView) => guaranteeOf(row, field)]),
    ),
  },
  shownElsewhere: ['investmentQualifier', 'sourceUrl'],
};

/** 要素保障, with who concluded it, where somebody has: only his next conclusion says anything better (measures 43–45). */
function guaranteeOf(row: ProjectView, field: (typeof SEAT_GUARANTEES)[keyof typeof SEAT_GUARANTEES]): string | null {
  const state = row[field];
  const verdict = row.guaranteeVerdicts[field];
  const term = state ? termOf('guaranteeState', state) : null;
  if (verdict === undefined) return term;
  const said = verdict.state === state ? '' : `评审结论为“${termOf('guaranteeState', verdict.state)}”，`;
  return `${term ?? UNFILLED}（${said}${verdict.unit}，第${verdict.number}次送审）`;
}

/** 用地需求, with what is held of plots beyond it and the investment intensity (投资强度, measure 31c): 万元 per 亩. */
function LandNeed({ row: { landMu, landTakenMu, investmentIntensity } }: { readonly row: ProjectView }) {
  const isMoreTaken = landTakenMu !== null && Number(landTakenMu) > Number(landMu ?? 0);
  const notes = [
    ...(isMoreTaken ? [`预留地块共 ${formatNumber(landTakenMu)} 亩`] : []),
    ...(investmentIntensity === null ? [] : [`投资强度 ${formatNumber(investmentIntensity)} 万元/亩`]),
  ];
  return (
    <span className="number">
      {landMu ? `${formatNumber(landMu)} 亩` : <span className="unfilled">{UNFILLED}</span>}
      {notes.length > 0 && `（${notes.join('，')}）`}
    </span>
  );
}
