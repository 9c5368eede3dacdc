import type { SubjectRef, TimelineQuery } from '@lianghuan/contracts';
import { AttachmentPanel } from '../attachment/attachment-panel.js';
import { CommentPanel } from '../comment/comment-panel.js';
import type { ShownField } from '../audit/history.js';
import { TimelinePanel } from '../timeline/timeline-panel.js';
import './subject.css';

interface SubjectPanelsProps {
  readonly subject: TimelineQuery['subject'];
  readonly subjectId: string;
  /** How the fields of the record are called, for its changes in the timeline. */
  readonly fields: readonly ShownField[];
}

/** What hangs on any record: its documents, what is said about it, and what happened to it. */
export function SubjectPanels({ subject, subjectId, fields }: SubjectPanelsProps) {
  const on: SubjectRef = { subject, subjectId };
  return (
    <>
      <AttachmentPanel on={on} />
      <CommentPanel on={on} />
      <TimelinePanel subject={subject} subjectId={subjectId} fields={fields} />
    </>
  );
}
