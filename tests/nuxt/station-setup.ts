/** Every page comes from the server with its station. */
import { enableAutoUnmount } from '@vue/test-utils'
import { afterAll, beforeEach } from 'vitest'
import { useStation } from '~/composables/useStation'
import { UNNAMED_STATION } from '#shared/member/station-names.ts'

beforeEach(() => {
  useStation().value ??= UNNAMED_STATION
})

// What is left mounted would go on with timers and sockets while the document is taken away: an error outside of any
// test, once in some hundred runs.
enableAutoUnmount(afterAll)
