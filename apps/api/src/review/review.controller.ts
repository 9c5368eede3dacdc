import {
  Body,
  Controller,
  Get,
  Inject,
  Param,
  ParseUUIDPipe,
  Post,
  Query,
  Req,
  SerializeOptions,
} from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  ConcludeReview,
  ReasonBody,
  ReportCondition,
  ReviewConditionPage,
  ReviewConditionQuery,
  ReviewConditionView,
  ReviewPacketDetail,
  ReviewPacketPage,
  ReviewPacketQuery,
  ReviewUnits,
  SettleCondition,
  StoredFileView,
  SubmitReview,
} from '@lianghuan/contracts';
import { ReviewConditionService, ReviewService } from '@lianghuan/crm';
import { type Config, CONFIG, RequirePermission, ValidationError } from '@lianghuan/platform';
import type { FastifyRequest } from 'fastify';

/** 联评联审. */
@ApiTags('reviews')
@Controller()
export class ReviewController {
  constructor(
    private readonly reviews: ReviewService,
    private readonly conditions: ReviewConditionService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('review-packets')
  @RequirePermission('review.read')
  @SerializeOptions({ schema: ReviewPacketPage })
  @ApiOkResponse({ standardSchema: ReviewPacketPage })
  list(@Query({ schema: ReviewPacketQuery }) query: ReviewPacketQuery) {
    return this.reviews.list(query);
  }

  @Get('review-packets/:id')
  @RequirePermission('review.read')
  @SerializeOptions({ schema: ReviewPacketDetail })
  @ApiOkResponse({ standardSchema: ReviewPacketDetail })
  get(@Param('id', ParseUUIDPipe) id: string) {
    return this.reviews.get(id);
  }

  @Post('projects/:id/review-packets')
  @RequirePermission('review.submit')
  @SerializeOptions({ schema: ReviewPacketDetail })
  @ApiCreatedResponse({ standardSchema: ReviewPacketDetail })
  submit(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: SubmitReview }) input: SubmitReview) {
    return this.reviews.submit(id, input);
  }

  @Post('review-packets/:id/withdraw')
  @RequirePermission('review.submit')
  @SerializeOptions({ schema: ReviewPacketDetail })
  @ApiCreatedResponse({ standardSchema: ReviewPacketDetail })
  withdraw(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.reviews.withdraw(id, reason);
  }

  @Post('review-opinions/:id/conclude')
  @RequirePermission('review.conclude')
  @SerializeOptions({ schema: ReviewPacketDetail })
  @ApiCreatedResponse({ standardSchema: ReviewPacketDetail })
  conclude(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ConcludeReview }) input: ConcludeReview) {
    return this.reviews.conclude(id, input);
  }

  @Get('review-conditions')
  @RequirePermission('review.read')
  @SerializeOptions({ schema: ReviewConditionPage })
  @ApiOkResponse({ standardSchema: ReviewConditionPage })
  listConditions(@Query({ schema: ReviewConditionQuery }) query: ReviewConditionQuery) {
    return this.conditions.list(query);
  }

  @Post('review-conditions/:id/report')
  @RequirePermission('review.read')
  @SerializeOptions({ schema: ReviewConditionView })
  @ApiCreatedResponse({ standardSchema: ReviewConditionView })
  report(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReportCondition }) input: ReportCondition) {
    return this.conditions.report(id, input);
  }

  @Post('review-conditions/:id/settle')
  @RequirePermission('review.conclude')
  @SerializeOptions({ schema: ReviewConditionView })
  @ApiCreatedResponse({ standardSchema: ReviewConditionView })
  settle(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: SettleCondition }) input: SettleCondition) {
    return this.conditions.settle(id, input);
  }

  @Get('review-units')
  @RequirePermission('review.read')
  @SerializeOptions({ schema: ReviewUnits })
  @ApiOkResponse({ standardSchema: ReviewUnits })
  units() {
    return this.reviews.units();
  }

  /** Takes in an attachment of an opinion, or evidence of a condition; until it is tied to one, only who uploaded it can read it. */
  @Post('review-files')
  @RequirePermission('review.read')
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } }, required: ['file'] },
  })
  @SerializeOptions({ schema: StoredFileView })
  @ApiCreatedResponse({ standardSchema: StoredFileView })
  async upload(@Req() request: FastifyRequest) {
    // One byte beyond what is allowed, so that the service sees the excess instead of a file cut to size.
    const limits = { fileSize: this.config.uploadLimitBytes + 1 };
    const part = request.isMultipart() ? await request.file({ limits }) : undefined;
    if (part === undefined) {
      throw new ValidationError([
        { path: 'file', code: 'required', message: 'expected multipart/form-data with a file' },
      ]);
    }
    return this.reviews.upload({ name: part.filename, content: part.file });
  }
}
