import { Module } from '@nestjs/common';
import { ReviewModule } from '@lianghuan/crm';
import { ReviewController } from './review.controller.js';

@Module({ imports: [ReviewModule], controllers: [ReviewController] })
export class ReviewApiModule {}
