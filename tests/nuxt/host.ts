import type { Host } from '#shared/member/station.ts'

/** A police room that has not written more than its name. */
export const HOST: Host = { name: '城南警务室', telephone: null, address: null, checkHint: null }
