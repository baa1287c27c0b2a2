/** `npm run build`: always builds, and prints the builder's output. */
import { build } from './output.ts'
import { exitWith } from './prepare.ts'

await build({ quiet: false }).catch(exitWith)
