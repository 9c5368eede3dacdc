import { DownOutlined, UpOutlined } from '@ant-design/icons';
import { INTEGRITY_TONE } from '../integrity/integrity-panel.js';
import { termOf, type SuggestionView } from '@lianghuan/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useId, useMemo, useState, type ReactNode } from 'react';
import { LoadState } from '../app/load-state.js';
import { UNFILLED } from '../format/number.js';
import { enterpriseRegister } from '../enterprise/enterprise.register.js';
import { PairGap } from '../industry-chain/pair-gap.js';
import { registerRowQuery } from '../register/register.queries.js';
import { StatusDot } from '../register/status-tags.js';
import { useCan } from '../session/session.queries.js';
import { SignalLine } from '../signal/signal-line.js';
import { AllocationLine } from './allocation-line.js';
import { ConfidenceLine } from './confidence.js';
import { Constraints } from './constraints.js';
import { ContributionTable, ScoreBar } from './contribution-bars.js';
import { DecisionActions, DecisionLine } from './decision-actions.js';
import { HighlightedText } from './highlighted-text.js';
import { matchedFields, type MatchedFields } from './matched-text.js';
import { OfferPanel } from './offer.js';
import { PackagePanel } from './package-panel.js';
import { PairPointsLine } from './pair-points.js';
import { contributionSentence, doubtSentence, fitSentence, topContributions } from './reasons.js';
import { formatScore } from './rounded-parts.js';

interface SuggestionCardProps {
  readonly suggestion: SuggestionView;
  /** Whose list this is: the card is headed by the other side. */
  readonly side: 'project' | 'enterprise';
  /** Score of the first of the list: the bars of all cards share its scale. */
  readonly best: number;
  readonly isOpenAtFirst: boolean;
  /** Place in this list; seen from the project it is the rank, unless the place is given to exploration. */
  readonly position: number;
}

/** One suggested pair: who, how strongly, why, what speaks against it, and what to put on the table. */
export function SuggestionCard({ suggestion, side, best, isOpenAtFirst, position }: SuggestionCardProps) {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const detailsId = useId();
  const matched = useMemo(() => matchedFields(suggestion.contributions), [suggestion.contributions]);
  const { enterprise, project } = suggestion;

  if (enterprise.id === null) {
    return (
      <article className="suggestion panel is-masked" aria-label={`第${position}名`}>
        <header className="suggestion-head">
          <span className="rank number">{position}</span>
          <div className="suggestion-who">
            <h2 data-rank={`${position}. `}>{side === 'project' ? enterprise.name : project.name}</h2>
            <p className="soft">由{enterprise.heldBy ?? '其他单位'}跟进，请先与其联系</p>
          </div>
        </header>
      </article>
    );
  }

  const reasons = topContributions(suggestion.contributions);
  return (
    <article className="suggestion panel" aria-label={`第${position}名`}>
      <header className="suggestion-head">
        <span className="rank number" aria-hidden="true">
          {position}
        </span>
        <div className="suggestion-who">
          <h2 data-rank={`${position}. `}>
            {side === 'project' ? (
              <Link to="/enterprises/$enterpriseId" params={{ enterpriseId: enterprise.id }}>
                {enterprise.name}
              </Link>
            ) : (
              <Link to="/projects/$projectId" params={{ projectId: project.id }}>
                {project.name}
              </Link>
            )}
          </h2>
          {suggestion.integrity !== null && (
            <StatusDot tone={INTEGRITY_TONE[suggestion.integrity]}>
              诚信核查{termOf('integrityState', suggestion.integrity)}
            </StatusDot>
          )}
          <p className="soft small">
            {side === 'project'
              ? [enterprise.shortName, placeOf(enterprise)].filter(Boolean).join(' · ')
              : `${project.areaName ?? '全市'} · 在该项目的建议里排第 ${suggestion.rank}`}
          </p>
          {side === 'project' && suggestion.isExploration && (
            <p className="small">
              <StatusDot tone="accent">探索</StatusDot>{' '}
              <span className="soft">
                按得分排第 <span className="number">{suggestion.rank}</span>，为了解靠后企业的意向列在这里
              </span>
            </p>
          )}
          {side === 'project' && !suggestion.isExploration && suggestion.rank !== suggestion.place && (
            <p className="faint small">
              按得分排第 <span className="number">{suggestion.rank}</span>
            </p>
          )}
          {suggestion.fit?.verdict === 'doubtful' && (
            <p className="small">
              <StatusDot tone="warn">{fitSentence(suggestion.fit)}</StatusDot>
            </p>
          )}
          <AllocationLine allocation={suggestion.allocation} />
          {suggestion.confidence !== null && <ConfidenceLine confidence={suggestion.confidence} />}
          <DecisionLine suggestion={suggestion} />
          {suggestion.pause !== null && (
            <p className="small">
              <StatusDot tone="warn">暂缓推荐</StatusDot>{' '}
              <span className="soft">
                {termOf('dismissReason', suggestion.pause.reason)}，至{' '}
                <span className="number">{suggestion.pause.until}</span>
              </span>
            </p>
          )}
        </div>
        <div className="suggestion-score">
          <span className="small faint">匹配分</span>
          <strong className="number">{suggestion.score !== null && formatScore(suggestion.score)}</strong>
          <ScoreBar contributions={suggestion.contributions} best={best} />
        </div>

        <DecisionActions suggestion={suggestion} />
      </header>
      <div className="suggestion-body">
        <div className="suggestion-why">
          {side === 'project' ? (
            <p className="products">
              <span className="products-title">产品</span>
              <Products products={enterprise.products} matched={matched} />
            </p>
          ) : (
            <p className="products">
              <span className="products-title">建设内容</span>
              {project.content === null ? (
                <span className="unfilled">{UNFILLED}</span>
              ) : (
                <HighlightedText text={clip(project.content)} spans={matched.project.get('content')} />
              )}
            </p>
          )}
          <h3>为什么是它</h3>
          {reasons.length === 0 ? (
            <p className="faint small">没有突出的理由。</p>
          ) : (
            <ol className="reasons">
              {reasons.map((item) => (
                <li key={item.criterion}>{contributionSentence(item)}</li>
              ))}
            </ol>
          )}
          {suggestion.signals.length > 0 && (
            <>
              <h3>近期信号</h3>
              {suggestion.signals.map((signal) => (
                <SignalLine key={signal.id} signal={signal} />
              ))}
            </>
          )}
          {suggestion.chainGap !== null && <PairGap gap={suggestion.chainGap} />}
          {suggestion.counterArgument !== null && <p className="doubt">{doubtSentence(suggestion.counterArgument)}</p>}
        </div>
        <OfferPanel resource={suggestion.resource} market={suggestion.market} />
      </div>
      {suggestion.points !== null && <PairPointsLine points={suggestion.points} />}
      {suggestion.allocation?.isProposed === true && (
        <PackagePanel projectId={project.id} enterpriseId={enterprise.id} />
      )}
      <footer className="suggestion-foot">
        <Constraints constraints={suggestion.constraints} projectId={project.id} />
        <Button
          type="link"
          size="small"
          aria-expanded={isOpen}
          aria-controls={detailsId}
          icon={isOpen ? <UpOutlined aria-hidden="true" /> : <DownOutlined aria-hidden="true" />}
          iconPlacement="end"
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? '收起' : '打分明细与原文对照'}
        </Button>
      </footer>
      <div id={detailsId} hidden={!isOpen}>
        {isOpen && <Details suggestion={suggestion} enterpriseId={enterprise.id} matched={matched} />}
      </div>
    </article>
  );
}

