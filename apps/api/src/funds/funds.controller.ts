import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query, SerializeOptions } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  FileFunds,
  FundsLinePage,
  FundsLineView,
  FundsProgress,
  FundsProgressQuery,
  FundsQuery,
  ReverseFunds,
  VerifyFunds,
  WithdrawFunds,
} from '@lianghuan/contracts';
import { FundsProgressService, FundsService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';

@ApiTags('funds')
@Controller()
export class FundsController {
  constructor(
    private readonly funds: FundsService,
    private readonly progress: FundsProgressService,
  ) {}

  @Get('funds/progress')
  @RequirePermission('funds.read')
  @SerializeOptions({ schema: FundsProgress })
  @ApiOkResponse({ standardSchema: FundsProgress })
  progressOf(@Query({ schema: FundsProgressQuery }) { year }: FundsProgressQuery) {
    return this.progress.progress(year);
  }

  @Get('funds-lines')
  @RequirePermission('funds.read')
  @SerializeOptions({ schema: FundsLinePage })
  @ApiOkResponse({ standardSchema: FundsLinePage })
  list(@Query({ schema: FundsQuery }) query: FundsQuery) {
    return this.funds.list(query);
  }

  @Get('funds-lines/:id')
  @RequirePermission('funds.read')
  @SerializeOptions({ schema: FundsLineView })
  @ApiOkResponse({ standardSchema: FundsLineView })
  get(@Param('id', ParseUUIDPipe) id: string) {
    return this.funds.get(id);
  }

  @Post('funds-lines')
  @RequirePermission('funds.file')
  @SerializeOptions({ schema: FundsLineView })
  @ApiCreatedResponse({ standardSchema: FundsLineView })
  file(@Body({ schema: FileFunds }) input: FileFunds) {
    return this.funds.file(input);
  }

  @Post('funds-lines/:id/verify')
  @RequirePermission('funds.verify')
  @SerializeOptions({ schema: FundsLineView })
  @ApiCreatedResponse({ standardSchema: FundsLineView })
  verify(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: VerifyFunds }) input: VerifyFunds) {
    return this.funds.verify(id, input);
  }

  @Post('funds-lines/:id/reverse')
  @RequirePermission('funds.verify')
  @SerializeOptions({ schema: FundsLineView })
  @ApiCreatedResponse({ standardSchema: FundsLineView })
  reverse(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: ReverseFunds }) input: ReverseFunds) {
    return this.funds.reverse(id, input);
  }

  @Post('funds-lines/:id/withdraw')
  @RequirePermission('funds.file')
  @SerializeOptions({ schema: FundsLineView })
  @ApiCreatedResponse({ standardSchema: FundsLineView })
  withdraw(@Param('id', ParseUUIDPipe) id: string, @Body({ schema: WithdrawFunds }) input: WithdrawFunds) {
    return this.funds.withdraw(id, input);
  }
}
