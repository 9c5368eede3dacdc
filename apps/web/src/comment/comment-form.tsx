import type { Person, SubjectRef, WriteComment } from '@lianghuan/contracts';
import { Alert, Button, Mentions } from 'antd';
import { useState } from 'react';
import { textOfError } from '../api/api-error.js';
import { useDebounced } from '../app/use-debounced.js';
import { useReaders } from './comment.queries.js';

interface CommentFormProps {
  readonly on: SubjectRef;
  readonly initial?: { readonly text: string; readonly mentions: readonly Person[] };
  readonly okText: string;
  readonly isPending: boolean;
  readonly error: unknown;
  /** `done` empties the form; it is called once the server has the comment. */
  readonly onSend: (input: WriteComment, done: () => void) => void;
  readonly onCancel?: () => void;
}

/** What stands behind the @ of a person: the name, and of two with one name also the unit. Blanks would end a mention. */
function callOf(person: Person, others: readonly Person[]): string {
  const isShared = others.some(({ id, name }) => id !== person.id && name === person.name);
  return (isShared ? `${person.name}·${person.organisationName}` : person.name).replaceAll(/\s/g, '');
}

/** Words about a record; @ offers the people who may read it. */
export function CommentForm({ on, initial, okText, isPending, error, onSend, onCancel }: CommentFormProps) {
  const [text, setText] = useState(initial?.text ?? '');
  const [called, setCalled] = useState<ReadonlyMap<string, Person>>(
    new Map(initial?.mentions.map((person) => [callOf(person, initial.mentions), person])),
  );
  const [asked, setAsked] = useState<string>();
  const readers = useReaders(on, useDebounced(asked, 200));
  const people = readers.data?.items ?? [];
  const send = () => {
    const mentionIds = [...called].flatMap(([call, { id }]) => (text.includes(`@${call}`) ? [id] : []));
    onSend({ text: text.trim(), mentionIds }, () => {
      setText('');
      setCalled(new Map());
    });
  };
  return (
    <div className="comment-form">
      {error !== null && error !== undefined && <Alert type="error" showIcon role="alert" title={textOfError(error)} />}
      <Mentions
        aria-label="评论内容"
        rows={3}
        maxLength={2000}
        value={text}
        placeholder="写评论，用 @ 提到能看到本记录的人"
        loading={readers.isFetching}
        filterOption={false}
        notFoundContent={readers.isFetching ? '正在查找' : '没有这样的人，或其无权查看本记录'}
        onSearch={setAsked}
        onChange={setText}
        onSelect={({ value }) => {
          const person = people.find((one) => callOf(one, people) === value);
          if (person !== undefined && value !== undefined) setCalled(new Map(called).set(value, person));
        }}
        options={people.map((person) => ({
          key: person.id,
          value: callOf(person, people),
          label: (
            <>
              {person.name} <span className="faint small">{person.organisationName}</span>
            </>
          ),
        }))}
      />
      <div>
        {onCancel !== undefined && <Button onClick={onCancel}>取消</Button>}
        <Button type="primary" disabled={text.trim() === ''} loading={isPending} onClick={send}>
          {okText}
        </Button>
      </div>
    </div>
  );
}
