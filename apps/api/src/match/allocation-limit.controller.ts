import { Body, Controller, Get, Param, ParseUUIDPipe, Patch, Post, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  AllocationLimits,
  AllocationLimitView,
  CreateAllocationLimit,
  LiftAllocationLimit,
  OfficerView,
  UpdateAllocationLimit,
} from '@lianghuan/contracts';
import { AllocationLimitService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';
import { z } from 'zod';

const Officers = z.array(OfficerView);

@ApiTags('allocation-limits')
@Controller('allocation-limits')
export class AllocationLimitController {
  constructor(private readonly limits: AllocationLimitService) {}

  @Get()
  @RequirePermission('match.read')
  @SerializeOptions({ schema: AllocationLimits })
  @ApiOkResponse({ standardSchema: AllocationLimits })
  list() {
    return this.limits.list();
  }

  @Get('officers')
  @RequirePermission('allocation.update')
  @SerializeOptions({ schema: OfficerView }) // applied to each of a list
  @ApiOkResponse({ standardSchema: Officers })
  officers() {
    return this.limits.officers();
  }

  @Post()
  @RequirePermission('allocation.update')
  @SerializeOptions({ schema: AllocationLimitView })
  @ApiCreatedResponse({ standardSchema: AllocationLimitView })
  create(@Body({ schema: CreateAllocationLimit }) input: CreateAllocationLimit) {
    return this.limits.create(input);
  }

  @Patch(':id')
  @RequirePermission('allocation.update')
  @SerializeOptions({ schema: AllocationLimitView })
  @ApiOkResponse({ standardSchema: AllocationLimitView })
  update(
    @Param('id', ParseUUIDPipe) id: string,
    @Body({ schema: UpdateAllocationLimit }) changes: UpdateAllocationLimit,
  ) {
    return this.limits.update(id, changes);
  }

  @Post(':id/lift')
  @RequirePermission('allocation.update')
  @SerializeOptions({ schema: AllocationLimitView })
  @ApiCreatedResponse({ standardSchema: AllocationLimitView })
  lift(
    @Param('id', ParseUUIDPipe) id: string,
    @Body({ schema: LiftAllocationLimit }) { version, reason }: LiftAllocationLimit,
  ) {
    return this.limits.lift(id, version, reason);
  }
}
