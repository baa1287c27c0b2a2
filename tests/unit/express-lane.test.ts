import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { defineEventHandler } from 'h3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openExpressLane, takeExpressLane } from '#server/http/express-lane.ts'
import { isOwnWrite } from '#server/http/same-origin.ts'
import { AppError } from '#shared/errors.ts'

const ID = '0190f6a0-0000-7000-8000-00000000abcd'

describe('the short way for answers', () => {
  let server: Server
  let url: string
  beforeAll(async () => {
    openExpressLane(
      defineEventHandler((event) => {
        if (!isOwnWrite(event.method, event.node.req.headers)) throw new AppError('forbidden')
      }),
      defineEventHandler((event) => ({ taken: event.context.params!.id })),
    )
    server = createServer((request, response) => {
      if (!takeExpressLane(request, response)) response.writeHead(418).end('the normal way')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))

  const post = (path: string, headers: Record<string, string> = {}) =>
    fetch(url + path, { method: 'POST', headers, body: '{}', signal: AbortSignal.timeout(5_000) })

  it('takes answers under an id in either case', async () => {
    for (const id of [ID, ID.toUpperCase()])
      expect(await (await post(`/api/attempts/${id}/answers`)).json()).toEqual({ taken: id })
  })

  it('asks the guard, and answers in the error form', async () => {
    const response = await post(`/api/attempts/${ID}/answers`, { origin: 'http://evil.example' })
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ error: { code: 'forbidden' } })
  })

  it.each([
    `/API/Attempts/${ID}/answers`,
    `/api/attempts/${ID}/answers/`,
    `/api/attempts/${ID}/ANSWERS`,
    `/api/attempts/x/answers`,
  ])('leaves %s to the normal way', async (path) => {
    expect((await post(path)).status).toBe(418)
  })

  it('leaves every other method to the normal way', async () => {
    expect((await fetch(`${url}/api/attempts/${ID}/answers`)).status).toBe(418)
  })
})
