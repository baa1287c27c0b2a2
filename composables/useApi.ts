import { FetchError } from 'ofetch'
import { AppError, type ErrorBody } from '#shared/errors.ts'

/** Reads whatever a failed request threw as the one error form; a lost network becomes `unavailable`. */
export function readApiError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const body = (error as FetchError<{ error?: ErrorBody }>)?.data?.error
  if (body?.code) return new AppError(body.code, body.message, body.fields)
  // `useFetch` wraps what it caught.
  const thrown = error instanceof FetchError ? error : (error as Error)?.cause
  if (thrown instanceof FetchError && !thrown.response) return new AppError('unavailable', '网络不通，请检查后再试。')
  return new AppError('internal')
}

/**
 * One action against the API: busy while it runs, the error in the one form afterwards. A second call while one is
 * running is dropped, so a double tap sends once.
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
