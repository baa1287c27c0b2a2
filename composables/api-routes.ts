/**
 * The routes of the API and their results, read off the handlers: Nitro writes the results that they declare into
 * `InternalApi`. Its own `$fetch` matches filled-in addresses against all routes, which ends in unions and in the type
 * checker's limits; here the route is named as it is, `/api/cards/:id`, so that its result is one look-up.
 */
import type { InternalApi } from 'nitropack/types'

export type ApiRoute = Extract<keyof InternalApi, `/api/${string}`>

/** `GET`, `POST`… as the route has them. */
export type ApiMethod<R extends ApiRoute> = Uppercase<Exclude<keyof InternalApi[R] & string, 'default'>>

/** Routes that can be read. */
export type ReadRoute = { [R in ApiRoute]: 'GET' extends ApiMethod<R> ? R : never }[ApiRoute]

/** What a route answers, as it comes out of the JSON. */
export type ApiResult<R extends ApiRoute, M extends string = 'GET'> = InternalApi[R][Lowercase<M> &
  keyof InternalApi[R]]

type ParamName<R extends string> = R extends `${string}/:${infer Name}/${infer Rest}`
  ? Name | ParamName<`/${Rest}`>
  : R extends `${string}/:${infer Name}`
    ? Name
    : never

/** What fills the `:names` of a route; none are asked for where it has none. */
export type ApiParams<R extends string> = [ParamName<R>] extends [never]
  ? { params?: undefined }
  : { params: Record<ParamName<R>, string | number> }

/** The address of a route. */
export function apiPath(route: string, params?: Partial<Record<string, string | number>>): string {
  return params ? route.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? '')) : route
}
