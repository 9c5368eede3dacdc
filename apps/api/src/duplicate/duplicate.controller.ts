import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  DismissDuplicate,
  DuplicateLookup,
  DuplicateLookupQuery,
  DuplicateOverview,
  DuplicatePairPage,
  DuplicatePairView,
  DuplicateQuery,
  DuplicateScanView,
} from '@lianghuan/contracts';
import { DuplicateScanService, DuplicateService } from '@lianghuan/crm';
import { RequirePermission, SignedIn } from '@lianghuan/platform';

/** 待查重. Each register asks for its own permission, so the service does. */
@ApiTags('duplicates')
@Controller('duplicates')
export class DuplicateController {
  constructor(
    private readonly duplicates: DuplicateService,
    private readonly scans: DuplicateScanService,
  ) {}

  @Get()
  @SignedIn()
  @SerializeOptions({ schema: DuplicatePairPage })
  @ApiOkResponse({ standardSchema: DuplicatePairPage })
  list(@Query({ schema: DuplicateQuery }) query: DuplicateQuery) {
    return this.duplicates.list(query);
  }

  @Get('overview')
  @SignedIn()
  @SerializeOptions({ schema: DuplicateOverview })
  @ApiOkResponse({ standardSchema: DuplicateOverview })
  overview() {
    return this.duplicates.overview();
  }

  /** Look-up while typing: what others hold shows only its name and whom to ask; every such look-up is logged. */
  @Get('lookup')
  @SignedIn()
  @SerializeOptions({ schema: DuplicateLookup })
  @ApiOkResponse({ standardSchema: DuplicateLookup })
  lookup(@Query({ schema: DuplicateLookupQuery }) query: DuplicateLookupQuery) {
    return this.duplicates.lookup(query);
  }

  @Post('scans')
  @RequirePermission('duplicate.scan')
  @SerializeOptions({ schema: DuplicateScanView })
  @ApiCreatedResponse({ standardSchema: DuplicateScanView })
  scan() {
    return this.scans.request();
  }

  @Get(':id')
  @SignedIn()
  @SerializeOptions({ schema: DuplicatePairView })
  @ApiOkResponse({ standardSchema: DuplicatePairView })
  get(@Param('id', ParseUUIDPipe) id: string) {
    return this.duplicates.get(id);
  }

  @Post(':id/dismiss')
  @SignedIn()
  @SerializeOptions({ schema: DuplicatePairView })
  @ApiCreatedResponse({ standardSchema: DuplicatePairView })
  dismiss(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: DismissDuplicate }) { reason }: DismissDuplicate) {
    return this.duplicates.dismiss(id, reason);
  }

  @Post(':id/reopen')
  @SignedIn()
  @SerializeOptions({ schema: DuplicatePairView })
  @ApiCreatedResponse({ standardSchema: DuplicatePairView })
  reopen(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: DismissDuplicate }) { reason }: DismissDuplicate) {
    return this.duplicates.reopen(id, reason);
  }
}
