import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ConfigError, endWithParent, JsonLogger, readConfig } from '@lianghuan/platform';
import { WorkerModule } from './worker.module.js';

try {
  const config = readConfig();
  if (config.databaseUrl === undefined) {
    throw new ConfigError(
      'Setting DATABASE_URL is missing: the worker alone needs a database; `npm start` brings its own',
    );
  }
  const app = await NestFactory.createApplicationContext(WorkerModule.with(config, config.databaseUrl), {
    logger: new JsonLogger('worker', config.logLevel),
  });
  // SIGTERM and SIGINT: the run in hand goes back to the queue, then connections close and the process ends.
  app.enableShutdownHooks();
  await app.init();
  new Logger('Worker').log('worker ready');
  endWithParent(app);
  process.send?.('ready');
} catch (error) {
  process.stderr.write(
    error instanceof ConfigError
      ? `${error.message}\n`
      : `The worker could not start: ${error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exit(1);
}
