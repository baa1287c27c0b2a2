/**
 * Environment variables; no other part of the server reads them. The launcher (scripts/prepare.ts) validates the
 * variables with `parseEnv` and adds missing ones; then it loads the server, which reads the result with `serverEnv`.
 */
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { z } from 'zod'
import { LEVELS } from './log/report.ts'

const blankIsUnset = (value: unknown) => (value === '' ? undefined : value)
const url = (protocols: RegExp, hint: string) =>
  z.preprocess(blankIsUnset, z.url({ protocol: protocols, error: hint }).optional())

const PORT_HINT = '要写成 1 到 65535 的数字'
/** The site must be served at the root of its address, and an address for QR codes must not contain a password. */
const isBare = ({ pathname, search, hash, username, password }: URL) =>
  pathname === '/' && !search && !hash && !username && !password

const listed = (text: string) => text.split(/[\s,]+/).filter(Boolean)
/** `10.0.0.1`, `::1`, `10.0.0.0/8`. */
function isNetwork(entry: string): boolean {
  const [address = '', bits, more] = entry.split('/')
  const family = isIP(address)
  if (family === 0 || address.includes('%') || more !== undefined) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}

const envSchema = z.object({
  HOST: z.preprocess(
    blankIsUnset,
    z
      .string()
      .regex(/^[a-zA-Z0-9.:-]+$/, '要写成地址，例如 0.0.0.0')
      .default('127.0.0.1'),
  ),
  // Digits only: Number() would also take 0x50 and 1e3.
  PORT: z.preprocess(
    blankIsUnset,
    z
      .string()
      .regex(/^\d+$/, PORT_HINT)
      .transform(Number)
      .pipe(z.number().min(1, PORT_HINT).max(65535, PORT_HINT))
      .default(3000),
  ),
  DATA_DIR: z.preprocess(blankIsUnset, z.string().default('.data')).transform((dir) => resolve(dir)),
  DATABASE_URL: url(/^postgres(ql)?$/, '要写成 postgres://用户:密码@主机:端口/库名'),
  REDIS_URL: url(/^rediss?$/, '要写成 redis://主机:端口'),
  PUBLIC_URL: z.preprocess(
    blankIsUnset,
    z
      .url({ protocol: /^https?$/, error: '要写成 http:// 或 https:// 开头的网址', abort: true })
      .refine(
        (value) => isBare(new URL(value)),
        '只写到主机和端口为止，例如 https://fanzha.example，后面不带路径和参数，也不带用户名和密码',
      )
      .transform((value) => new URL(value).origin)
      .optional(),
  ),
  LOG_LEVEL: z.preprocess(blankIsUnset, z.enum(LEVELS, `要写成 ${LEVELS.join('、')} 里的一个`).default('info')),
  TRUST_PROXY: z.preprocess(
    blankIsUnset,
    z
      .string()
      .refine((text) => listed(text).every(isNetwork), '要写成代理的 IP 地址或网段，例如 127.0.0.1,10.0.0.0/8')
      .optional(),
  ),
})
export type Env = z.infer<typeof envSchema>

/** Thrown for any problem that prevents the start; `message` is one line for the person who started the server. */
export class StartError extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.name = 'StartError'
    this.code = code
  }
}

/** Up to the last @: a password may contain any character, and even a malformed address may contain a password. */
const withoutPassword = (value: string) => value.replace(/^([^@]*?:\/\/)?.*@/s, '$1***@')

/** @throws StartError `bad_env` naming the first invalid variable. */
export function parseEnv(env: NodeJS.ProcessEnv): Env {
  const parsed = envSchema.safeParse(env)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const name = String(issue?.path[0])
  throw new StartError(
    'bad_env',
    `环境变量 ${name} 不对：${issue?.message}（现在是“${withoutPassword(env[name] ?? '').slice(0, 60)}”）`,
  )
}

/** The validated variables. Read anew each time: the launcher sets some of them after this file was loaded. */
export const serverEnv = {
  get host(): string {
    return process.env.HOST || '127.0.0.1'
  },
  get port(): number {
    return Number(process.env.PORT || 3000)
  },
  /** Origin under which people reach the site, without a slash at its end; undefined where none was set. */
  get publicUrl(): string | undefined {
    return process.env.PUBLIC_URL?.replace(/\/+$/, '') || undefined
  },
  get databaseUrl(): string | undefined {
    return process.env.DATABASE_URL || undefined
  },
  get redisUrl(): string | undefined {
    return process.env.REDIS_URL || undefined
  },
  /** Addresses and networks of our own proxies. */
  get trustProxy(): string[] | undefined {
    const found = listed(process.env.TRUST_PROXY ?? '')
    return found.length > 0 ? found : undefined
  },
  /** Address of the embedded database, as JSON; undefined where a server is used. */
  get embeddedDatabase(): string | undefined {
    return process.env.JMT_EMBEDDED_DATABASE || undefined
  },
  /** Folder of secrets and settings of this computer; undefined in tests. */
  get dataDir(): string | undefined {
    return process.env.DATA_DIR || undefined
  },
  /** Eight characters that tell this installation from others on the same host; undefined in tests. */
  get instance(): string | undefined {
    return process.env.JMT_INSTANCE || undefined
  },
  /**
   * Whether this process is measured or tested: invented phones that answer at once are counted like people. Set by
   * benchmarks and tests for the servers they start; no request can set it, and the launcher says so when it is set.
   */
  get isMeasured(): boolean {
    return process.env.JMT_MEASURED === '1'
  },
  /** Whether all data are demonstration data. */
  get isDemo(): boolean {
    return process.env.JMT_DEMO === '1'
  },
}
