import { Controller, Get, Param, ParseUUIDPipe, Query, SerializeOptions } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { AllocationBoard, AllocationBoardQuery, AllocationView } from '@lianghuan/contracts';
import { AllocationBoardService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

@ApiTags('match-runs')
@Controller('match-runs/:matchRunId/allocation')
export class AllocationController {
  constructor(private readonly boards: AllocationBoardService) {}

  @Get()
  @RequirePermission('match.read')
  @SerializeOptions({ schema: AllocationView })
  @ApiOkResponse({ standardSchema: AllocationView })
  get(@Param('matchRunId', ParseUUIDPipe) matchRunId: string) {
    return this.boards.get(matchRunId);
  }

  @Get('board')
  @RequirePermission('match.read')
  @SerializeOptions({ schema: AllocationBoard })
  @ApiOkResponse({ standardSchema: AllocationBoard })
  board(
    @Param('matchRunId', ParseUUIDPipe) matchRunId: string,
    @Query({ schema: AllocationBoardQuery }) query: AllocationBoardQuery,
  ) {
    return this.boards.board(matchRunId, query);
  }
}
