import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { PausePage, PauseQuery, PauseView, ReasonBody } from '@lianghuan/contracts';
import { PauseService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

@ApiTags('pauses')
@Controller('pauses')
export class PauseController {
  constructor(private readonly pauses: PauseService) {}

  @Get()
  @RequirePermission('match.read')
  @SerializeOptions({ schema: PausePage })
  @ApiOkResponse({ standardSchema: PausePage })
  list(@Query({ schema: PauseQuery }) query: PauseQuery) {
    return this.pauses.list(query);
  }

  @Post(':id/lift')
  @RequirePermission('match.read')
  @SerializeOptions({ schema: PauseView })
  @ApiCreatedResponse({ standardSchema: PauseView })
  lift(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.pauses.lift(id, reason);
  }
}
