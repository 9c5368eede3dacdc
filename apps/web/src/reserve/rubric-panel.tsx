import { codesOf, termOf, type Code, type ProjectView, type RubricView } from '@lianghuan/contracts';
import { App, Button, Form, Input, Rate } from 'antd';
import { useState } from 'react';
import { LoadState } from '../app/load-state.js';
import { Panel } from '../app/panel.js';
import { dayOf } from '../format/date.js';
import { ExampleTag } from '../lead/example-tag.js';
import { EntryDialog } from '../app/entry-dialog.js';
import './reserve.css';
import { useRubrics, useScoreRubric } from './reserve.queries.js';

const CRITERIA = codesOf('rubricCriterion');

/** 五项标准 of a project: the newest scores with their rationale, the earlier ones below. */
export function RubricPanel({ project }: { readonly project: ProjectView }) {
  const [isOpen, setOpen] = useState(false);
  const query = useRubrics(project.id);
  return (
    <Panel
      title="五项标准评分"
      extra={
        query.data?.can.score === true && (
          <Button size="small" onClick={() => setOpen(true)}>
            评分
          </Button>
        )
      }
    >
      <LoadState query={query} rows={2}>
        {({ items: [newest, ...earlier] }) =>
          newest === undefined ? (
            <p className="faint">还没有评分。</p>
          ) : (
            <>
              <Scores rubric={newest} />
              {earlier.length > 0 && (
                <details>
                  <summary className="small soft">以前的评分（{earlier.length} 次）</summary>
                  {earlier.map((rubric) => (
                    <p key={rubric.id} className="small">
                      <Signed rubric={rubric} />：
                      {CRITERIA.map(
                        (criterion) => `${termOf('rubricCriterion', criterion)} ${rubric.scores[criterion]}`,
                      ).join('，')}
                    </p>
                  ))}
                </details>
              )}
            </>
          )
        }
      </LoadState>
      {isOpen && <ScoreDialog projectId={project.id} newest={query.data?.items[0]} onClose={() => setOpen(false)} />}
    </Panel>
  );
}

function Signed({ rubric }: { readonly rubric: RubricView }) {
  return (
    <span>
      {rubric.organisationName} {rubric.scoredByName} <span className="number">{dayOf(rubric.scoredAt)}</span>，合计{' '}
      <strong className="number">{rubric.total}</strong>/25 {rubric.isExample && <ExampleTag />}
    </span>
  );
}

function Scores({ rubric }: { readonly rubric: RubricView }) {
  return (
    <>
      <ul className="rubric">
        {CRITERIA.map((criterion) => (
          <li key={criterion}>
            <span>
              {termOf('rubricCriterion', criterion)}
              <span className="faint small rubric-why">{rubric.rationale[criterion]}</span>
            </span>
            <span className="number">
              {rubric.scores[criterion]}
              <span className="faint">/5</span>
            </span>
          </li>
        ))}
      </ul>
      <p className="small soft">
        <Signed rubric={rubric} />
      </p>
    </>
  );
}

type Values = Record<Code<'rubricCriterion'>, { score?: number; why?: string }>;

function ScoreDialog(props: {
  readonly projectId: string;
  readonly newest: RubricView | undefined;
  readonly onClose: () => void;
}) {
  const { message } = App.useApp();
  const score = useScoreRubric(props.projectId);
  return (
    <EntryDialog<Values>
      title="五项标准评分"
      okText="提交评分"
      step={score}
      onCancel={props.onClose}
      onFinish={(values) =>
        score.mutate(
          {
            scores: inCriteria((criterion) => values[criterion].score ?? 0),
            rationale: inCriteria((criterion) => values[criterion].why?.trim() ?? ''),
          },
          {
            onSuccess: () => {
              void message.success('已评分');
              props.onClose();
            },
          },
        )
      }
    >
      <p className="soft gap-below">每项 1–5 分，写明依据。每次评分单独留存，最近一次计入储备质量。</p>
      {CRITERIA.map((criterion) => (
        <Form.Item key={criterion} label={termOf('rubricCriterion', criterion)} required>
          <Form.Item
            name={[criterion, 'score']}
            initialValue={props.newest?.scores[criterion]}
            rules={[{ required: true, message: '请打分' }]}
            noStyle
          >
            <Rate allowClear={false} tooltips={['1分', '2分', '3分', '4分', '5分']} />
          </Form.Item>
          <Form.Item
            name={[criterion, 'why']}
            initialValue={props.newest?.rationale[criterion]}
            rules={[{ required: true, whitespace: true, min: 2, message: '请写明依据' }]}
            className="rubric-input"
          >
            <Input aria-label={`${termOf('rubricCriterion', criterion)}的依据`} maxLength={300} placeholder="依据" />
          </Form.Item>
        </Form.Item>
      ))}
    </EntryDialog>
  );
}

function inCriteria<T>(of: (criterion: Code<'rubricCriterion'>) => T): Record<Code<'rubricCriterion'>, T> {
  return {
    market: of('market'),
    benefit: of('benefit'),
    chain: of('chain'),
    prospect: of('prospect'),
    speed: of('speed'),
  };
}
