import {
  codesOf,
  QUALITY_BANDS,
  QUALITY_FIELDS,
  termOf,
  CreateProject,
  type ProjectSummary,
  type ProjectView,
} from '@lianghuan/contracts';
import { Panel } from '../app/panel.js';
import { formatNumber } from '../format/number.js';
import { isEmptyValue, registerFields } from '../register/register-field.js';
import { StatusDot, type Tone } from '../register/status-tags.js';
import './reserve.css';

const BAND_TONE: Readonly<Record<keyof typeof QUALITY_BANDS, Tone>> = { good: 'ok', fair: 'warn', poor: 'bad' };
const TITLES = new Map(registerFields(CreateProject).map(({ name, title }) => [name, title]));

/** Points with one decimal where there is one. */
export function formatPoints(points: number | null): string {
  return points === null ? '—' : String(Math.round(points * 10) / 10);
}

function bandOf(score: number): keyof typeof QUALITY_BANDS {
  return codesOf('qualityBand').find((band) => score >= QUALITY_BANDS[band]) ?? 'poor';
}

/** 储备质量分 with its band: colour never carries it alone. */
export function QualityTag({ score }: { readonly score: number }) {
  const band = bandOf(score);
  return (
    <span className="nowrap" title={`储备质量${termOf('qualityBand', band)}`}>
      <StatusDot tone={BAND_TONE[band]}>
        <span className="number">{formatPoints(score)}</span>
      </StatusDot>
    </span>
  );
}

/** The parts of a project's quality, which add up to it, and what is missing for more. */
export function QualityPanel({ project }: { readonly project: ProjectView }) {
  const { quality } = project;
  const missing = QUALITY_FIELDS.filter((name) => isEmptyValue(project[name])).map((name) => TITLES.get(name) ?? name);
  const parts = [
    {
      title: '填报完整',
      points: quality.completeness,
      most: 30,
      note: missing.length === 0 ? '18项齐全' : `缺${missing.join('、')}`,
    },
    {
      title: '五项标准',
      points: quality.rubric,
      most: 30,
      note: quality.rubric === 0 ? '还没有评分' : '最近一次评分÷25',
    },
    { title: '评审结果', points: quality.review, most: 20, note: reviewNote(project) },
    { title: '时效', points: quality.freshness, most: 20, note: termOf('freshness', project.freshness) },
  ];
  return (
    <Panel title="储备质量" extra={<QualityTag score={quality.score} />}>
      <table className="plain-table quality-parts">
        <tbody>
          {parts.map(({ title, points, most, note }) => (
            <tr key={title}>
              <th scope="row">
                {title}
                <div className="faint small">{note}</div>
              </th>
              <td className="number">
                {formatPoints(points)}
                <span className="faint">/{most}</span>
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">合计</th>
            <td className="number">
              {formatPoints(quality.score)}
              <span className="faint">/100</span>
            </td>
          </tr>
        </tfoot>
      </table>
    </Panel>
  );
}

function reviewNote({ reserveState, reserveExceptionReason, quality }: ProjectView): string {
  if (reserveState !== 'in_reserve' && reserveState !== 'paused') return '在库后计分';
  if (reserveExceptionReason !== null) return '例外入库，计一半';
  return quality.review === 20 ? '通过' : '有条件通过，随销号增加';
}

/** Beside a count: the mean and how it is spread, each band opening its list. */
export function QualityLine({
  summary,
  hasMean = true,
  bandLink,
}: {
  readonly summary: ProjectSummary;
  /** Where the mean stands beside it already. */
  readonly hasMean?: boolean;
  readonly bandLink?: (band: keyof typeof QUALITY_BANDS, count: number) => React.ReactNode;
}) {
  const { quality } = summary;
  if (quality.mean === null) return null;
  return (
    <span className="quality-line">
      {hasMean && (
        <span className="nowrap">
          质量均分 <strong className="number">{formatPoints(quality.mean)}</strong>
        </span>
      )}
      {codesOf('qualityBand').map((band) => (
        <span key={band} className="nowrap">
          {termOf('qualityBand', band)}{' '}
          {bandLink === undefined ? (
            <span className="number">{formatNumber(quality[band])}</span>
          ) : (
            bandLink(band, quality[band])
          )}
        </span>
      ))}
    </span>
  );
}
