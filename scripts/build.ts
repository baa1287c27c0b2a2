/** `npm run build`: always builds, and says what the builder says. */
import { build } from './output.ts'
import { exitWith } from './prepare.ts'

await build({ quiet: false }).catch(exitWith)
