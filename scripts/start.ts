/** `npm start`: builds when the sources have changed, then serves in this process. */
import { enableCompileCache } from 'node:module'
import { parseEnv } from '../server/env.ts'
import { buildForStart } from './output.ts'
import { exitWith } from './prepare.ts'

try {
  await buildForStart(parseEnv(process.env))
} catch (error) {
  exitWith(error)
}
// The compile cache of the server's code is stored in node_modules: the next start reads it instead of compiling again.
enableCompileCache('node_modules/.cache/compile')
await import('./serve.ts')
