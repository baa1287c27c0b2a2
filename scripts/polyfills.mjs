/**
 * What the oldest browsers (README.md) lack of the language, bundled by scripts/old-browsers.ts into a file of its own.
 * `npm test` checks every emitted script against those browsers (tests/fixtures/newer.ts) and says what to add here.
 */
import 'core-js/actual/array/at'
import 'core-js/actual/array/find-last'
import 'core-js/actual/object/has-own'
