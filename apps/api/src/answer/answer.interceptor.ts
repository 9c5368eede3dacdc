import { isDeepStrictEqual } from 'node:util';
import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  StandardSchemaSerializerInterceptor,
} from '@nestjs/common';
import { JsonAnswer } from '@lianghuan/platform';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';

/** Whether answers the database wrote are compared with their schemas: where code is tried, not for each page of a running product. */
const COMPARES = process.env.NODE_ENV === 'test' || process.env.NODE_ENV === 'development';

type Serialize = StandardSchemaSerializerInterceptor['serialize'];

/**
 * The response schema decides what leaves: what a service made is read through it. What the database wrote as JSON was made of that schema
 * (shown-row.ts) and goes out as it is; in tests and in development it is compared with it.
 */
@Injectable()
export class AnswerInterceptor extends StandardSchemaSerializerInterceptor {
  override intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return super.intercept(context, next).pipe(
      map((answer: unknown) => {
        if (!(answer instanceof JsonAnswer)) return answer;
        void context
          .switchToHttp()
          .getResponse<FastifyReply>()
          .header('content-type', 'application/json; charset=utf-8');
        return answer.text;
      }),
    );
  }

  override serialize(...[answer, schema, options]: Parameters<Serialize>): ReturnType<Serialize> {
    if (!(answer instanceof JsonAnswer)) return super.serialize(answer, schema, options);
    return COMPARES && schema !== undefined ? this.compared(answer, schema, options) : answer;
  }

  /** @throws {Error} when the answer is not what its schema would have made of it */
  private async compared(
    answer: JsonAnswer,
    schema: NonNullable<Parameters<Serialize>[1]>,
    options: Parameters<Serialize>[2],
  ) {
    const written = JSON.parse(answer.text) as object;
    const read: unknown = await this.transformToPlain(written, schema, options);
    if (!isDeepStrictEqual(read, written)) throw new Error('an answer of the database holds more than its schema');
    return answer;
  }
}
