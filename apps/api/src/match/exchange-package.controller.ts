import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  ExchangePackagePage,
  ExchangePackageQuery,
  ExchangePackageView,
  KeepQuantity,
  ReleaseQuantity,
} from '@lianghuan/contracts';
import { ExchangePackageService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

@ApiTags('exchange-packages')
@Controller('exchange-packages')
export class ExchangePackageController {
  constructor(private readonly packages: ExchangePackageService) {}

  @Get()
  @RequirePermission('match.read')
  @SerializeOptions({ schema: ExchangePackagePage })
  @ApiOkResponse({ standardSchema: ExchangePackagePage })
  list(@Query({ schema: ExchangePackageQuery }) query: ExchangePackageQuery) {
    return this.packages.list(query);
  }

  @Get(':id')
  @RequirePermission('match.read')
  @SerializeOptions({ schema: ExchangePackageView })
  @ApiOkResponse({ standardSchema: ExchangePackageView })
  get(@Param('id', ParseUUIDPipe) id: string) {
    return this.packages.get(id);
  }

  @Post(':id/keep')
  @RequirePermission('match.decide')
  @SerializeOptions({ schema: ExchangePackageView })
  @ApiCreatedResponse({ standardSchema: ExchangePackageView })
  keep(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: KeepQuantity }) input: KeepQuantity) {
    return this.packages.keep(id, input);
  }

  @Post(':id/release')
  @RequirePermission('match.decide')
  @SerializeOptions({ schema: ExchangePackageView })
  @ApiCreatedResponse({ standardSchema: ExchangePackageView })
  release(
    @Param('id', ParseUUIDPipe) id: string,
    @Body({ schema: ReleaseQuantity }) { supplyId, reason }: ReleaseQuantity,
  ) {
    return this.packages.release(id, supplyId, reason);
  }
}
