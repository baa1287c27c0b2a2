import { AppError } from '#shared/errors.ts'
import { type ApiParams, apiPath, type ApiRoute } from './api-routes.ts'

/** The real name of the file, as in RFC 5987. */
const nameIn = (header: string | null) => {
  const name = /filename\*=UTF-8''([^;]+)/i.exec(header ?? '')?.[1]
  return name ? decodeURIComponent(name) : 'download'
}

async function errorOf(response: Response): Promise<AppError> {
  try {
    return readErrorReply(JSON.parse(await response.text())) ?? new AppError('internal')
  } catch {
    return new AppError('internal')
  }
}

/**
 * Downloads a file that is made by a POST: one that is noted in the audit log must not be made by a mere link, which
 * others can lay out. An error stays on the page.
 */
export function useDownload<R extends ApiRoute>(route: R, { params }: ApiParams<R>) {
  return useAction(async (query: Record<string, string> = {}) => {
    const search = new URLSearchParams(query).toString()
    const response = await fetch(apiPath(route, params) + (search && `?${search}`), {
      method: 'POST',
      headers: memberHeaders(route, 'POST'),
    }).catch(() => {
      throw new AppError('unavailable', '网络不通，文件没有下载，请再试一次。')
    })
    if (!response.ok) throw await errorOf(response)
    const url = URL.createObjectURL(await response.blob())
    const download = nameIn(response.headers.get('content-disposition'))
    Object.assign(document.createElement('a'), { href: url, download }).click()
    setTimeout(() => URL.revokeObjectURL(url), 60_000)
  })
}
