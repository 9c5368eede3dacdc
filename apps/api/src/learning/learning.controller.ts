import { Body, Controller, Get, Param, ParseUUIDPipe, Post, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { LearningRunView, LearningView, ReasonBody, SwitchExploration } from '@lianghuan/contracts';
import { LearningService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

@ApiTags('learning')
@Controller('learning')
export class LearningController {
  constructor(private readonly learning: LearningService) {}

  @Get()
  @RequirePermission('learning.read')
  @SerializeOptions({ schema: LearningView })
  @ApiOkResponse({ standardSchema: LearningView })
  overview() {
    return this.learning.overview();
  }

  @Post('runs')
  @RequirePermission('learning.manage')
  @SerializeOptions({ schema: LearningRunView })
  @ApiCreatedResponse({ standardSchema: LearningRunView })
  request() {
    return this.learning.request();
  }

  @Post('exploration')
  @RequirePermission('learning.manage')
  @SerializeOptions({ schema: LearningView })
  @ApiCreatedResponse({ standardSchema: LearningView })
  switchExploration(@Body({ schema: SwitchExploration }) input: SwitchExploration) {
    return this.learning.switchExploration(input);
  }

  @Post('versions/:id/restore')
  @RequirePermission('learning.manage')
  @SerializeOptions({ schema: LearningView })
  @ApiCreatedResponse({ standardSchema: LearningView })
  restore(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.learning.restore(id, reason);
  }
}
