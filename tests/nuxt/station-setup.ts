/** Every page comes from the server with its station. */
import { beforeEach } from 'vitest'
import { useStation } from '~/composables/useStation'
import { UNNAMED_STATION } from '#shared/member/station-names.ts'

beforeEach(() => {
  useStation().value ??= UNNAMED_STATION
})
