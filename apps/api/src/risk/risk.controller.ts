import { Body, Controller, Get, Post, Query, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { RiskSubject, RiskView, SetRiskFlag } from '@lianghuan/contracts';
import { RiskService } from '@lianghuan/crm';
import { RequirePermission, SignedIn } from '@lianghuan/platform';

@ApiTags('risk-flags')
@Controller('risk-flags')
export class RiskController {
  constructor(private readonly risks: RiskService) {}

  /** The service asks for the right to the register the subject is in. */
  @Get()
  @SignedIn()
  @SerializeOptions({ schema: RiskView })
  @ApiOkResponse({ standardSchema: RiskView })
  get(@Query({ schema: RiskSubject }) subject: RiskSubject) {
    return this.risks.get(subject);
  }

  @Post()
  @RequirePermission('risk.manage')
  @SerializeOptions({ schema: RiskView })
  @ApiCreatedResponse({ standardSchema: RiskView })
  set(@Body({ schema: SetRiskFlag }) input: SetRiskFlag) {
    return this.risks.set(input);
  }

  @Post('clear')
  @RequirePermission('risk.manage')
  @SerializeOptions({ schema: RiskView })
  @ApiCreatedResponse({ standardSchema: RiskView })
  clear(@Body({ schema: RiskSubject }) subject: RiskSubject) {
    return this.risks.clear(subject);
  }
}
