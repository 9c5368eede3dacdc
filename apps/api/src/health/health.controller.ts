import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, HealthIndicatorService, TypeOrmHealthIndicator } from '@nestjs/terminus';
import { MatchRunService } from '@lianghuan/crm';
import { Public, QueueProbe } from '@lianghuan/platform';
import { register } from 'prom-client';

const ANSWER_MS = 2_000;
const STATUS = { type: 'string' as const, enum: ['ok', 'error', 'shutting_down'] };

/** For the machine room: is the process alive, can it answer, how busy is it. */
@ApiTags('operations')
@Controller()
@Public()
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly database: TypeOrmHealthIndicator,
    private readonly indicators: HealthIndicatorService,
    private readonly runs: MatchRunService,
    private readonly queue: QueueProbe,
  ) {}

  @Get('health/live')
  @ApiOkResponse({ schema: { type: 'object', required: ['status'], properties: { status: STATUS } } })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** Ready once the database and the queue answer and the first match run, if one was asked for, has given its suggestions. */
  @Get('health/ready')
  @HealthCheck({ swaggerDocumentation: false })
  @ApiOkResponse({
    description: 'ready; 503 with the same shape where it is not',
    schema: {
      type: 'object',
      required: ['status', 'details'],
      properties: { status: STATUS, details: { type: 'object', additionalProperties: { type: 'object' } } },
    },
  })
  ready() {
    return this.health.check([
      () => this.database.pingCheck('database', { timeout: ANSWER_MS }),
      async () => {
        const queue = this.indicators.check('queue');
        return (await this.queue.answers(ANSWER_MS)) ? queue.up() : queue.down('the queue does not answer; jobs wait');
      },
      async () => {
        const suggestions = this.indicators.check('suggestions');
        return (await this.runs.isFirstRunUnderWay())
          ? suggestions.down('the first match run is under way')
          : suggestions.up();
      },
    ]);
  }

  @Get('metrics')
  @Header('content-type', register.contentType)
  @ApiOkResponse({ content: { 'text/plain': { schema: { type: 'string' } } } })
  metrics(): Promise<string> {
    return register.metrics();
  }
}
