import { Module } from '@nestjs/common';
import { CommentModule } from '@lianghuan/crm';
import { CommentController } from './comment.controller.js';

@Module({ imports: [CommentModule], controllers: [CommentController] })
export class CommentApiModule {}
