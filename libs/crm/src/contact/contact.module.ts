import { Module } from '@nestjs/common';
import { ContactService } from './contact.service.js';
import { RelationshipService } from './relationship.service.js';

/** People of an enterprise, and who of ours answers for the relation. */
@Module({ providers: [ContactService, RelationshipService], exports: [ContactService, RelationshipService] })
export class ContactModule {}
