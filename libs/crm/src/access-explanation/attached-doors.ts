import { Injectable } from '@nestjs/common';
import { AttachmentService } from '../attachment/attachment.service.js';
import { CommentService } from '../comment/comment.service.js';
import { EnterpriseSiteService } from '../enterprise-site/enterprise-site.service.js';
import { SignalService } from '../signal/signal.service.js';
import { SUBJECTS } from '../subject/subject.js';
import { type AccessDoor, type AccessDoors, canAny, known, NOBODYS } from './access-door.js';

/** What hangs on another record, and is seen with it. */
const ON_SUBJECT = {
  read: (subject: string) => SUBJECTS[subject as keyof typeof SUBJECTS].permission,
  change: [],
  about: 't.subject',
  aboutId: 't.subject_id',
  areaCodes: NOBODYS.areaCodes,
  unitIds: 'ARRAY[t.organisation_id]',
  personId: 't.created_by_id',
} satisfies Partial<AccessDoor>;

/** What hangs on a record. */
@Injectable()
export class AttachedDoors {
  readonly doors: AccessDoors;

  constructor(
    attachments: AttachmentService,
    comments: CommentService,
    signals: SignalService,
    sites: EnterpriseSiteService,
  ) {
    this.doors = {
      attachment: {
        ...ON_SUBJECT,
        from: 'attachment t',
        name: 't.title',
        open: async (id) => (await attachments.get(id)).can.change,
      },
      comment: {
        ...ON_SUBJECT,
        from: 'comment t',
        name: `left(t.text, 40)`,
        open: async (id) => canAny((await comments.get(id)).can),
      },
      enterprise_signal: {
        ...NOBODYS,
        read: 'enterprise.read',
        change: ['enterprise.update'],
        from: 'enterprise_signal t JOIN enterprise e ON e.id = t.enterprise_id',
        name: `concat_ws(' ', e.name, t.title)`,
        unitIds: known('e.holder_organisation_id'),
        open: async (id) => (await signals.get(id)).can.judge,
      },
      enterprise_site: {
        ...NOBODYS,
        read: 'enterprise.read',
        change: ['enterprise.update'],
        from: 'enterprise_site t JOIN enterprise e ON e.id = t.enterprise_id AND t.withdrawn_at IS NULL',
        name: `concat_ws(' ', e.name, coalesce(t.name, t.place))`,
        unitIds: known('e.holder_organisation_id'),
        open: (id) => sites.mayEdit(id),
      },
    };
  }
}
