import { randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';

const flag = z.enum(['0', '1', 'true', 'false']).transform((v) => v === '1' || v === 'true');
const url = (...protocols: string[]) =>
  z.string().refine((v) => URL.canParse(v) && protocols.includes(new URL(v).protocol), {
    error: `must be a URL starting with ${protocols.map((p) => `${p}//`).join(' or ')}`,
  });

/** Addresses and networks, separated by commas. */
const networks = z.string().transform((v) => v.split(',').map((entry) => entry.trim())).refine((entries) => entries.every(isNetwork), {
  error: 'must be addresses or networks separated by commas, such as 127.0.0.1,172.18.0.0/16',
}); // prettier-ignore

function isNetwork(text: string): boolean {
  const [address, bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32));
}

const Settings = z.object({
  PORT: z.coerce.number().int().min(1).max(65535).default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATA_DIR: z.string().min(1).default('.data'),
  DATABASE_URL: url('postgres:', 'postgresql:').optional(),
  REDIS_URL: url('redis:', 'rediss:').optional(),
  /** Separates installations that share one Redis. */
  QUEUE_PREFIX: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .default('lianghuan'),
  DEMO: flag.default(true),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Secure flag of the session cookie: switch on behind TLS. */
  COOKIE_SECURE: flag.default(false),
  SESSION_IDLE_MINUTES: z.coerce.number().int().min(5).max(1440).default(120),
  SESSION_MAX_HOURS: z.coerce.number().int().min(1).max(72).default(12),
  /** How long a session that was looked up is known without another look; 0 looks at each request. */
  SESSION_MEMORY_MS: z.coerce.number().int().min(0).max(10_000).default(1000),
  /** Reverse proxies whose X-Forwarded-For is believed. */
  TRUSTED_PROXIES: networks.default(['127.0.0.0/8', '::1']),
  UPLOAD_LIMIT_MB: z.coerce.number().int().min(1).max(1024).default(100),
  /** Seconds of silence after which a running job is taken up again. */
  JOB_SILENCE_SECONDS: z.coerce.number().int().min(2).max(3600).default(30),
  /** Enterprises a shard of a match run; the result does not depend on it, the memory of a worker does. */
  MATCH_SHARD_SIZE: z.coerce.number().int().min(1).max(1_000_000).default(200_000),
  S3_ENDPOINT: url('http:', 'https:').optional(),
  S3_REGION: z.string().default('us-east-1'),
  S3_BUCKET: z.string().optional(),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
});

/** Settings of one process, parsed and typed once at start. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  /** Undefined: the embedded PostgreSQL under `dataDir` is used. */
  readonly databaseUrl: string | undefined;
  /** Undefined: BullMQ runs on PostgreSQL. */
  readonly redisUrl: string | undefined;
  readonly queuePrefix: string;
  readonly demo: boolean;
  readonly logLevel: string;
  readonly cookieSecure: boolean;
  readonly sessionIdleMinutes: number;
  readonly sessionMaxHours: number;
  readonly sessionMemoryMs: number;
  /** Addresses and networks of reverse proxies whose word for whom they ask is taken. */
  readonly trustedProxies: readonly string[];
  readonly uploadLimitBytes: number;
  readonly jobSilenceSeconds: number;
  readonly matchShardSize: number;
  readonly s3:
    { endpoint: string; region: string; bucket: string; accessKeyId: string; secretAccessKey: string } | undefined;
}

/** A setting is wrong: the process must not start. One line says which and why. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads settings from the environment.
 * @throws {ConfigError} naming the first wrong setting and what was expected
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const known = Object.fromEntries(
    Object.keys(Settings.shape).flatMap((name) =>
      environment[name] === undefined || environment[name] === '' ? [] : [[name, environment[name]]],
    ),
  );
  const parsed = Settings.safeParse(known);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = String(issue.path[0]);
    throw new ConfigError(`Setting ${name}=${JSON.stringify(environment[name])} is wrong: ${issue.message}`);
  }
  const s = parsed.data;
  let s3: Config['s3'];
  if (s.S3_ENDPOINT !== undefined) {
    for (const name of ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const) {
      if (s[name] === undefined) throw new ConfigError(`Setting ${name} is missing: S3_ENDPOINT is set and needs it`);
    }
    s3 = {
      endpoint: s.S3_ENDPOINT,
      region: s.S3_REGION,
      bucket: s.S3_BUCKET as string,
      accessKeyId: s.S3_ACCESS_KEY_ID as string,
      secretAccessKey: s.S3_SECRET_ACCESS_KEY as string,
    };
  }
  return Object.freeze({
    port: s.PORT,
    host: s.HOST,
    dataDir: resolve(s.DATA_DIR),
    databaseUrl: s.DATABASE_URL,
    redisUrl: s.REDIS_URL,
    queuePrefix: s.QUEUE_PREFIX,
    demo: s.DEMO,
    logLevel: s.LOG_LEVEL,
    cookieSecure: s.COOKIE_SECURE,
    sessionIdleMinutes: s.SESSION_IDLE_MINUTES,
    sessionMaxHours: s.SESSION_MAX_HOURS,
    sessionMemoryMs: s.SESSION_MEMORY_MS,
    trustedProxies: s.TRUSTED_PROXIES,
    uploadLimitBytes: s.UPLOAD_LIMIT_MB * 1024 * 1024,
    jobSilenceSeconds: s.JOB_SILENCE_SECONDS,
    matchShardSize: s.MATCH_SHARD_SIZE,
    s3,
  });
}

/**
 * Makes the data folder and proves that it can be written.
 * @throws {ConfigError} if it cannot
 */
export function prepareDataDir(dataDir: string): void {
  try {
    makeFolder(dataDir);
    accessSync(dataDir, constants.W_OK | constants.X_OK);
    writeFileSync(join(dataDir, '.writable'), '');
  } catch (cause) {
    throw new ConfigError(`Setting DATA_DIR=${dataDir} is wrong: the folder cannot be written`, { cause });
  }
}

/** Makes a folder and those above it, one by one: with `recursive`, Node 20 never comes back from a file system that refuses folders, such as /proc. */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

/** A secret kept in the data folder, made at first use. */
export function secretFile(dataDir: string, name: string): string {
  const path = join(dataDir, name);
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const secret = randomBytes(24).toString('base64url');
    writeFileSync(path, secret, { mode: 0o600 });
    return secret;
  }
}
