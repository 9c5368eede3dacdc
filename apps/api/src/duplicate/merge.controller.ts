import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  MergeList,
  MergePlan,
  MergePreview,
  MergeQuery,
  MergeRecords,
  MergeView,
  ReasonBody,
} from '@lianghuan/contracts';
import { MergeService } from '@lianghuan/crm';
import { SignedIn } from '@lianghuan/platform';

/** 合并. Needs the right to write both rows, which the service asks for. */
@ApiTags('duplicates')
@Controller('merges')
export class MergeController {
  constructor(private readonly merges: MergeService) {}

  @Get()
  @SignedIn()
  @SerializeOptions({ schema: MergeView }) // applied to each of a list
  @ApiOkResponse({ standardSchema: MergeList })
  list(@Query({ schema: MergeQuery }) query: MergeQuery) {
    return this.merges.list(query);
  }

  @Post('preview')
  @HttpCode(200)
  @SignedIn()
  @SerializeOptions({ schema: MergePreview })
  @ApiOkResponse({ standardSchema: MergePreview })
  preview(@Body({ schema: MergePlan }) plan: MergePlan) {
    return this.merges.preview(plan);
  }

  @Post()
  @SignedIn()
  @SerializeOptions({ schema: MergeView })
  @ApiCreatedResponse({ standardSchema: MergeView })
  merge(@Body({ schema: MergeRecords }) wanted: MergeRecords) {
    return this.merges.merge(wanted);
  }

  @Post(':id/undo')
  @SignedIn()
  @SerializeOptions({ schema: MergeView })
  @ApiCreatedResponse({ standardSchema: MergeView })
  undo(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.merges.undo(id, reason);
  }
}