const PRODUCTS_SHOWN = 10;

function Products({ products, matched }: { readonly products: readonly string[]; readonly matched: MatchedFields }) {
  if (products.length === 0) return <span className="unfilled">{UNFILLED}</span>;
  const numbered = products.map((name, index) => ({ name, spans: matched.enterprise.get(`products.${index}`) }));
  // Matched lines first, so that a long list never hides them.
  const shown = [...numbered.filter(({ spans }) => spans), ...numbered.filter(({ spans }) => !spans)];
  return (
    <>
      {shown.slice(0, PRODUCTS_SHOWN).map(({ name, spans }, index) => (
        <span key={name}>
          {index > 0 && '、'}
          <HighlightedText text={name} spans={spans} />
        </span>
      ))}
      {products.length > PRODUCTS_SHOWN && <span className="faint"> 等 {products.length} 种</span>}
    </>
  );
}

function Details(props: {
  readonly suggestion: SuggestionView;
  readonly enterpriseId: string;
  readonly matched: MatchedFields;
}) {
  const { suggestion, matched } = props;
  const { project, enterprise } = suggestion;
  const can = useCan();
  const query = useQuery({
    ...registerRowQuery(enterpriseRegister, props.enterpriseId),
    enabled: can('enterprise.read') && matched.enterprise.has('mainBusiness'),
  });
  return (
    <div className="suggestion-details">
      <section aria-label="打分明细">
        <h3>打分明细</h3>
        <ContributionTable contributions={suggestion.contributions} />
        <p className="faint small">得分 = 权重 × 取值；按千分位取整，各项相加等于匹配分。</p>
      </section>
      <section aria-label="原文对照">
        <h3>原文对照</h3>
        <dl className="matched-texts">
          <MatchedText title="项目名称">
            <HighlightedText text={project.name} spans={matched.project.get('name')} words={matched.aliases} />
          </MatchedText>
          <MatchedText title="建设内容">
            {project.content === null ? (
              <span className="unfilled">{UNFILLED}</span>
            ) : (
              <HighlightedText text={project.content} spans={matched.project.get('content')} words={matched.aliases} />
            )}
          </MatchedText>
          <MatchedText title="企业名称">
            <HighlightedText text={enterprise.name} spans={matched.enterprise.get('name')} />
          </MatchedText>
          {matched.enterprise.has('mainBusiness') && can('enterprise.read') && (
            <MatchedText title="主营业务">
              <LoadState query={query} rows={1}>
                {(row) =>
                  row.businessSummary === null || row.businessSummary === undefined ? (
                    <span className="unfilled">{UNFILLED}</span>
                  ) : (
                    <HighlightedText text={row.businessSummary} spans={matched.enterprise.get('mainBusiness')} />
                  )
                }
              </LoadState>
            </MatchedText>
          )}
          <MatchedText title="主要产品">
            <Products products={enterprise.products} matched={matched} />
          </MatchedText>
          <MatchedText title="共同的词">
            {matched.terms.length === 0 ? <span className="faint">没有字面相同的词</span> : matched.terms.join('、')}
          </MatchedText>
        </dl>
      </section>
    </div>
  );
}

function MatchedText({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function placeOf({ province, city }: SuggestionView['enterprise']): string {
  return [...new Set([province, city].filter(Boolean))].join(' ') || `所在地${UNFILLED}`;
}

const CLIP = 160;
function clip(text: string): string {
  return text.length <= CLIP ? text : `${text.slice(0, CLIP)}…`;
}
