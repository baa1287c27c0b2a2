/** Draws the invitation as a picture. It loads nothing, so it works offline. */
import { encode } from 'uqr'
import type { QuizResult } from '#shared/quiz/result.ts'

const WIDTH = 900
const HEIGHT = 1260
/** On both sides. */
const MARGIN = 70
/** Of the name of who runs it: smaller than the least it is set in two lines. */
const HOST = { size: 40, least: 28, two: 34 }
const FONT = "'PingFang SC', 'HarmonyOS Sans SC', 'MiSans', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"
/** Quiet zone around the QR code, in modules: with less than four, some cameras do not find it (ISO/IEC 18004). */
const QUIET = 4

/** The colour tokens of the page; a canvas cannot use CSS variables. */
const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()

function text(
  context: CanvasRenderingContext2D,
  words: string,
  x: number,
  y: number,
  size: number,
  fill: string,
  weight = 400,
): void {
  context.font = `${weight} ${size}px ${FONT}`
  context.fillStyle = fill
  context.fillText(words, x, y)
}

/** A text in one line as wide as the picture, or in two of the same length. @returns its lines and their size */
function fitted(context: CanvasRenderingContext2D, words: string): { lines: string[]; size: number } {
  const room = WIDTH - 2 * MARGIN
  const sizeOf = (line: string, max: number) => {
    context.font = `700 ${max}px ${FONT}`
    return Math.min(max, (max * room) / context.measureText(line).width)
  }
  const size = sizeOf(words, HOST.size)
  if (size >= HOST.least) return { lines: [words], size }
  const chars = [...words]
  const half = Math.ceil(chars.length / 2)
  const lines = [chars.slice(0, half).join(''), chars.slice(half).join('')]
  return { lines, size: Math.min(...lines.map((line) => sizeOf(line, HOST.two))) }
}

/** Who runs it and where to ask, at the foot. */
function drawFoot(context: CanvasRenderingContext2D, host: string): void {
  context.fillStyle = colour('night')
  context.fillRect(0, 1090, WIDTH, HEIGHT - 1090)
  const { lines, size } = fitted(context, `${host}邀您来答`)
  const base = lines.length > 1 ? [1134, 1176] : [1152]
  lines.forEach((line, i) => text(context, line, MARGIN, base[i] ?? 0, size, '#fff', 700))
  text(context, '拿不准，先打 96110 问一问', MARGIN, 1228, 38, colour('gold-soft'), 700)
}

function drawSeal(context: CanvasRenderingContext2D, words: string, x: number, y: number, fill: string): void {
  context.save()
  context.translate(x, y)
  context.rotate((-8 * Math.PI) / 180)
  context.strokeStyle = fill
  context.lineWidth = 8
  context.strokeRect(-80, -48, 160, 96)
  context.textAlign = 'center'
  text(context, words, 0, 20, 56, fill, 900)
  context.restore()
}

function drawQr(context: CanvasRenderingContext2D, link: string, x: number, y: number, size: number): void {
  const { data, size: modules } = encode(link, { ecc: 'M', border: QUIET })
  const step = size / modules
  context.fillStyle = '#fff'
  context.fillRect(x, y, size, size)
  context.fillStyle = '#000'
  // Half a pixel larger than a module, or thin white lines appear between modules.
  data.forEach((row, r) =>
    row.forEach((dark, c) => dark && context.fillRect(x + c * step, y + r * step, step + 0.5, step + 0.5)),
  )
}

function drawFigures(context: CanvasRenderingContext2D, { scams, genuine }: QuizResult): void {
  const figures = [
    [`${scams.caught} / ${scams.total}`, '骗局识破', colour('danger')],
    [`${genuine.trusted} / ${genuine.total}`, '真消息没冤枉', colour('safe')],
  ] as const
  figures.forEach(([figure, label, fill], i) => {
    const x = 70 + i * 400
    context.fillStyle = colour('surface')
    context.fillRect(x, 350, 360, 190)
    text(context, label, x + 30, 405, 36, colour('ink-soft'))
    text(context, figure, x + 30, 500, 84, fill, 900)
  })
}

/**
 * @param host name of who runs the quiz
 * @returns a data URL of the picture; empty if the browser refuses to draw
 */
export function drawSharePicture(canvas: HTMLCanvasElement, host: string, link: string, result?: QuizResult): string {
  const context = canvas.getContext('2d')
  if (!context) return ''
  canvas.width = WIDTH
  canvas.height = HEIGHT
  context.fillStyle = colour('ground')
  context.fillRect(0, 0, WIDTH, HEIGHT)
  context.fillStyle = colour('brand')
  context.fillRect(0, 0, WIDTH, 24)
  text(context, '十条消息，', 70, 160, 96, colour('ink'), 900)
  text(context, '分清真假', 70, 280, 96, colour('ink'), 900)
  if (result) drawFigures(context, result)
  else {
    drawSeal(context, '骗局', 180, 440, colour('danger'))
    drawSeal(context, '真的', 400, 440, colour('safe'))
    text(context, '您分得清吗？', 530, 460, 52, colour('ink'), 700)
  }
  drawQr(context, link, MARGIN, 600, 460)
  text(context, '扫一扫', 580, 750, 60, colour('ink'), 800)
  text(context, '两分钟做完', 580, 830, 44, colour('ink-soft'))
  text(context, '不记名', 580, 895, 44, colour('ink-soft'))
  drawFoot(context, host)
  return canvas.toDataURL('image/png')
}
