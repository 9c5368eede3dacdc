import { Body, Controller, Get, Param, ParseUUIDPipe, Patch, Post, Query, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  CreateEnterprise,
  ReasonBody,
  EnterprisePage,
  EnterpriseQuery,
  EnterpriseView,
  UpdateEnterprise,
  RowCount,
} from '@lianghuan/contracts';
import { EnterpriseService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

@ApiTags('enterprises')
@Controller('enterprises')
export class EnterpriseController {
  constructor(private readonly enterprises: EnterpriseService) {}

  @Get()
  @RequirePermission('enterprise.read')
  @SerializeOptions({ schema: EnterprisePage })
  @ApiOkResponse({ standardSchema: EnterprisePage })
  list(@Query({ schema: EnterpriseQuery }) query: EnterpriseQuery) {
    return this.enterprises.page(query);
  }

  @Get('count')
  @RequirePermission('enterprise.read')
  @SerializeOptions({ schema: RowCount })
  @ApiOkResponse({ standardSchema: RowCount })
  count(@Query({ schema: EnterpriseQuery }) query: EnterpriseQuery): Promise<RowCount> {
    return this.enterprises.tally(query);
  }

  @Get(':id')
  @RequirePermission('enterprise.read')
  @SerializeOptions({ schema: EnterpriseView })
  @ApiOkResponse({ standardSchema: EnterpriseView })
  get(@Param('id', ParseUUIDPipe) id: string) {
    return this.enterprises.detail(id);
  }

  @Post()
  @RequirePermission('enterprise.create')
  @SerializeOptions({ schema: EnterpriseView })
  @ApiCreatedResponse({ standardSchema: EnterpriseView })
  create(@Body({ schema: CreateEnterprise }) input: CreateEnterprise) {
    return this.enterprises.create(input);
  }

  @Patch(':id')
  @RequirePermission('enterprise.update')
  @SerializeOptions({ schema: EnterpriseView })
  @ApiOkResponse({ standardSchema: EnterpriseView })
  update(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: UpdateEnterprise }) changes: UpdateEnterprise) {
    return this.enterprises.update(id, changes);
  }

  @Post(':id/archive')
  @RequirePermission('enterprise.archive')
  @SerializeOptions({ schema: EnterpriseView })
  @ApiCreatedResponse({ standardSchema: EnterpriseView })
  archive(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.enterprises.archive(id, reason);
  }

  @Post(':id/restore')
  @RequirePermission('enterprise.archive')
  @SerializeOptions({ schema: EnterpriseView })
  @ApiCreatedResponse({ standardSchema: EnterpriseView })
  restore(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.enterprises.restore(id, reason);
  }
}
