import { judgePicture, PICTURE_BYTES_MAX } from '#shared/card/picture.ts'
import { AppError } from '#shared/errors.ts'
import { newId } from '#shared/new-id.ts'
import { apiPath, type ApiResult } from './api-routes.ts'

const ROUTE = '/api/console/cards/:id/pictures'

/** By XMLHttpRequest, as `fetch` reports no upload progress. @param onProgress 0 to 1 */
function send(url: string, file: File, onProgress: (part: number) => void): Promise<ApiResult<typeof ROUTE, 'POST'>> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', url)
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
    request.addEventListener('error', () =>
      reject(new AppError('unavailable', '网络不通，图片没有传上去，请再试一次。')),
    )
    request.send(file)
  })
}

/** Checks that need no request. @throws AppError */
async function judge(file: File): Promise<void> {
  if (file.size > PICTURE_BYTES_MAX)
    throw new AppError(
      'too_large',
      `图片有 ${(file.size / 1024 / 1024).toFixed(1)} MB，最大 ${PICTURE_BYTES_MAX / 1024 / 1024} MB，请压缩或截图后再上传。`,
    )
  const judged = judgePicture(new Uint8Array(await file.slice(0, 512).arrayBuffer()))
  if ('refused' in judged) throw new AppError('bad_input', `${judged.refused}。`)
}

/** Sends a picture to a card and reports the progress. */
export function usePictureUpload(cardId: string) {
  const progress = ref(0)
  // The same id when it is sent again after a lost answer, so that the picture is stored once.
  let last: { file: File; id: string } | undefined
  const { call, busy, error } = useAction(async (file: File) => {
    progress.value = 0
    await judge(file)
    if (last?.file !== file) last = { file, id: newId() }
    return send(`${apiPath(ROUTE, { id: cardId })}?id=${last.id}`, file, (part) => {
      progress.value = part
    })
  })
  return { upload: call, busy, error, progress }
}
