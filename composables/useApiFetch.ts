import type { NuxtError } from '#app'
import type { AsyncData, AsyncDataOptions } from '#app/composables/asyncData'
import { type ApiParams, apiPath, type ApiResult, type ReadRoute } from './api-routes.ts'

interface Options extends Pick<AsyncDataOptions<unknown>, 'immediate' | 'lazy' | 'server'> {
  key?: string
  /** The route is fetched again when a ref in it changes. */
  query?: MaybeRefOrGetter<Record<string, unknown>>
}
/** The options of a route; the argument is optional where the route has no `:names`. */
export type FetchArguments<R extends ReadRoute> = ApiParams<R>['params'] extends undefined
  ? [options?: Options]
  : [options: Options & ApiParams<R>]
export type Fetched<R extends ReadRoute> = AsyncData<ApiResult<R> | undefined, NuxtError | undefined>

/** `useFetch` for one of our API routes: `useApiFetch('/api/cards/:id', { params: { id }, key })`. */
export function useApiFetch<R extends ReadRoute>(route: R, ...[options]: FetchArguments<R>): Fetched<R>
export function useApiFetch(
  route: string,
  { params, ...options }: Options & { params?: Record<string, string | number> } = {},
) {
  return useFetch<unknown>(apiPath(route, params), options)
}
