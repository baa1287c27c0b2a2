import { MEDIA_BYTES_MAX, MEDIA_NAME_MAX } from '#shared/programme/media.ts'
import { AppError } from '#shared/errors.ts'
import type { ApiResult } from './api-routes.ts'

const ROUTE = '/api/console/media'

/** By XMLHttpRequest, as `fetch` reports no upload progress. @param onProgress 0 to 1 */
function send(file: File, onProgress: (part: number) => void): Promise<ApiResult<typeof ROUTE, 'POST'>> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    // The end of a long name tells files apart no worse than its beginning, and has the type.
    request.open('POST', `${ROUTE}?name=${encodeURIComponent(file.name.slice(-MEDIA_NAME_MAX))}`)
    request.responseType = 'json'
    request.setRequestHeader('content-type', 'application/octet-stream')
    for (const [name, value] of Object.entries(memberHeaders(ROUTE, 'POST') ?? {}))
      request.setRequestHeader(name, value)
    request.upload.addEventListener('progress', (event) =>
      onProgress(event.lengthComputable ? event.loaded / event.total : 0),
    )
    request.addEventListener('load', () => {
      if (request.status < 300 && request.response) resolve(request.response)
      else reject(readErrorReply(request.response) ?? new AppError('internal'))
    })
    request.addEventListener('error', () => reject(new AppError('unavailable', '没有传上去，请检查网络后再试。')))
    request.send(file)
  })
}

/** Sends a picture or video to the station's media and reports the progress. */
export function useMediaUpload() {
  const progress = ref(0)
  const { call, busy, error } = useAction(async (file: File) => {
    progress.value = 0
    if (file.size > MEDIA_BYTES_MAX)
      throw new AppError(
        'too_large',
        `文件有 ${Math.ceil(file.size / 1024 / 1024)} MB，最大 ${MEDIA_BYTES_MAX / 1024 / 1024} MB，请剪短或压缩后再上传。`,
      )
    return send(file, (part) => {
      progress.value = part
    })
  })
  return { upload: call, busy, error, progress }
}
