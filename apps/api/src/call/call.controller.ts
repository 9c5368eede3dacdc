import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CallPage, CallQuery, CallSnoozeView, SnoozeCall } from '@lianghuan/contracts';
import { CallService, CallSnoozeService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

/** 联系清单: whom the asker is to contact next, and why. */
@ApiTags('calls')
@Controller('calls')
export class CallController {
  constructor(
    private readonly calls: CallService,
    private readonly snoozes: CallSnoozeService,
  ) {}

  @Get()
  @RequirePermission('lead.update')
  @SerializeOptions({ schema: CallPage })
  @ApiOkResponse({ standardSchema: CallPage })
  list(@Query({ schema: CallQuery }) query: CallQuery) {
    return this.calls.list(query);
  }

  @Post('snoozes')
  @RequirePermission('lead.update')
  @SerializeOptions({ schema: CallSnoozeView })
  @ApiCreatedResponse({ standardSchema: CallSnoozeView })
  snooze(@Body({ schema: SnoozeCall }) input: SnoozeCall) {
    return this.snoozes.snooze(input);
  }

  @Post('snoozes/:id/lift')
  @RequirePermission('lead.update')
  @SerializeOptions({ schema: CallSnoozeView })
  @ApiCreatedResponse({ standardSchema: CallSnoozeView })
  lift(@Param('id', ParseUUIDPipe) id: string) {
    return this.snoozes.lift(id);
  }
}
