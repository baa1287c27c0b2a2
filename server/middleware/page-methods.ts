import { defineEventHandler, send, sendNoContent, setResponseHeaders, setResponseStatus } from 'h3'
import { answerMethod, PAGE_METHODS } from '#server/http/page-methods.ts'

/** The page renderer would answer any method with the page, as if a form had been taken. */
export default defineEventHandler((event) => {
  const answer = answerMethod(event.method, event.path)
  if (!answer) return undefined
  setResponseHeaders(event, { allow: PAGE_METHODS, 'cache-control': 'no-store' })
  setResponseStatus(event, answer.status)
  return answer.text ? send(event, answer.text, 'text/plain; charset=utf-8') : sendNoContent(event, answer.status)
})
