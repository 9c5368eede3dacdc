import { Controller, Get, Query, SerializeOptions } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { AuditPage, AuditQuery } from '@lianghuan/contracts';
import { AuditService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

@ApiTags('audit')
@Controller('audit')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Get()
  @RequirePermission('audit.read')
  @SerializeOptions({ schema: AuditPage })
  @ApiOkResponse({ standardSchema: AuditPage })
  list(@Query({ schema: AuditQuery }) query: AuditQuery) {
    return this.audit.list(query);
  }
}
