import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  CreateEnterpriseSite,
  EnterpriseSiteList,
  EnterpriseSiteView,
  ReasonBody,
  UpdateEnterpriseSite,
} from '@lianghuan/contracts';
import { EnterpriseSiteService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

/** 厂区 of the enterprises the asker may see. */
@ApiTags('enterprise-sites')
@Controller()
export class EnterpriseSiteController {
  constructor(private readonly sites: EnterpriseSiteService) {}

  @Get('enterprises/:id/sites')
  @RequirePermission('enterprise.read')
  @SerializeOptions({ schema: EnterpriseSiteList })
  @ApiOkResponse({ standardSchema: EnterpriseSiteList })
  list(@Param('id', ParseUUIDPipe) id: string) {
    return this.sites.list(id);
  }

  @Post('enterprises/:id/sites')
  @RequirePermission('enterprise.update')
  @SerializeOptions({ schema: EnterpriseSiteView })
  @ApiCreatedResponse({ standardSchema: EnterpriseSiteView })
  record(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: CreateEnterpriseSite }) input: CreateEnterpriseSite) {
    return this.sites.record(id, input);
  }

  @Patch('enterprise-sites/:id')
  @RequirePermission('enterprise.update')
  @SerializeOptions({ schema: EnterpriseSiteView })
  @ApiOkResponse({ standardSchema: EnterpriseSiteView })
  update(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: UpdateEnterpriseSite }) input: UpdateEnterpriseSite) {
    return this.sites.update(id, input);
  }

  @Post('enterprise-sites/:id/withdraw')
  @RequirePermission('enterprise.update')
  @HttpCode(204)
  @ApiNoContentResponse()
  withdraw(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.sites.withdraw(id, reason);
  }
}
