import { createApp, eventHandler, toNodeListener } from 'h3'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { parseBody } from '#server/http/parse.ts'
import { AppError } from '#shared/errors.ts'

const schema = z.object({ title: z.string(), tags: z.array(z.string()).optional() })
const server = createServer(
  toNodeListener(
    createApp().use(
      eventHandler((event) =>
        parseBody(event, schema).catch((error: unknown) => (error instanceof AppError ? error.fields : String(error))),
      ),
    ),
  ),
)
beforeAll(() => new Promise<void>((done) => server.listen(0, '127.0.0.1', done)))
afterAll(() => new Promise((done) => server.close(done)))

const send = async (body: string) => {
  const { port } = server.address() as AddressInfo
  return (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body })).json()
}

it.each([
  ['{"title":"好\\ud800"}', 'title'],
  ['{"title":"好","tags":["一","二\\u0000"]}', 'tags'],
  ['{"title":"好","\\ud800":1}', 'body'],
  ['["\\u0000"]', 'body'],
])('names the field in which %s cannot be stored', async (body, field) => {
  expect(await send(body)).toEqual({ [field]: '含有不能保存的字符' })
})

it('takes characters of two halves', async () => {
  expect(await send('{"title":"\\ud83d\\ude00"}')).toEqual({ title: '😀' })
})
