import { Body, Controller, Get, Param, ParseUUIDPipe, Patch, Post, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { AddParkEvaluation, ParkDetail, ParkList, UpdatePark, WithdrawParkEvaluation } from '@lianghuan/contracts';
import { ParkService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

@ApiTags('parks')
@Controller('parks')
export class ParkController {
  constructor(private readonly parks: ParkService) {}

  @Get()
  @RequirePermission('park.read')
  @SerializeOptions({ schema: ParkDetail }) // applied to each of a list
  @ApiOkResponse({ standardSchema: ParkList })
  list() {
    return this.parks.list();
  }

  @Get(':id')
  @RequirePermission('park.read')
  @SerializeOptions({ schema: ParkDetail })
  @ApiOkResponse({ standardSchema: ParkDetail })
  get(@Param('id', ParseUUIDPipe) id: string) {
    return this.parks.get(id);
  }

  @Patch(':id')
  @RequirePermission('park.update')
  @SerializeOptions({ schema: ParkDetail })
  @ApiOkResponse({ standardSchema: ParkDetail })
  update(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: UpdatePark }) changes: UpdatePark) {
    return this.parks.update(id, changes);
  }

  @Post(':id/evaluations')
  @RequirePermission('park.update')
  @SerializeOptions({ schema: ParkDetail })
  @ApiCreatedResponse({ standardSchema: ParkDetail })
  addEvaluation(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: AddParkEvaluation }) input: AddParkEvaluation) {
    return this.parks.addEvaluation(id, input);
  }

  @Post(':id/evaluations/:evaluationId/withdraw')
  @RequirePermission('park.update')
  @SerializeOptions({ schema: ParkDetail })
  @ApiCreatedResponse({ standardSchema: ParkDetail })
  withdrawEvaluation(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('evaluationId', ParseUUIDPipe) evaluationId: string,
    @Body({ schema: WithdrawParkEvaluation }) { reason }: { reason: string },
  ) {
    return this.parks.withdrawEvaluation(id, evaluationId, reason);
  }
}
