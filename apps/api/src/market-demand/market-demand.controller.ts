import { Body, Controller, Get, Param, ParseUUIDPipe, Patch, Post, Query, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  ConfirmRecord,
  NewMarket,
  ReasonBody,
  MarketPage,
  MarketQuery,
  MarketView,
  UpdateMarket,
  RowCount,
} from '@lianghuan/contracts';
import { MarketDemandService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

@ApiTags('markets')
@Controller('markets')
export class MarketDemandController {
  constructor(private readonly markets: MarketDemandService) {}

  @Get()
  @RequirePermission('market.read')
  @SerializeOptions({ schema: MarketPage })
  @ApiOkResponse({ standardSchema: MarketPage })
  list(@Query({ schema: MarketQuery }) query: MarketQuery) {
    return this.markets.page(query);
  }

  @Get('count')
  @RequirePermission('market.read')
  @SerializeOptions({ schema: RowCount })
  @ApiOkResponse({ standardSchema: RowCount })
  count(@Query({ schema: MarketQuery }) query: MarketQuery): Promise<RowCount> {
    return this.markets.tally(query);
  }

  @Get(':id')
  @RequirePermission('market.read')
  @SerializeOptions({ schema: MarketView })
  @ApiOkResponse({ standardSchema: MarketView })
  get(@Param('id', ParseUUIDPipe) id: string) {
    return this.markets.detail(id);
  }

  @Post()
  @RequirePermission('market.create')
  @SerializeOptions({ schema: MarketView })
  @ApiCreatedResponse({ standardSchema: MarketView })
  create(@Body({ schema: NewMarket }) { distinctReason, ...input }: NewMarket) {
    return this.markets.create(input, distinctReason);
  }

  @Patch(':id')
  @RequirePermission('market.update')
  @SerializeOptions({ schema: MarketView })
  @ApiOkResponse({ standardSchema: MarketView })
  update(
    @Param('id', ParseUUIDPipe) id: string,
    @Body({ schema: UpdateMarket }) { distinctReason, ...changes }: UpdateMarket,
  ) {
    return this.markets.update(id, changes, distinctReason);
  }

  @Post(':id/confirm')
  @RequirePermission('market.update')
  @SerializeOptions({ schema: MarketView })
  @ApiCreatedResponse({ standardSchema: MarketView })
  confirm(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ConfirmRecord }) { version }: ConfirmRecord) {
    return this.markets.confirm(id, version);
  }

  @Post(':id/archive')
  @RequirePermission('market.archive')
  @SerializeOptions({ schema: MarketView })
  @ApiCreatedResponse({ standardSchema: MarketView })
  archive(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.markets.archive(id, reason);
  }

  @Post(':id/restore')
  @RequirePermission('market.archive')
  @SerializeOptions({ schema: MarketView })
  @ApiCreatedResponse({ standardSchema: MarketView })
  restore(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.markets.restore(id, reason);
  }
}
