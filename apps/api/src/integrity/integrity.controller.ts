import { Body, Controller, Get, Param, ParseUUIDPipe, Post, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { AddIntegrityCheck, IntegrityView, ReasonBody } from '@lianghuan/contracts';
import { IntegrityService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

@ApiTags('integrity-checks')
@Controller()
export class IntegrityController {
  constructor(private readonly integrity: IntegrityService) {}

  @Get('enterprises/:id/integrity')
  @RequirePermission('enterprise.read')
  @SerializeOptions({ schema: IntegrityView })
  @ApiOkResponse({ standardSchema: IntegrityView })
  get(@Param('id', ParseUUIDPipe) id: string) {
    return this.integrity.get(id);
  }

  @Post('enterprises/:id/integrity')
  @RequirePermission('enterprise.update')
  @SerializeOptions({ schema: IntegrityView })
  @ApiCreatedResponse({ standardSchema: IntegrityView })
  add(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: AddIntegrityCheck }) input: AddIntegrityCheck) {
    return this.integrity.add(id, input);
  }

  @Post('integrity-checks/:id/withdraw')
  @RequirePermission('enterprise.update')
  @SerializeOptions({ schema: IntegrityView })
  @ApiCreatedResponse({ standardSchema: IntegrityView })
  withdraw(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.integrity.withdraw(id, reason);
  }
}
