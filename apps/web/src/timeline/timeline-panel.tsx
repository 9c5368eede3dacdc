import {
  codesOf,
  termOf,
  type TimelineEntry,
  type TimelineFigures,
  type TimelineQuery,
  timelineText,
} from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { Button, Skeleton, Tag, Timeline } from 'antd';
import { useState } from 'react';
import { LoadFailure } from '../app/load-state.js';
import { Panel } from '../app/panel.js';
import { ChangeList, type ShownField } from '../audit/history.js';
import { ExportButton } from '../export/export-button.js';
import { formatInstant } from '../format/date.js';
import { formatAmount } from '../format/money.js';
import { formatNumber } from '../format/number.js';
import { pathOf } from '../subject/subject-path.js';
import { useTimeline } from './timeline.queries.js';

const FIGURES: TimelineFigures = { number: formatNumber, amount: formatAmount };

interface TimelinePanelProps {
  readonly subject: TimelineQuery['subject'];
  readonly subjectId: string;
  readonly fields: readonly ShownField[];
}

/** 时间线: everything that happened to the record and to what is linked to it, as far as the reader may know. */
export function TimelinePanel({ subject, subjectId, fields }: TimelinePanelProps) {
  const [kind, setKind] = useState<TimelineEntry['kind']>();
  const query = useTimeline(subject, subjectId, kind);
  const counts = query.data?.pages[0]?.counts ?? {};
  const entries = query.data?.pages.flatMap((page) => page.items) ?? [];
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const kinds = codesOf('timelineKind').filter((code) => (counts[code] ?? 0) > 0);
  return (
    <Panel
      title={`时间线${all > 0 ? `（${all}）` : ''}`}
      extra={
        all > 0 && (
          <ExportButton
            register="timeline"
            search={{ subject, subjectId, ...(kind !== undefined && { kind }) }}
            total={kind === undefined ? all : counts[kind]}
          />
        )
      }
    >
      {query.isPending ? (
        <Skeleton active title={false} paragraph={{ rows: 4 }} />
      ) : query.data === undefined ? (
        <LoadFailure error={query.error} isRetrying={query.isFetching} onRetry={() => void query.refetch()} />
      ) : all === 0 ? (
        <p className="faint">还没有记录。</p>
      ) : (
        <>
          {kinds.length > 1 && (
            <div className="timeline-kinds" role="group" aria-label="按类型看">
              <KindButton isOn={kind === undefined} label="全部" count={all} onClick={() => setKind(undefined)} />
              {kinds.map((code) => (
                <KindButton
                  key={code}
                  isOn={kind === code}
                  label={termOf('timelineKind', code)}
                  count={counts[code] ?? 0}
                  onClick={() => setKind(code)}
                />
              ))}
            </div>
          )}
          <Timeline
            className="history"
            items={entries.map((entry) => ({
              key: entry.id,
              content: <Entry entry={entry} subjectId={subjectId} fields={fields} />,
            }))}
          />
          {query.hasNextPage && (
            <Button size="small" onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>
              更早的记录
            </Button>
          )}
        </>
      )}
    </Panel>
  );
}

function KindButton(props: {
  readonly isOn: boolean;
  readonly label: string;
  readonly count: number;
  readonly onClick: () => void;
}) {
  return (
    <Button size="small" type={props.isOn ? 'primary' : 'default'} aria-pressed={props.isOn} onClick={props.onClick}>
      {props.label} <span className="number">{props.count}</span>
    </Button>
  );
}

function Entry(props: {
  readonly entry: TimelineEntry;
  readonly subjectId: string;
  readonly fields: readonly ShownField[];
}) {
  const { entry, subjectId, fields } = props;
  const { link, changes } = entry;
  const sentence = timelineText(entry, FIGURES);
  return (
    <article className="timeline-entry">
      <header>
        {link === null || link.id === subjectId ? (
          <strong>{sentence}</strong>
        ) : (
          <Link to={pathOf(link.noun, link.id)}>
            <strong>{sentence}</strong>
          </Link>
        )}
        <span>{entry.actorName}</span>
        <time className="number" dateTime={entry.at}>
          {formatInstant(entry.at)}
        </time>
        <Tag variant="filled">{termOf('timelineKind', entry.kind)}</Tag>
      </header>
      {entry.note !== null && entry.note !== '' && <p className="timeline-note">{entry.note}</p>}
      {/* Of a new row the page shows all values. */}
      {changes !== null && entry.toCode !== 'INSERT' && (
        <ChangeList changes={changes} fields={fields} action="UPDATE" />
      )}
    </article>
  );
}
