import { type ArgumentMetadata, StandardSchemaValidationPipe } from '@nestjs/common';
import { requireKnownParameters } from '@lianghuan/crm';
import { ValidationError } from '@lianghuan/platform';
import { z } from 'zod';

/** Reads what a request says by the schema of the parameter; of a query also that it says nothing else. */
export class RequestPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({
      exceptionFactory: (issues) =>
        new ValidationError(
          issues.map((issue) => ({
            path: (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
            code: 'code' in issue && typeof issue.code === 'string' ? issue.code : 'invalid',
            message: issue.message,
          })),
        ),
    });
  }

  override transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    const { schema, type, data } = metadata;
    if (type === 'query' && data === undefined && schema instanceof z.ZodObject) {
      requireKnownParameters(value as object, Object.keys(schema.shape));
    }
    return super.transform(value, metadata);
  }
}
