import { FetchError, type FetchOptions } from 'ofetch'
import { AppError, type ErrorBody } from '#shared/errors.ts'
import { MEMBER_HEADER } from '#shared/member/member-header.ts'
import { type ApiMethod, type ApiParams, apiPath, type ApiResult, type ApiRoute, type ReadRoute } from './api-routes.ts'

interface CallOptions extends Omit<FetchOptions, 'method' | 'params' | 'headers'> {
  headers?: Record<string, string>
  /** `useRequestFetch()`, for requests on the server that must carry the cookies of the page request. */
  $fetch?: unknown
}
/** `$fetch` without Nitro's types: those match each address against all routes, beyond the type checker's limits. */
type Send = (address: string, options: FetchOptions) => Promise<unknown>

/**
 * Calls one of our API routes: `callApi('/api/cards/:id', { params: { id } })`. The result type is its handler's.
 * @throws an error that `readApiError` can read
 */
export function callApi<R extends ReadRoute>(
  route: R,
  ...[options]: ApiParams<R>['params'] extends undefined
    ? [options?: CallOptions & { method?: 'GET' }]
    : [options: CallOptions & ApiParams<R> & { method?: 'GET' }]
): Promise<ApiResult<R>>
export function callApi<R extends ApiRoute, M extends ApiMethod<R>>(
  route: R,
  options: CallOptions & ApiParams<R> & { method: M },
): Promise<ApiResult<R, M>>
export function callApi(
  route: string,
  {
    params,
    $fetch: send = globalThis.$fetch,
    ...options
  }: CallOptions & { method?: string; params?: Record<string, string | number> } = {},
): Promise<unknown> {
  const headers = { ...options.headers, ...memberHeaders(route, options.method) }
  return (send as Send)(apiPath(route, params), { ...options, headers })
}

/** Writes of a member. Log-in, joining and set-up make one, and residents' pages know none. */
const isOfMember = (route: string, method = 'GET') =>
  method !== 'GET' && (route.startsWith('/api/console/') || (route.startsWith('/api/session') && method !== 'POST'))

/**
 * With each write the page says who it takes to be logged in: a colleague may have logged in in another window, with
 * which it shares the cookie, and would otherwise sign what this member has written.
 */
export function memberHeaders(route: string, method?: string): Record<string, string> | undefined {
  if (import.meta.server || !isOfMember(route, method)) return undefined
  const id = memberState().value?.id
  return id ? { [MEMBER_HEADER]: id } : undefined
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isErrorBody = (value: unknown): value is ErrorBody => isObject(value) && typeof value.code === 'string'

/** The error in our standard form that a reply contains; undefined when the reply is not from our API. */
export function readErrorReply(reply: unknown): AppError | undefined {
  const error = isObject(reply) ? reply.error : undefined
  return isErrorBody(error) ? new AppError(error.code, error.message, error.fields, error.current) : undefined
}

/** Converts anything that a failed request threw to the standard error form; a lost network becomes `unavailable`. */
export function readApiError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const told = isObject(error) ? readErrorReply(error.data) : undefined
  if (told) return told
  // `useFetch` wraps the error that it caught.
  const thrown = error instanceof FetchError || !isObject(error) ? error : error.cause
  if (thrown instanceof FetchError && !thrown.response) return new AppError('unavailable', '网络不通，请检查后再试。')
  return new AppError('internal')
}

/**
 * One action against the API: `busy` while it runs, then `error` in the standard form if it failed. A second call
 * while one is running is dropped, so a double tap sends once.
 */
export function useAction<A extends unknown[], T>(run: (...args: A) => Promise<T>) {
  const busy = ref(false)
  const error = ref<AppError>()
  async function call(...args: A): Promise<T | undefined> {
    if (busy.value) return undefined
    busy.value = true
    error.value = undefined
    try {
      return await run(...args)
    } catch (thrown) {
      error.value = readApiError(thrown)
      return undefined
    } finally {
      busy.value = false
    }
  }
  return { call, busy, error, fields: computed(() => error.value?.fields ?? {}) }
}
