import { termOf, type MentionView } from '@lianghuan/contracts';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { Button, Pagination, Segmented } from 'antd';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { formatInstant } from '../format/date.js';
import '../subject/subject.css';
import { pathOf } from '../subject/subject-path.js';
import { useMentions, useReadMentions } from './comment.queries.js';

const route = getRouteApi('/shell/mentions');

/** 提到我的: comments that call me, on records I may read. Opening one marks it as read. */
export function MentionListPage() {
  const { page = 1, unread } = route.useSearch();
  const navigate = useNavigate();
  const isUnreadOnly = unread === '1';
  const query = useMentions(page, isUnreadOnly);
  const read = useReadMentions();
  const go = (search: { page?: number; unread?: '1' }) => void navigate({ to: '/mentions', search });
  return (
    <Page
      title="提到我的"
      actions={
        (query.data?.unread ?? 0) > 0 && (
          <Button loading={read.isPending} onClick={() => read.mutate(undefined)}>
            全部标为已读
          </Button>
        )
      }
    >
      <Segmented
        className="gap-below"
        value={isUnreadOnly ? 'unread' : 'all'}
        onChange={(value) => go(value === 'unread' ? { unread: '1' } : {})}
        options={[
          { value: 'all', label: '全部' },
          { value: 'unread', label: `未读${query.data === undefined ? '' : `（${query.data.unread}）`}` },
        ]}
      />
      <section className="panel panel-body" aria-label="提到我的">
        <LoadState query={query}>
          {({ items, total, pageSize }) =>
            items.length === 0 ? (
              <p className="faint">{isUnreadOnly ? '没有未读的。' : '还没有人在评论里提到您。'}</p>
            ) : (
              <>
                <ul className="annex-list">
                  {items.map((mention) => (
                    <Mention
                      key={mention.commentId}
                      mention={mention}
                      onOpen={() => mention.readAt === null && read.mutate([mention.commentId])}
                    />
                  ))}
                </ul>
                {total > pageSize && (
                  <Pagination
                    className="annex-more"
                    current={page}
                    pageSize={pageSize}
                    total={total}
                    showSizeChanger={false}
                    onChange={(next) => go({ page: next, ...(isUnreadOnly ? { unread: '1' } : {}) })}
                  />
                )}
              </>
            )
          }
        </LoadState>
      </section>
    </Page>
  );
}

function Mention({ mention, onOpen }: { readonly mention: MentionView; readonly onOpen: () => void }) {
  return (
    <li>
      <header>
        {mention.readAt === null && <span className="unread-dot" role="img" aria-label="未读" />}
        <span className="soft small">{termOf('subject', mention.subject)}</span>
        <Link to={pathOf(mention.subject, mention.subjectId)} onClick={onOpen}>
          <strong>{mention.subjectName}</strong>
        </Link>
        <span className="grow" />
        <time className="soft small number" dateTime={mention.at}>
          {formatInstant(mention.at)}
        </time>
      </header>
      <p className="comment-text">{mention.text}</p>
      <p className="annex-meta">
        <span>
          {mention.authorName}（{mention.organisationName}）
        </span>
      </p>
    </li>
  );
}
