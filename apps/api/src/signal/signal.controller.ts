import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { JudgeSignal, RecordSignal, SignalPage, SignalQuery, SignalView } from '@lianghuan/contracts';
import { SignalService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

/** 企业动态 of the enterprises the asker may see. */
@ApiTags('signals')
@Controller('signals')
export class SignalController {
  constructor(private readonly signals: SignalService) {}

  @Get()
  @RequirePermission('enterprise.read')
  @SerializeOptions({ schema: SignalPage })
  @ApiOkResponse({ standardSchema: SignalPage })
  list(@Query({ schema: SignalQuery }) query: SignalQuery) {
    return this.signals.list(query);
  }

  @Post()
  @RequirePermission('enterprise.update')
  @SerializeOptions({ schema: SignalView })
  @ApiCreatedResponse({ standardSchema: SignalView })
  record(@Body({ schema: RecordSignal }) input: RecordSignal) {
    return this.signals.record(input);
  }

  @Post(':id/judge')
  @RequirePermission('enterprise.update')
  @SerializeOptions({ schema: SignalView })
  @ApiCreatedResponse({ standardSchema: SignalView })
  judge(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: JudgeSignal }) input: JudgeSignal) {
    return this.signals.judge(id, input);
  }
}
