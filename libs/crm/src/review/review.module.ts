import { Module } from '@nestjs/common';
import { FileModule } from '../file/file.module.js';
import { ProjectModule } from '../project/project.module.js';
import { ReviewConditionService } from './review-condition.service.js';
import { ReviewPacketReader } from './review-packet-reader.js';
import { ReviewService } from './review.service.js';

/** 联评联审: packets, conclusions and conditions. */
@Module({
  imports: [ProjectModule, FileModule],
  providers: [ReviewPacketReader, ReviewService, ReviewConditionService],
  exports: [ReviewService, ReviewConditionService],
})
export class ReviewModule {}
