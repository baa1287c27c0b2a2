import { AppError } from '#shared/errors.ts'
import { isNewerCue, type Press } from '#shared/programme/cue.ts'
import type { CueNews, FlipNews, GroupView } from '#shared/programme/group.ts'
import { addFlip, skewOf } from '#shared/programme/skews.ts'
import type { AckResult } from '#shared/realtime/protocol.ts'
import type { OfficeSocket } from '~/composables/useCampaignWatches.ts'

/** An acknowledgement that takes longer counts as lost, in ms. */
const ACK_MS = 5_000
/** A refused or lost watch is tried again after this time, in ms. */
const AGAIN_MS = 3_000

const LOST = new AppError('unavailable', '网络不通，这一下没有送到。连上后请再按一次。')

/** A docent's console of one group: its state as the server tells it, and what can be pressed. */
export function useGroupConsole(groupId: string) {
  const view = ref<GroupView>()
  const error = ref<AppError>()
  const flips = reactive(new Map<string, FlipNews[]>())
  let socket: OfficeSocket | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let unfollow: (() => void) | undefined
  const { connected, addConsole, onScreenChange, onGroupChange } = useOfficeSocket()
  const { follow } = useServerClock()

  function cued({ groupId: of, epoch, cue, driver }: CueNews): void {
    if (of !== groupId || !view.value) return
    const held = view.value.cue
    // News of two presses may arrive in another order; who drives is told with each.
    if (epoch < view.value.epoch || (cue && held && isNewerCue(cue, held))) return
    if (epoch !== view.value.epoch) flips.clear()
    view.value = { ...view.value, epoch, cue, driver }
  }
  function flipped(news: FlipNews): void {
    if (news.groupId === groupId) flips.set(news.screenId, addFlip(flips.get(news.screenId) ?? [], news))
  }
  function watchGroup(): void {
    clearTimeout(timer)
    socket?.timeout(ACK_MS).emit('group:watch', { groupId }, (lost, answer) => {
      if (!lost && answer.ok) {
        view.value = answer.data
        error.value = undefined
        return
      }
      if (!lost && !answer.ok) error.value = new AppError(answer.error.code, answer.error.message)
      if (lost || !['not_found', 'forbidden'].includes(error.value?.code ?? ''))
        timer = setTimeout(watchGroup, AGAIN_MS)
    })
  }

  addConsole({
    connected(to) {
      socket = to
      unfollow?.()
      unfollow = follow(to)
      watchGroup()
    },
    cued,
    flipped,
  })
  onGroupChange((id) => (id === groupId || !id) && watchGroup())
  onScreenChange((id) => (!id || view.value?.group.screens.some((screen) => screen.id === id)) && watchGroup())
  onBeforeUnmount(() => {
    clearTimeout(timer)
    unfollow?.()
  })

  /** @throws AppError */
  function taken(ask: (socket: OfficeSocket, done: (lost: Error | null, answer: AckResult<CueNews>) => void) => void) {
    return new Promise<CueNews>((resolve, reject) => {
      if (!socket || !connected.value) return reject(LOST)
      ask(socket, (lost, answer) => {
        if (lost) return reject(LOST)
        if (!answer.ok) return reject(new AppError(answer.error.code, answer.error.message, answer.error.fields))
        cued(answer.data)
        resolve(answer.data)
      })
    })
  }
  const epoch = () => view.value?.epoch ?? 0

  return {
    view,
    error,
    connected,
    skews: computed(() => new Map([...flips].map(([id, all]) => [id, skewOf(all)] as const))),
    /** The screens that have really shown the newest cue. */
    shown: computed(() => {
      const cue = view.value?.cue
      return [...flips].filter(([, all]) => all.some((flip) => flip.epoch === cue?.epoch && flip.seq === cue?.seq))
        .length
    }),
    start: (programmeId: string) =>
      taken((to, done) => to.timeout(ACK_MS).emit('group:start', { groupId, programmeId, epoch: epoch() }, done)),
    press: (press: Press) =>
      taken((to, done) => to.timeout(ACK_MS).emit('group:press', { groupId, epoch: epoch(), press }, done)),
    end: () => taken((to, done) => to.timeout(ACK_MS).emit('group:end', { groupId, epoch: epoch() }, done)),
    takeOver: () => taken((to, done) => to.timeout(ACK_MS).emit('group:take', { groupId, epoch: epoch() }, done)),
  }
}
