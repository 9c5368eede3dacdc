import { Controller, Get, Post, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ChainRefreshView } from '@lianghuan/contracts';
import { ChainRefreshService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

@ApiTags('industry-chains')
@Controller('chain-refreshes')
export class ChainRefreshController {
  constructor(private readonly refreshes: ChainRefreshService) {}

  @Get('latest')
  @RequirePermission('chain.read')
  @SerializeOptions({ schema: ChainRefreshView })
  @ApiOkResponse({ standardSchema: ChainRefreshView })
  latest() {
    return this.refreshes.latest();
  }

  @Post()
  @RequirePermission('chain.update')
  @SerializeOptions({ schema: ChainRefreshView })
  @ApiCreatedResponse({ standardSchema: ChainRefreshView })
  request() {
    return this.refreshes.request();
  }
}
