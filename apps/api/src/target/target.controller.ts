import { Controller, Get, Param, Query, SerializeOptions } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { PublishedStatisticView, TargetView } from '@lianghuan/contracts';
import { PublishedStatisticService, TargetService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';
import { z } from 'zod';

const Targets = z.array(TargetView);
const TargetQuery = z.object({ year: z.coerce.number().int().min(2000).max(2100).optional() });
type TargetQuery = z.infer<typeof TargetQuery>;
const StatisticCode = z.string().regex(/^[a-z0-9-]{1,60}$/);

@ApiTags('targets')
@Controller()
export class TargetController {
  constructor(
    private readonly targets: TargetService,
    private readonly statistics: PublishedStatisticService,
  ) {}

  @Get('targets')
  @RequirePermission('target.read')
  @SerializeOptions({ schema: TargetView }) // applied to each of a list
  @ApiOkResponse({ standardSchema: Targets })
  list(@Query({ schema: TargetQuery }) { year }: TargetQuery) {
    return this.targets.list(year);
  }

  @Get('published-statistics/:code')
  @RequirePermission('target.read')
  @SerializeOptions({ schema: PublishedStatisticView })
  @ApiOkResponse({ standardSchema: PublishedStatisticView })
  statistic(@Param('code', { schema: StatisticCode }) code: string) {
    return this.statistics.get(code);
  }
}
