import { Module } from '@nestjs/common';
import { AttachmentModule } from '@lianghuan/crm';
import { AttachmentController } from './attachment.controller.js';

@Module({ imports: [AttachmentModule], controllers: [AttachmentController] })
export class AttachmentApiModule {}
