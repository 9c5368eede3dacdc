import { Controller, Get, Param, ParseUUIDPipe, SerializeOptions } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ChainPositions } from '@lianghuan/contracts';
import { ChainPositionService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

@ApiTags('industry-chains')
@Controller('enterprises/:id/chain-positions')
export class ChainPositionController {
  constructor(private readonly positions: ChainPositionService) {}

  @Get()
  @RequirePermission('enterprise.read')
  @SerializeOptions({ schema: ChainPositions })
  @ApiOkResponse({ standardSchema: ChainPositions })
  ofEnterprise(@Param('id', ParseUUIDPipe) id: string) {
    return this.positions.ofEnterprise(id);
  }
}
