/**
 * The routes of the API and their result types, taken from the handlers: Nitro writes the declared results into
 * `InternalApi`. Nitro's own `$fetch` matches filled-in addresses against all routes, which ends in unions and exceeds
 * the type checker's limits. Here a route is given by its pattern, `/api/cards/:id`, so its result is one look-up.
 */
import type { InternalApi } from 'nitropack/types'

export type ApiRoute = Extract<keyof InternalApi, `/api/${string}`>

/** The methods that a route accepts: `GET`, `POST`… */
export type ApiMethod<R extends ApiRoute> = Uppercase<Exclude<keyof InternalApi[R] & string, 'default'>>

/** Routes that can be read. */
export type ReadRoute = { [R in ApiRoute]: 'GET' extends ApiMethod<R> ? R : never }[ApiRoute]

/** The result type of a route, after JSON serialization. */
export type ApiResult<R extends ApiRoute, M extends string = 'GET'> = InternalApi[R][Lowercase<M> &
  keyof InternalApi[R]]

type ParamName<R extends string> = R extends `${string}/:${infer Name}/${infer Rest}`
  ? Name | ParamName<`/${Rest}`>
  : R extends `${string}/:${infer Name}`
    ? Name
    : never

/** The values for the `:names` of a route; none are accepted where it has none. */
export type ApiParams<R extends string> = [ParamName<R>] extends [never]
  ? { params?: undefined }
  : { params: Record<ParamName<R>, string | number> }

/** Builds the address of a route from its pattern and parameters. */
export function apiPath(route: string, params?: Partial<Record<string, string | number>>): string {
  return params ? route.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? '')) : route
}
