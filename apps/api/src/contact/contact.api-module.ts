import { Module } from '@nestjs/common';
import { ContactModule } from '@lianghuan/crm';
import { ContactController } from './contact.controller.js';
import { RelationshipController } from './relationship.controller.js';

@Module({ imports: [ContactModule], controllers: [ContactController, RelationshipController] })
export class ContactApiModule {}
