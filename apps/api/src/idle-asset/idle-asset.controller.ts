import { Controller, Get, SerializeOptions } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { IdleAssetSummary } from '@lianghuan/contracts';
import { IdleAssetService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

@ApiTags('idle-assets')
@Controller('idle-assets')
export class IdleAssetController {
  constructor(private readonly idleAssets: IdleAssetService) {}

  @Get('summary')
  @RequirePermission('resource.read')
  @SerializeOptions({ schema: IdleAssetSummary })
  @ApiOkResponse({ standardSchema: IdleAssetSummary })
  summary() {
    return this.idleAssets.summary();
  }
}
