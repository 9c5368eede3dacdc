import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  MatchRunPage,
  MatchRunQuery,
  MatchRunStepList,
  MatchRunStepView,
  MatchRunView,
  RequestMatchRun,
} from '@lianghuan/contracts';
import { MatchRunService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

@ApiTags('match-runs')
@Controller('match-runs')
export class MatchRunController {
  constructor(private readonly runs: MatchRunService) {}

  @Get()
  @RequirePermission('match.read')
  @SerializeOptions({ schema: MatchRunPage })
  @ApiOkResponse({ standardSchema: MatchRunPage })
  list(@Query({ schema: MatchRunQuery }) query: MatchRunQuery) {
    return this.runs.list(query.page, query.pageSize);
  }

  @Post()
  @RequirePermission('match.run')
  @SerializeOptions({ schema: MatchRunView })
  @ApiCreatedResponse({ standardSchema: MatchRunView })
  request(@Body({ schema: RequestMatchRun }) input: RequestMatchRun) {
    return this.runs.request(input);
  }

  @Get(':id')
  @RequirePermission('match.read')
  @SerializeOptions({ schema: MatchRunView })
  @ApiOkResponse({ standardSchema: MatchRunView })
  get(@Param('id', ParseUUIDPipe) id: string) {
    return this.runs.get(id);
  }

  @Get(':id/steps')
  @RequirePermission('match.read')
  @SerializeOptions({ schema: MatchRunStepView }) // applied to each of a list
  @ApiOkResponse({ standardSchema: MatchRunStepList })
  listSteps(@Param('id', ParseUUIDPipe) id: string) {
    return this.runs.listSteps(id);
  }

  @Post(':id/cancel')
  @RequirePermission('match.run')
  @SerializeOptions({ schema: MatchRunView })
  @ApiCreatedResponse({ standardSchema: MatchRunView })
  cancel(@Param('id', ParseUUIDPipe) id: string) {
    return this.runs.cancel(id);
  }

  @Post(':id/retry')
  @RequirePermission('match.run')
  @SerializeOptions({ schema: MatchRunView })
  @ApiCreatedResponse({ standardSchema: MatchRunView })
  retry(@Param('id', ParseUUIDPipe) id: string) {
    return this.runs.retry(id);
  }
}
