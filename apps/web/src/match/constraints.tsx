import { CheckCircleOutlined, CloseCircleOutlined, QuestionCircleOutlined } from '@ant-design/icons';
import type { ConstraintView } from '@lianghuan/contracts';
import type { z } from 'zod';
import { PathLink } from '../home/path-link.js';
import { useCan } from '../session/session.queries.js';
import { constraintTerm, verdictTerm } from './match-terms.js';
import { verdictSentence } from './reasons.js';

type Constraint = z.infer<typeof ConstraintView>;

const VERDICT_ICON = {
  pass: <CheckCircleOutlined aria-hidden="true" />,
  fail: <CloseCircleOutlined aria-hidden="true" />,
  unknown: <QuestionCircleOutlined aria-hidden="true" />,
} as const;

/** What the project's own fields say (要素保障): where they are empty, all of them are one gap in the register. */
const SITE_RULES = new Set(['landAvailable', 'energyAvailable', 'waterAvailable', 'environmentCleared']);
const isEmptySiteField = ({ constraint, reason }: Constraint) => SITE_RULES.has(constraint) && reason.endsWith('_UNKNOWN'); // prettier-ignore

/**
 * Verdicts of the hard rules: each with an icon and a word, and the reason where it is not a plain pass. What the register does not say
 * is one line with the way to fill it.
 */
export function Constraints(props: { readonly constraints: readonly Constraint[]; readonly projectId: string }) {
  const { constraints, projectId } = props;
  const can = useCan();
  const isEmpty = constraints.filter(isEmptySiteField);
  return (
    <ul className="constraints" aria-label="硬性条件">
      {constraints
        .filter((item) => !isEmptySiteField(item))
        .map((item) => (
          <li key={item.constraint} className={`is-${item.verdict}`} title={verdictSentence(item)}>
            {VERDICT_ICON[item.verdict]}
            <Subject item={item} />
            {item.verdict === 'pass' ? (
              <span className="visually-hidden">：{verdictTerm(item.verdict)}</span>
            ) : (
              <span>：{verdictSentence(item)}</span>
            )}
          </li>
        ))}
      {isEmpty.length > 0 && (
        <li className="is-unknown">
          {VERDICT_ICON.unknown}
          <span>
            待核：{isEmpty.map(({ constraint }) => constraintTerm(constraint)).join('、')}保障情况未填
            {can('project.update') && (
              <>
                ，<PathLink path={`/projects/${projectId}/edit`}>去项目“要素”填写</PathLink>
              </>
            )}
          </span>
        </li>
      )}
    </ul>
  );
}

/** The title is the resource's: its name leads to the row whose 权属状态 is meant. */
function Subject({ item }: { readonly item: Constraint }) {
  const can = useCan();
  const details = item['details'] as Readonly<Record<string, unknown>> | undefined;
  const { resourceId, resourceName } = details ?? {};
  if (typeof resourceId !== 'string' || typeof resourceName !== 'string') return <>{constraintTerm(item.constraint)}</>;
  return (
    <span>
      {constraintTerm(item.constraint)}（
      {can('resource.read') ? <PathLink path={`/resources/${resourceId}`}>{resourceName}</PathLink> : resourceName}）
    </span>
  );
}
