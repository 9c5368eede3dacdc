import { Controller, Get, Param, ParseUUIDPipe, SerializeOptions } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { SupplyLedgerView } from '@lianghuan/contracts';
import { ReservationService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

@ApiTags('supplies')
@Controller('supplies')
export class SupplyController {
  constructor(private readonly reservations: ReservationService) {}

  @Get(':id/ledger')
  @RequirePermission('resource.read')
  @SerializeOptions({ schema: SupplyLedgerView })
  @ApiOkResponse({ standardSchema: SupplyLedgerView })
  ledger(@Param('id', ParseUUIDPipe) id: string) {
    return this.reservations.ledgerOf(id);
  }
}
