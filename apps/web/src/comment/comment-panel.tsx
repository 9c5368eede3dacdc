import { COMMENT_EDIT_MINUTES, type CommentView, type Person, type SubjectRef } from '@lianghuan/contracts';
import { App, Button, Popconfirm, Skeleton } from 'antd';
import { Fragment, useState } from 'react';
import { textOfError } from '../api/api-error.js';
import { LoadFailure } from '../app/load-state.js';
import { Panel } from '../app/panel.js';
import { formatInstant } from '../format/date.js';
import { CommentForm } from './comment-form.js';
import { useAddComment, useComments, useEditComment, useWithdrawComment } from './comment.queries.js';

/** 评论 on a record, newest first. */
export function CommentPanel({ on }: { readonly on: SubjectRef }) {
  const query = useComments(on);
  const add = useAddComment();
  const total = query.data?.pages.at(-1)?.total ?? 0;
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel title={`评论${total > 0 ? `（${total}）` : ''}`}>
      <CommentForm
        on={on}
        okText="发表"
        isPending={add.isPending}
        error={add.error}
        onSend={(input, done) => add.mutate({ ...on, ...input }, { onSuccess: done })}
      />
      {query.isPending ? (
        <Skeleton active title={false} paragraph={{ rows: 2 }} />
      ) : query.data === undefined ? (
        <LoadFailure error={query.error} isRetrying={query.isFetching} onRetry={() => void query.refetch()} />
      ) : items.length === 0 ? (
        <p className="faint">还没有评论。</p>
      ) : (
        <ul className="annex-list">
          {items.map((comment) => (
            <Comment key={comment.id} comment={comment} on={on} />
          ))}
        </ul>
      )}
      {query.hasNextPage && (
        <Button
          size="small"
          className="annex-more"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          更早的评论
        </Button>
      )}
    </Panel>
  );
}

function Comment({ comment, on }: { readonly comment: CommentView; readonly on: SubjectRef }) {
  const { message } = App.useApp();
  const [isEditing, setEditing] = useState(false);
  const edit = useEditComment(comment.id);
  const withdraw = useWithdrawComment(comment.id);
  return (
    <li>
      <header>
        <strong>{comment.author.name}</strong>
        <span className="soft small">{comment.author.organisationName}</span>
        <time className="soft small number" dateTime={comment.createdAt}>
          {formatInstant(comment.createdAt)}
        </time>
        {comment.editedAt !== null && comment.withdrawnAt === null && <span className="faint small">改过</span>}
        <span className="grow" />
        {!isEditing && (
          <span className="annex-actions">
            {comment.can.edit && (
              <Button
                type="link"
                size="small"
                title={`发出${COMMENT_EDIT_MINUTES}分钟内可以改`}
                onClick={() => setEditing(true)}
              >
                修改
              </Button>
            )}
            {comment.can.withdraw && (
              <Popconfirm
                title="撤回这条评论？"
                description="内容不再显示，曾发表过的痕迹保留。"
                okText="撤回"
                onConfirm={() =>
                  withdraw.mutate(undefined, { onError: (error) => void message.error(textOfError(error)) })
                }
              >
                <Button type="link" size="small" loading={withdraw.isPending}>
                  撤回
                </Button>
              </Popconfirm>
            )}
          </span>
        )}
      </header>
      {isEditing ? (
        <CommentForm
          on={on}
          initial={{ text: comment.text ?? '', mentions: comment.mentions }}
          okText="保存"
          isPending={edit.isPending}
          error={edit.error}
          onSend={(input) => edit.mutate(input, { onSuccess: () => setEditing(false) })}
          onCancel={() => setEditing(false)}
        />
      ) : comment.text === null ? (
        <p className="faint">已撤回</p>
      ) : (
        <p className="comment-text">
          <TextWithMentions text={comment.text} mentions={comment.mentions} />
        </p>
      )}
    </li>
  );
}

/** The text with the people it calls set off. */
function TextWithMentions({ text, mentions }: { readonly text: string; readonly mentions: readonly Person[] }) {
  const calls = mentions.map(({ name }) => `@${name.replaceAll(/\s/g, '')}`).sort((a, b) => b.length - a.length);
  if (calls.length === 0) return text;
  const pattern = new RegExp(`(${calls.map((call) => call.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`);
  return text.split(pattern).map((part, index) => (
    // Every second part is what the pattern caught; the order never changes.
    <Fragment key={index}>{index % 2 === 1 ? <span className="mention">{part}</span> : part}</Fragment>
  ));
}
