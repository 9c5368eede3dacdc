import { Body, Controller, HttpCode, Post, SerializeOptions } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ReasonBody } from '@lianghuan/contracts';
import { DemonstrationService } from '@lianghuan/crm';
import { RequirePermission } from '@lianghuan/platform';
import { z } from 'zod';

const RemovedExamples = z.object({
  leads: z.int(),
  fundsLines: z.int(),
  files: z.int(),
  reviews: z.int(),
  surveys: z.int(),
  /** Accounts with the published password that can sign in no more. */
  accounts: z.int(),
  snapshots: z.int(),
  gradings: z.int(),
  signals: z.int(),
  sites: z.int(),
  contacts: z.int(),
  connectors: z.int(),
  resources: z.int(),
  projects: z.int(),
  /** Archived or withdrawn instead, since real work hangs on them. */
  kept: z.int(),
});

@ApiTags('demonstration')
@Controller('demonstration')
export class DemonstrationController {
  constructor(private readonly demonstration: DemonstrationService) {}

  @Post('remove')
  @HttpCode(200)
  @RequirePermission('demonstration.remove')
  @SerializeOptions({ schema: RemovedExamples })
  @ApiOkResponse({ standardSchema: RemovedExamples })
  remove(@Body({ schema: ReasonBody }) { reason }: ReasonBody) {
    return this.demonstration.removeAll(reason);
  }
}
