import { describe, expect, it } from 'vitest'
import { connectionsAllowed } from '#server/http/descriptors.ts'

const limits = (soft: string) => () =>
  `Limit    Soft Limit  Hard Limit  Units\nMax open files    ${soft}    524288    files\n`

describe('connections', () => {
  it('leave descriptors for the database and files', () => {
    expect(connectionsAllowed(limits('1024'))).toBe(576)
    expect(connectionsAllowed(limits('256'))).toBe(64)
  })

  it('are not limited where there is no limit or none is known', () => {
    expect(connectionsAllowed(limits('unlimited'))).toBe(Infinity)
    expect(
      connectionsAllowed(() => {
        throw new Error('no such file')
      }),
    ).toBe(Infinity)
  })
})
