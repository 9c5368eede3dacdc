import { z } from 'zod';
import { codesOf } from './dictionary.js';
import { Id } from './primitives.js';

/** Any record that attachments, comments and a timeline hang on: which kind of record, and which one. */
export const SubjectRef = z.strictObject({ subject: z.enum(codesOf('subject')), subjectId: Id });
export type SubjectRef = z.infer<typeof SubjectRef>;

/** A record with the name people know it by. */
export const SubjectName = SubjectRef.extend({ subjectName: z.string() });
export type SubjectName = z.infer<typeof SubjectName>;
