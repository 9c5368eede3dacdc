import { Module } from '@nestjs/common';
import { FileModule } from '../file/file.module.js';
import { AttachmentService } from './attachment.service.js';

@Module({ imports: [FileModule], providers: [AttachmentService], exports: [AttachmentService] })
export class AttachmentModule {}
