import 'reflect-metadata';
import { join } from 'node:path';
import { ConfigError, endWithParent, readConfig } from '@lianghuan/platform';
import { collectDefaultMetrics } from 'prom-client';
import { createApp } from './create-app.js';

try {
  const config = readConfig();
  if (config.databaseUrl === undefined) {
    throw new ConfigError(
      'Setting DATABASE_URL is missing: the API alone needs a database; `npm start` brings its own',
    );
  }
  collectDefaultMetrics();
  const app = await createApp(config, config.databaseUrl, join(import.meta.dirname, '..', '..', 'web', 'dist'));
  await app.listen(config.port, config.host);
  endWithParent(app);
  process.send?.('ready');
} catch (error) {
  if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
  else if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
    process.stderr.write(`Port ${process.env.PORT ?? 3000} is in use: set PORT to another one\n`);
  } else process.stderr.write(`The API could not start: ${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}
